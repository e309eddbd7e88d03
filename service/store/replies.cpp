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

std::vector<ScoredMember> scored_members(const redis::Reply& reply) {
    std::vector<ScoredMember> members;
    members.reserve(reply.elements.size() / 2);
    for (std::size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
        members.push_back({reply.elements[i].text, to_number(reply.elements[i + 1].text)});
    }
    return members;
}

}  // namespace hotline
