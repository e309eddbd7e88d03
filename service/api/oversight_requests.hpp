// Request bodies about what others do for a ticket, decide on it, or order: JSON of the contract → the domain's
// requests.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "domain/assisting.hpp"
#include "domain/deciding.hpp"
#include "domain/supervising.hpp"
#include "settings/configuration.hpp"

namespace hotline::api {

// Errors of all: those of http::parse_json_object and http::Fields.

[[nodiscard]] Result<AssistRequest> read_assist(std::string_view body, const Configuration& configuration);
/// {"part", "account"} of contribute and recall.
[[nodiscard]] Result<PartRequest> read_part(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<ExtendRequest> read_extend(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<DecideRequest> read_decide(std::string_view body, const Configuration& configuration);
/// {"reason"}
[[nodiscard]] Result<std::string> read_final_answer(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<SuperviseRequest> read_supervise(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<ReportRequest> read_report(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<CloseSupervisionRequest> read_close_supervision(std::string_view body,
                                                                     const Configuration& configuration);

}  // namespace hotline::api
