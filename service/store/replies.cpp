#include "store/replies.hpp"

namespace hotline {

Result<redis::Reply> checked_write(Result<redis::Reply> reply) {
    if (reply && reply->is_error()) {
        return fail(ErrorCode::kStoreUnavailable, "the store refused the command: " + reply->text);
    }
    return reply;
}

Result<redis::Reply> checked_read(Result<redis::Reply> reply) {
    if (!reply && reply.error().code == ErrorCode::kOutcomeUnknown) {
        return fail(ErrorCode::kStoreUnavailable, "the store did not answer");
    }
    return checked_write(std::move(reply));
}

}  // namespace hotline
