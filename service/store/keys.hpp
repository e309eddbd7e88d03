// Names of the keys in Redis. All keys of one partition share the hash tag {pp}, so that one function call may use them
// together.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/lifecycle.hpp"
#include "domain/ticket_number.hpp"

namespace hotline::keys {

/// Where a ticket that no task force owns is queued.
inline constexpr std::string_view kDeskQueue = "desk";

/// Buckets of the two lookup hashes of a partition: small hashes stay packed, which costs a quarter of a key for each
/// entry.
inline constexpr unsigned kBuckets = 1024;

/// Stands for a partition where who was shown what is logged: in a stream with a chain, as events are.
inline constexpr int kAccessLog = -1;

[[nodiscard]] std::string dataset();    ///< hash: what is fixed when a data set is created
[[nodiscard]] std::string profile();    ///< stream: which SLA profile was put in force when, by whom and why
[[nodiscard]] std::string outages();    ///< stream: each declaration of an outage and each end, by whom and why
[[nodiscard]] std::string roster();     ///< stream: every change to a person or an API token, by whom
[[nodiscard]] std::string passwords();  ///< hash: person → argon2id hash of the password
[[nodiscard]] std::string
token_use();  ///< hash: API token → instant (ms) of its last use, half a minute is near enough
/// A log-in session by the hash of its cookie; it expires by itself.
[[nodiscard]] std::string session(std::string_view id);
[[nodiscard]] std::string sessions_of(const PersonId& person);  ///< hash: session → what its owner is shown of it
/// A log-in that has been sent to the provider, by the digest of its state; it expires by itself.
[[nodiscard]] std::string pending_login(std::string_view state_digest);
/// A link of a message that was answered by, by its digest; it expires by itself.
[[nodiscard]] std::string used_link(std::string_view digest);
/// Integer: failed tries to log in of one kind (address, account …), kept as a keyed hash; it expires by itself.
[[nodiscard]] std::string failed_tries(std::string_view whose);
[[nodiscard]] std::string sequence(int partition);  ///< integer: the last serial given out
[[nodiscard]] std::string ticket_prefix(int partition);
[[nodiscard]] std::string ticket(const TicketNumber& number);  ///< list: revision, document, events
[[nodiscard]] std::string events(int partition);  ///< stream: fields t (serial), e (event), h (link, event_chain.hpp)
[[nodiscard]] std::string chain(int partition);   ///< string: the link of the stream's last event
/// Sorted set of serials by the instant at which something has to happen to the ticket by itself (ms).
[[nodiscard]] std::string timers(int partition);
/// Sorted set of serials by the instant they were opened (ms).
[[nodiscard]] std::string queue(int partition, const TaskForceId& task_force, State state, Urgency urgency);
/// Sorted set of the tickets a person holds, by the instant they were opened (ms).
[[nodiscard]] std::string assigned(int partition, const PersonId& person);
/// The same of tickets that a task force owes a part of, and of those with a standing order of a supervisor.
[[nodiscard]] std::string assisted(int partition, const TaskForceId& task_force);
[[nodiscard]] std::string supervised(int partition, const PersonId& supervisor);
/// Hash: person → instant (ms) at which somebody who may hold tickets last used the service.
[[nodiscard]] std::string presence();
/// Sorted set: node and person → instant (ms) at which the person last had the ticket open there. Expires by itself.
[[nodiscard]] std::string opened(const TicketNumber& number);
/// Hashes: 16-byte keyed hash → serials joined by commas.
[[nodiscard]] std::string callers(int partition, std::string_view hash);
[[nodiscard]] std::string idempotency(int partition, std::string_view hash);

/// Prefix of the outbox's keys, which all share one hash tag: few messages beside many commits, and what is folded and
/// told in order may be of any partition. Their names are in functions/outbox.lua.
[[nodiscard]] std::string outbox();

/// Read back from a name. Nothing for a name that has no partition.
[[nodiscard]] std::optional<int> partition_of(std::string_view name);
/// The queue of a state in which tickets have ended.
[[nodiscard]] bool lists_ended(std::string_view name);

}  // namespace hotline::keys
