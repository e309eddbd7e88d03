// Request bodies about tickets: JSON of the contract → the domain's requests. What the catalogue knows is checked by
// the domain.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "domain/answering.hpp"
#include "domain/dispatching.hpp"
#include "domain/following.hpp"
#include "domain/holding.hpp"
#include "domain/intake.hpp"
#include "settings/configuration.hpp"

namespace hotline::api {

// Errors of all: those of http::parse_json_object and http::Fields; kBadPhone. An empty body counts as {} where nothing
// is required.

/// For a preview, title and text may be absent.
enum class Purpose { kOpen, kPreview };
[[nodiscard]] Result<NewTicket> read_new_ticket(std::string_view body, const Configuration& configuration,
                                                Purpose purpose);

[[nodiscard]] Result<AnswerRequest> read_answer(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<DispatchRequest> read_dispatch(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<WaitRequest> read_wait(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<ReturnRequest> read_return(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<TransferRequest> read_transfer(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<ContactRequest> read_contact(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<ResolveRequest> read_resolve(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<CheckRequest> read_check(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<CallbackRequest> read_callback(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<AmendRequest> read_amend(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<HandOffRequest> read_hand_off(std::string_view body, const Configuration& configuration);
[[nodiscard]] Result<CancelRequest> read_cancel(std::string_view body, const Configuration& configuration);
/// {"text"}: required.
[[nodiscard]] Result<std::string> read_note(std::string_view body, const Configuration& configuration);
/// {"note"?} of release, resume and urge.
[[nodiscard]] Result<std::string> read_optional_note(std::string_view body, const Configuration& configuration);
/// {"into"}: a ticket number.
[[nodiscard]] Result<TicketNumber> read_merge(std::string_view body);

}  // namespace hotline::api
