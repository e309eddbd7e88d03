// Expected failures as values: a closed set of codes, a detail that is safe to show to a client, and the field it is
// about.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hotline {

/// Every expected failure of the service. Each has exactly one problem code and HTTP status (error.cpp).
enum class ErrorCode {
    // the request itself
    kBadRequest,     ///< not HTTP, or not understood as HTTP
    kMalformedJson,  ///< the body is not JSON
    kBadUtf8,        ///< the body or a text is not UTF-8
    kInvalidField,   ///< a field has the wrong type or a value that is not allowed
    kMissingField,   ///< a required field is absent
    kUnknownField,   ///< a field that the contract does not have
    kMissingFact,    ///< the category requires a fact that was not given
    kBodyTooLarge,
    kHeaderTooLarge,
    kUriTooLong,
    kUnsupportedMediaType,
    kRequestTimeout,
    kRouteNotFound,
    kMethodNotAllowed,
    kNotAcceptable,  ///< the client takes no form that this address has
    kBadCursor,
    kIdempotencyKeyMissing,
    kIdempotencyKeyReused,  ///< the same key came with another body
    kPreconditionRequired,  ///< the action needs If-Match
    kStaleRevision,         ///< If-Match names a revision that is no longer current
    // who asks
    kUnauthenticated,
    kBadCredentials,       ///< at log-in; the same for whoever does not exist
    kNewPasswordRequired,  ///< the one-time password is right: it has to be replaced in the same request
    kTooManyTries,         ///< to log in; context "retry_after" (seconds)
    kTooManyRequests,      ///< of one person; context "retry_after" (seconds)
    kLoginRejected,        ///< the provider refused, or what it said of somebody is not to be believed
    kLoginExpired,         ///< it was begun too long ago, by another browser, or has been used already
    kNotLinked,            ///< the provider knows this person, and the service does not
    kForeignOrigin,        ///< a page of somewhere else sent a session's cookie
    kForbidden,
    // what is asked for
    kWrongCheckDigit,
    kBadTicketNumber,
    kTicketNotFound,
    kTaskForceNotFound,
    kPersonNotFound,
    kTokenNotFound,
    kSessionNotFound,
    kLinkExpired,         ///< of a message: used, too old, or not one of ours
    kDeadLetterNotFound,  ///< it has been retried or discarded, or never was
    kBadPhone,
    // the rules
    kIllegalTransition,
    kClaimLost,   ///< somebody else holds the ticket; context "holder"
    kQueueEmpty,  ///< claim-next found nothing to claim
    kReturnWindowClosed,
    kAvoidance,          ///< a complaint about a task force must not go to it
    kCallbackByHandler,  ///< the call-back is never made by the one who handled the ticket
    kMergeConflict,
    kNotInPolicy,     ///< the ticket's policy does not know this
    kTooLate,         ///< it had to be asked before the due instant
    kRequestPending,  ///< the ticket waits for a decision already
    kNothingPending,  ///< nothing waits to be decided
    kDecidedByAsker,  ///< a request is never decided by the one who asked
    kPartsOpen,       ///< the ticket cannot be resolved before its parts
    kPersonExists,
    kSubjectTaken,  ///< of the provider's people somebody else is linked to that one
    kLastAdmin,     ///< somebody has to look after the people
    // the service
    kBadConfiguration,
    kTooBusy,
    kProviderUnavailable,  ///< of log-ins
    kStoreUnavailable,     ///< nothing was done
    kOutcomeUnknown,       ///< the link died after sending: it may or may not have been done
    kInternal,             ///< always the last
};

/// `context` carries further members of the problem document (e.g. "holder", "current_revision").
struct Error {
    ErrorCode code;
    std::string detail;
    std::string field;  ///< JSON pointer, header or parameter name; empty when it is about no field
    std::vector<std::pair<std::string, std::string>> context = {};
};

template <class T>
using Result = std::expected<T, Error>;

/// `return fail(ErrorCode::kInvalidField, "must be …", "/caller/phone");`
[[nodiscard]] std::unexpected<Error> fail(ErrorCode code, std::string detail, std::string field = {});

/// What a code is called in a problem document, and which HTTP status it travels with. The only place that maps them.
struct Problem {
    std::string_view code;
    std::string_view title;
    int status;
};
[[nodiscard]] const Problem& problem_of(ErrorCode code);

}  // namespace hotline
