// From the answer to the end: first contact, resolve, closing check, call-back, and what is solved on the call (DESIGN
// §3).
#pragma once

#include <optional>
#include <string>

#include "domain/change.hpp"

namespace hotline {

struct ContactRequest {
    std::string how;  ///< phone, visit or message
    std::optional<Instant> at;
    bool reached = true;
    std::string note;
};

/// What a unit fills in (DOMAIN §2.3).
struct ResolveRequest {
    bool justified = false;
    bool solved = false;
    std::string unsolved_reason;
    std::string proof;
    std::string internal_account;
    std::string public_answer;
    std::optional<Instant> contacted_at;
};

struct CheckRequest {
    bool passed = false;
    std::string remark;
};

struct CallbackRequest {
    bool reached = false;
    std::optional<bool> solved;
    int satisfaction = 0;  ///< 1–5; 0: not asked
    std::string remark;
};

struct AnswerRequest {
    std::string public_answer;
    std::string internal_account;
};

[[nodiscard]] Result<Change> contact(const Ticket& ticket, const ContactRequest& request, const Act& act);

/// Stops the resolve clock. kMissingField, kInvalidField: an unsolved complaint needs a reason of the catalogue, and
/// the reason its proof.
[[nodiscard]] Result<Change> resolve(const Ticket& ticket, const ResolveRequest& request, const Act& act);

/// A failed check sends the ticket back to who answered it, its resolve clock never having stopped.
[[nodiscard]] Result<Change> check(const Ticket& ticket, const CheckRequest& request, const Act& act);

/// kCallbackByHandler. 'Not solved' reopens: a new generation with fresh clocks in the same task force's queue. Not
/// reached: the next try is planned; after the last one the ticket closes as not reached.
[[nodiscard]] Result<Change> call_back(const Ticket& ticket, const CallbackRequest& request, const Act& act);

/// Solved on the call (直接办结): closed at once.
[[nodiscard]] Change answer(const Ticket& ticket, const AnswerRequest& request, const Act& act);

}  // namespace hotline
