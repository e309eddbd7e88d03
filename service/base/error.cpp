#include "base/error.hpp"

namespace hotline {

std::unexpected<Error> fail(ErrorCode code, std::string detail, std::string field) {
    return std::unexpected(Error{code, std::move(detail), std::move(field), {}});
}

const Problem& problem_of(ErrorCode code) {
    switch (code) {
#define HOTLINE_PROBLEM(name, problem_code, title, status)             \
    case ErrorCode::name: {                                            \
        static constexpr Problem problem{problem_code, title, status}; \
        return problem;                                                \
    }
        HOTLINE_PROBLEM(kBadRequest, "bad_request", "The request is not valid HTTP", 400)
        HOTLINE_PROBLEM(kMalformedJson, "malformed_json", "The body is not valid JSON", 400)
        HOTLINE_PROBLEM(kBadUtf8, "bad_utf8", "The text is not valid UTF-8", 400)
        HOTLINE_PROBLEM(kInvalidField, "invalid_field", "A field has a value that is not allowed", 422)
        HOTLINE_PROBLEM(kMissingField, "missing_field", "A required field is missing", 422)
        HOTLINE_PROBLEM(kUnknownField, "unknown_field", "The request has a field that is not known", 422)
        HOTLINE_PROBLEM(kMissingFact, "missing_fact", "The category requires a fact that was not given", 422)
        HOTLINE_PROBLEM(kBodyTooLarge, "body_too_large", "The body is too large", 413)
        HOTLINE_PROBLEM(kHeaderTooLarge, "header_too_large", "The request header is too large", 431)
        HOTLINE_PROBLEM(kUriTooLong, "uri_too_long", "The request target is too long", 414)
        HOTLINE_PROBLEM(kUnsupportedMediaType, "unsupported_media_type", "The body must be application/json", 415)
        HOTLINE_PROBLEM(kRequestTimeout, "request_timeout", "The request did not arrive in time", 408)
        HOTLINE_PROBLEM(kRouteNotFound, "route_not_found", "There is nothing at this address", 404)
        HOTLINE_PROBLEM(kMethodNotAllowed, "method_not_allowed", "This address does not take that method", 405)
        HOTLINE_PROBLEM(kBadCursor, "bad_cursor", "The page cursor is not one this service gave out", 400)
        HOTLINE_PROBLEM(kIdempotencyKeyMissing, "idempotency_key_missing", "The Idempotency-Key header is required",
                        400)
        HOTLINE_PROBLEM(kIdempotencyKeyReused, "idempotency_key_reused",
                        "The Idempotency-Key was used with another body", 422)
        HOTLINE_PROBLEM(kPreconditionRequired, "precondition_required", "The If-Match header is required", 428)
        HOTLINE_PROBLEM(kStaleRevision, "stale_revision", "The ticket has changed since it was read", 412)
        HOTLINE_PROBLEM(kUnauthenticated, "unauthenticated", "A valid bearer token is required", 401)
        HOTLINE_PROBLEM(kForbidden, "forbidden", "Your role does not allow this", 403)
        HOTLINE_PROBLEM(kWrongCheckDigit, "wrong_check_digit", "The ticket number has a wrong check digit", 400)
        HOTLINE_PROBLEM(kBadTicketNumber, "bad_ticket_number", "This is not a ticket number", 400)
        HOTLINE_PROBLEM(kTicketNotFound, "ticket_not_found", "There is no such ticket", 404)
        HOTLINE_PROBLEM(kTaskForceNotFound, "task_force_not_found", "There is no such task force", 404)
        HOTLINE_PROBLEM(kBadPhone, "bad_phone", "This is not a phone number", 422)
        HOTLINE_PROBLEM(kIllegalTransition, "illegal_transition", "The ticket's state does not allow this action", 409)
        HOTLINE_PROBLEM(kClaimLost, "claim_lost", "Somebody else has claimed the ticket", 409)
        HOTLINE_PROBLEM(kQueueEmpty, "queue_empty", "No ticket is waiting in this queue", 404)
        HOTLINE_PROBLEM(kReturnWindowClosed, "return_window_closed", "The time to return this ticket is over", 409)
        HOTLINE_PROBLEM(kAvoidance, "avoidance", "A complaint must not go to the task force it is about", 409)
        HOTLINE_PROBLEM(kCallbackByHandler, "callback_by_handler", "The call-back is never made by the handler", 403)
        HOTLINE_PROBLEM(kMergeConflict, "merge_conflict", "These tickets cannot be merged", 409)
        HOTLINE_PROBLEM(kBadConfiguration, "bad_configuration", "The configuration was refused", 422)
        HOTLINE_PROBLEM(kTooBusy, "too_busy", "The service is too busy", 503)
        HOTLINE_PROBLEM(kStoreUnavailable, "store_unavailable", "The store is unavailable", 503)
        HOTLINE_PROBLEM(kOutcomeUnknown, "outcome_unknown", "It is not known whether the request took effect", 503)
        HOTLINE_PROBLEM(kInternal, "internal", "An internal error", 500)
#undef HOTLINE_PROBLEM
    }
    static constexpr Problem unknown{"internal", "An internal error", 500};
    return unknown;
}

}  // namespace hotline
