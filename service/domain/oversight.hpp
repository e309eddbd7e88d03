// What a ticket keeps of those who do not hold it: parts of other task forces, orders of supervisors, what waits for
// somebody's decision, and the final answer. Plain data; assisting, supervising and deciding say what may be done with
// it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace hotline {

/// Parts and orders are numbered by their place, from 1. Null: there is none of that number.
template <class Items>
[[nodiscard]] auto* numbered(Items& items, int number) {
    const auto place = static_cast<std::size_t>(number) - 1;
    return place < items.size() ? &items[place] : nullptr;
}

/// Danger passed on to 110/119/120/122 or a utility.
struct HandOff {
    std::string to;  ///< a hand-off target of the catalogue
    std::string reference;
    bool confirmed = false;
    Instant at{};
};

/// What another task force does for the ticket (协办).
struct Part {
    TaskForceId task_force = {};
    std::string asked = {};
    PersonId asked_by = {};
    Instant asked_at{};
    std::string account = {};  ///< what was done, or why it was recalled
    PersonId ended_by = {};
    std::optional<Instant> ended_at = {};  ///< nothing: still owed
    bool recalled = false;
};

/// An order of a supervisor (督办).
struct SupervisionOrder {
    std::string instruction = {};
    PersonId by = {};
    Instant at{};
    std::string report = {};  ///< empty: none yet, or it did not content the supervisor
    PersonId reported_by = {};
    std::optional<Instant> reported_at = {};
    std::string remark = {};                ///< of the supervisor, on the report
    std::optional<Instant> closed_at = {};  ///< nothing: it stands
};

/// What waits for the decision of somebody else. One at a time; it lapses when the ticket moves on.
struct PendingRequest {
    enum Kind : unsigned char { kToExtend, kToWait, kToClose };
    Kind kind = kToExtend;
    Instant until{};          ///< the due instant, or the end of waiting, that is asked for
    std::string reason = {};  ///< of an extension or a final answer in words, of waiting as a code
    PersonId by = {};
    Instant at{};
};
inline constexpr std::array<std::string_view, 3> kRequestNames{"extension", "waiting", "final_answer"};

/// 最终答复: signed by the lead, approved by a manager. Further calls attach to the ticket, nothing reopens it.
struct FinalAnswer {
    std::string reason = {};
    PersonId signed_by = {};
    PersonId approved_by = {};
    Instant at{};
};

}  // namespace hotline
