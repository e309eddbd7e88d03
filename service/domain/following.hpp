// What may happen to a ticket while others work on it: notes, amendments, urges, hand-offs, and its early end.
#pragma once

#include <optional>
#include <string>

#include "domain/change.hpp"

namespace hotline {

struct CallerAmendment {
    std::optional<Phone> phone;  ///< may be repeated, not changed: a ticket is kept with its caller's others
    std::optional<std::string> name;
    std::optional<std::string> kind;
    std::optional<std::string> enterprise;
    std::optional<std::string> address;
    std::optional<bool> confidential;
};

/// Given fields replace; the rest stays.
struct AmendRequest {
    std::optional<std::string> title;
    std::optional<std::string> text;
    std::optional<CategoryId> category;
    std::optional<Urgency> urgency;
    std::optional<std::string> sector;
    std::optional<std::string> district;
    std::optional<std::string> place;
    std::optional<std::string> project_code;
    std::optional<TaskForceId> about;
    std::optional<std::map<std::string, std::string>> facts;
    CallerAmendment caller;
};

struct HandOffRequest {
    std::string to;  ///< a hand-off target of the catalogue
    std::string reference;
    bool confirmed = false;
};

struct CancelRequest {
    std::string reason;  ///< a cancel reason of the catalogue
    std::string note;
};

/// Whoever was told of the ticket knows, which counts as seeing to it; or says that it is not theirs, which tells
/// others (domain/notifying).
[[nodiscard]] Change answer_message(const Ticket& ticket, bool mine, const Act& act);

[[nodiscard]] Change add_note(const Ticket& ticket, const std::string& text, const Act& act);

/// A changed category or urgency selects the policy anew. kInvalidField and kMissingFact as when opening; kAvoidance:
/// it turns out to be about the task force that has it (dispatch it elsewhere first).
[[nodiscard]] Result<Change> amend(const Ticket& ticket, const AmendRequest& request, const Act& act);

/// The caller chases (催办): counted; at each `urges_to_raise` the urgency rises by one.
[[nodiscard]] Change urge(const Ticket& ticket, const std::string& note, const Act& act);

/// Again with the same target: completes the reference or confirms it.
[[nodiscard]] Result<Change> hand_off(const Ticket& ticket, const HandOffRequest& request, const Act& act);

[[nodiscard]] Result<Change> cancel(const Ticket& ticket, const CancelRequest& request, const Act& act);

/// First half of a merge: the survivor takes the callers over. Doing it twice is doing it once: the second time gives
/// nothing. kMergeConflict: the survivor is not open, or is the merged ticket itself.
[[nodiscard]] Result<std::optional<Change>> take_over(const Ticket& survivor, const Ticket& merged, const Act& act);

/// Second half: the merged ticket ends and says where its callers are.
[[nodiscard]] Change merge_into(const Ticket& merged, const TicketNumber& survivor, const Act& act);

}  // namespace hotline
