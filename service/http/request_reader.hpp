// Bytes in, requests out: HTTP/1.1 without I/O (Beast's parser inside, and nowhere else). Stricter than the RFC where
// leniency lets two servers in a chain disagree on where a request ends.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "http/message.hpp"
#include "http/settings.hpp"

namespace hotline::http {

/// One per connection; not thread-safe. Use: read into prepare(), commit(), advance() until it does not say kNeedMore;
/// after kComplete and the reply, next_request().
class RequestReader {
public:
    /// `settings` must outlive the reader.
    explicit RequestReader(const HttpSettings& settings);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    [[nodiscard]] std::span<char> prepare();
    void commit(std::size_t bytes);

    enum class Progress {
        kNeedMore,
        kWantsContinue,  ///< the client waits for "100 Continue"; said once
        kComplete,
        kRefused,  ///< see error(); where this request ends is not known, so the connection must be closed
    };
    /// Fills method, headers, body, request_id (empty when the client gave none that is sane) and traceparent of
    /// `request`, whose header views stay valid until next_request(). The target is not decoded here: see target().
    Progress advance(HttpRequest& request);

    /// kBadRequest, kBodyTooLarge, kHeaderTooLarge or kUriTooLong.
    [[nodiscard]] const Error& error() const { return error_; }
    [[nodiscard]] std::string_view target() const;
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] bool is_http_1_0() const;
    /// Some of a request has arrived.
    [[nodiscard]] bool started() const;
    [[nodiscard]] bool header_complete() const { return header_complete_; }

    /// Forgets the request; bytes that came after it are kept.
    void next_request();

private:
    struct Parser;

    Progress refuse(ErrorCode code, std::string detail, HttpRequest& request);
    Progress advance_header(HttpRequest& request);
    Progress advance_body(HttpRequest& request);
    Progress parse_error(HttpRequest& request);
    [[nodiscard]] bool over_header_limit() const;
    /// Null when the header is acceptable, else what is wrong with it.
    [[nodiscard]] const char* header_fault(const HttpRequest& request) const;

    const HttpSettings& settings_;
    std::unique_ptr<Parser> parser_;
    std::size_t header_bytes_ = 0;
    bool header_complete_ = false;
    bool continue_said_ = false;
    Error error_{ErrorCode::kBadRequest, {}, {}, {}};
};

}  // namespace hotline::http
