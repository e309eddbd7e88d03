// Supervision (督办) and reports (DESIGN §3): a supervisor's order has its own deadline and is closed by nobody else;
// an interim report (中途汇报) says how it stands before there is an answer.
#pragma once

#include <optional>
#include <string>

#include "domain/change.hpp"

namespace hotline {

struct SuperviseRequest {
    std::string instruction;
    std::optional<Instant> due;  ///< of the report; the policy's, if not given
};

struct ReportRequest {
    std::string text;
    int order = 0;  ///< on which order; 0: an interim report
};

struct CloseSupervisionRequest {
    int order = 0;
    bool accepted = false;
    std::string remark;  ///< needed when the report does not content the supervisor
};

/// kInvalidField: a due instant that does not lie ahead; kNotInPolicy.
[[nodiscard]] Result<Change> supervise(const Ticket& ticket, const SuperviseRequest& request, const Act& act);

/// Meets the clock of the order, or of the interim report that is owed, and begins that of the next one.
/// kInvalidField: no such order stands; kIllegalTransition: an interim report on a ticket that nobody works on.
[[nodiscard]] Result<Change> report(const Ticket& ticket, const ReportRequest& request, const Act& act);

/// Refusing the report lets the order's clock go on as if it had never stopped. kForbidden: another one's order;
/// kInvalidField: no such order stands, or there is no report to refuse.
[[nodiscard]] Result<Change> close_supervision(const Ticket& ticket, const CloseSupervisionRequest& request,
                                               const Act& act);

}  // namespace hotline
