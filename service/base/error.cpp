#include "base/error.hpp"

#include <array>

namespace hotline {

namespace {

using enum ErrorCode;

struct Entry {
    ErrorCode code;
    Problem problem;
};

constexpr auto kProblems = std::to_array<Entry>({
    {kBadRequest, {"bad_request", "The request is not valid HTTP", 400}},
    {kMalformedJson, {"malformed_json", "The body is not valid JSON", 400}},
    {kBadUtf8, {"bad_utf8", "The text is not valid UTF-8", 400}},
    {kInvalidField, {"invalid_field", "A field has a value that is not allowed", 422}},
    {kMissingField, {"missing_field", "A required field is missing", 422}},
    {kUnknownField, {"unknown_field", "The request has a field that is not known", 422}},
    {kMissingFact, {"missing_fact", "The category requires a fact that was not given", 422}},
    {kBodyTooLarge, {"body_too_large", "The body is too large", 413}},
    {kHeaderTooLarge, {"header_too_large", "The request header is too large", 431}},
    {kUriTooLong, {"uri_too_long", "The request target is too long", 414}},
    {kUnsupportedMediaType, {"unsupported_media_type", "The body must be application/json", 415}},
    {kRequestTimeout, {"request_timeout", "The request did not arrive in time", 408}},
    {kRouteNotFound, {"route_not_found", "There is nothing at this address", 404}},
    {kMethodNotAllowed, {"method_not_allowed", "This address does not take that method", 405}},
    {kNotAcceptable, {"not_acceptable", "The Accept header takes nothing that there is here", 406}},
    {kBadCursor, {"bad_cursor", "The page cursor is not one this service gave out", 400}},
    {kIdempotencyKeyMissing, {"idempotency_key_missing", "The Idempotency-Key header is required", 400}},
    {kIdempotencyKeyReused, {"idempotency_key_reused", "The Idempotency-Key was used with another body", 422}},
    {kPreconditionRequired, {"precondition_required", "The If-Match header is required", 428}},
    {kStaleRevision, {"stale_revision", "It has changed since it was read", 412}},
    {kUnauthenticated, {"unauthenticated", "Log in, or send a valid bearer token", 401}},
    {kBadCredentials, {"bad_credentials", "The name or the password is wrong", 401}},
    {kNewPasswordRequired, {"new_password_required", "A one-time password has to be replaced", 403}},
    {kTooManyTries, {"too_many_tries", "There were too many tries to log in", 429}},
    {kTooManyRequests, {"too_many_requests", "You are asking too often", 429}},
    {kLoginRejected, {"login_rejected", "The log-in provider did not confirm who you are", 401}},
    {kLoginExpired, {"login_expired", "This log-in was not begun here, or has ended", 400}},
    {kNotLinked, {"not_linked", "Nobody here belongs to this log-in", 403}},
    {kForeignOrigin, {"foreign_origin", "The request comes from another site", 403}},
    {kForbidden, {"forbidden", "Your role does not allow this", 403}},
    {kWrongCheckDigit, {"wrong_check_digit", "The ticket number has a wrong check digit", 400}},
    {kBadTicketNumber, {"bad_ticket_number", "This is not a ticket number", 400}},
    {kTicketNotFound, {"ticket_not_found", "There is no such ticket", 404}},
    {kTaskForceNotFound, {"task_force_not_found", "There is no such task force", 404}},
    {kPersonNotFound, {"person_not_found", "There is no such person", 404}},
    {kTokenNotFound, {"token_not_found", "There is no such token", 404}},
    {kSessionNotFound, {"session_not_found", "There is no such session", 404}},
    {kLinkExpired, {"link_expired", "This link is no longer good", 410}},
    {kDeadLetterNotFound, {"dead_letter_not_found", "There is no such dead letter", 404}},
    {kBadPhone, {"bad_phone", "This is not a phone number", 422}},
    {kIllegalTransition, {"illegal_transition", "The ticket's state does not allow this action", 409}},
    {kClaimLost, {"claim_lost", "Somebody else has claimed the ticket", 409}},
    {kQueueEmpty, {"queue_empty", "No ticket is waiting in this queue", 404}},
    {kReturnWindowClosed, {"return_window_closed", "The time to return this ticket is over", 409}},
    {kAvoidance, {"avoidance", "A complaint must not go to the task force it is about", 409}},
    {kCallbackByHandler, {"callback_by_handler", "The call-back is never made by the handler", 403}},
    {kMergeConflict, {"merge_conflict", "These tickets cannot be merged", 409}},
    {kNotInPolicy, {"not_in_policy", "The policy of this ticket does not provide for it", 409}},
    {kTooLate, {"too_late", "It had to be asked for before the ticket was due", 409}},
    {kRequestPending, {"request_pending", "The ticket waits for a decision already", 409}},
    {kNothingPending, {"nothing_pending", "Nothing waits to be decided", 409}},
    {kDecidedByAsker, {"decided_by_asker", "A request is never decided by the one who asked", 403}},
    {kPartsOpen, {"parts_open", "Other task forces still owe their parts", 409}},
    {kPersonExists, {"person_exists", "There is somebody of that id already", 409}},
    {kSubjectTaken, {"subject_taken", "Somebody else is linked to that log-in", 409}},
    {kLastAdmin, {"last_admin", "Somebody has to stay administrator", 409}},
    {kBadConfiguration, {"bad_configuration", "The configuration was refused", 422}},
    {kTooBusy, {"too_busy", "The service is too busy", 503}},
    {kProviderUnavailable, {"provider_unavailable", "The log-in provider is unavailable", 503}},
    {kStoreUnavailable, {"store_unavailable", "The store is unavailable", 503}},
    {kOutcomeUnknown, {"outcome_unknown", "It is not known whether the request took effect", 503}},
    {kInternal, {"internal", "An internal error", 500}},
});

consteval bool has_each_code_in_its_place() {
    for (std::size_t place = 0; place < kProblems.size(); ++place) {
        if (kProblems[place].code != static_cast<ErrorCode>(place)) return false;
    }
    return kProblems.back().code == kInternal;  // the last there is
}
static_assert(has_each_code_in_its_place());

}  // namespace

std::unexpected<Error> fail(ErrorCode code, std::string detail, std::string field) {
    return std::unexpected(Error{code, std::move(detail), std::move(field), {}});
}

const Problem& problem_of(ErrorCode code) { return kProblems[static_cast<std::size_t>(code)].problem; }

}  // namespace hotline
