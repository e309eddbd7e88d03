// From the bytes Redis sends to replies. With decoder.cpp the only place that knows hiredis.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "redis/reply.hpp"

struct redisReader;

namespace hotline::redis {

/// Feed it what was read, in pieces of any size, and take out what is complete. Once broken it stays broken.
/// Broken are: bytes that are not RESP2, replies nested deeper than 8 (hiredis 0.14 cannot), replies longer than
/// kLongestReply.
class Decoder {
public:
    static constexpr std::size_t kLongestReply = 64 * 1024 * 1024;

    Decoder();
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
    ~Decoder();

    void feed(std::string_view bytes);
    /// The next complete reply; nothing when more bytes are needed; the reason when the stream is broken.
    [[nodiscard]] std::expected<std::optional<Reply>, std::string> next();

private:
    struct Free {
        void operator()(redisReader* reader) const;
    };

    std::unique_ptr<redisReader, Free> reader_;
    Reply root_;  // under construction; hiredis keeps pointers into it between two reads
};

}  // namespace hotline::redis
