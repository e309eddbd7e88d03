// A ticket (工单): everything the hotline knows about one complaint. Plain data; lifecycle.hpp says what may be done
// with it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "domain/lifecycle.hpp"
#include "domain/oversight.hpp"
#include "domain/phone.hpp"
#include "domain/sla_clock.hpp"
#include "domain/ticket_number.hpp"

namespace hotline {

/// Who called. Personal data.
struct Caller {
    Phone phone;  ///< empty: anonymous
    std::string name;
    std::string kind;        ///< a caller kind of the catalogue
    std::string enterprise;  ///< whom the caller speaks for
    std::string address;
    bool confidential = false;  ///< 要求保密: task forces do not see who it is

    bool operator==(const Caller&) const = default;
};

/// What the complaint is about; what an amendment may change.
struct Matter {
    std::string title;
    std::string text;
    CategoryId category;  ///< empty: not classified
    Urgency urgency = 0;
    std::string sector;
    std::string district;
    std::string place;
    std::string project_code;
    TaskForceId about;  ///< the task force complained about (avoidance, DESIGN §4)
    std::map<std::string, std::string> facts;

    bool operator==(const Matter&) const = default;
};

/// Which rule sent the ticket where, under which configuration.
struct Routing {
    std::string rule;  ///< empty: no rule matched
    std::string configuration_version;
    std::vector<TaskForceId> assistants;
    std::vector<std::string> tags;
};

/// The structured outcome (DOMAIN §2.3); latest one only, earlier ones are in the history.
struct Outcome {
    bool justified = false;       ///< 诉求属实
    bool solved = false;          ///< 是否解决
    std::string unsolved_reason;  ///< a reason code; required when not solved
    std::string proof;            ///< what proves an unsolved reason
    std::string internal_account;
    std::string public_answer;
    std::optional<Instant> contacted_at;
    PersonId by;
    Instant at{};
    bool checked = false;  ///< passed the closing check (审核)
};

/// The call-backs of the current generation.
struct Callbacks {
    int tries = 0;  ///< unsuccessful ones so far
    std::optional<Instant> next_try;
    std::optional<bool> solved;
    int satisfaction = 0;  ///< 5 very satisfied … 1 very dissatisfied; 0 not asked
};

/// A caller whose own ticket was merged into this one and who gets the call-back here.
struct FurtherCaller {
    TicketNumber merged_ticket;
    Caller caller;
};

/// Milliseconds a task force has had the ticket, waiting included.
struct LedgerEntry {
    TaskForceId task_force;
    long long milliseconds = 0;
};

struct Ticket {
    TicketNumber number;
    Revision revision = 0;
    State state = State::kTriage;
    std::string channel;
    Caller caller;
    Matter matter;

    Instant opened_at{};
    PersonId opened_by;
    std::string request_fingerprint;  ///< of the request that opened it: tells a retry from a reused key
    std::string intake_key;           ///< keyed hash of the idempotency key that opened it; the store's business

    Routing routing;
    TaskForceId task_force;  ///< empty in triage
    Instant task_force_since{};
    std::vector<LedgerEntry> ledger;  ///< of earlier task forces
    PersonId holder;
    std::vector<PersonId> handlers;  ///< everybody who ever claimed it
    Instant attended_at{};           ///< when its holder last did anything, or another one something that counts
                                     ///< (Transition::attends)

    int generation = 1;
    std::vector<SlaClock> clocks;  ///< of all generations
    std::optional<Instant> waiting_until;
    std::string waiting_reason;
    std::optional<Instant> first_contact_at;
    std::optional<Outcome> outcome;
    Callbacks callbacks;
    std::vector<HandOff> hand_offs;
    std::vector<FurtherCaller> further_callers;
    std::vector<Part> parts;
    std::vector<SupervisionOrder> orders;
    std::optional<PendingRequest> request;
    int extensions = 0;  ///< granted to this generation
    std::optional<FinalAnswer> final_answer;
    int returns = 0;
    int urges = 0;
    std::string end_reason;  ///< why it was cancelled
    std::optional<TicketNumber> merged_into;
    Instant changed_at{};

    [[nodiscard]] TicketStanding standing() const;
};

/// One entry of the event log (DESIGN §6). `changes` holds what a reader of the history wants to know beyond the
/// action.
struct TicketEvent {
    Revision revision = 0;
    Action action = Action::kOpen;
    PersonId actor;
    Instant at{};
    State to = State::kTriage;
    TaskForceId task_force;
    std::map<std::string, std::string> changes;
    std::string trace = {};  ///< Person::trace of the actor
};

}  // namespace hotline
