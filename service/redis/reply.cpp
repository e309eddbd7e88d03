#include "redis/reply.hpp"

namespace hotline::redis {

std::string_view Reply::error_code() const {
    if (!is_error()) return {};
    return std::string_view(text).substr(0, text.find(' '));
}

}  // namespace hotline::redis
