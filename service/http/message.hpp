// Requests and replies as handlers see them: plain structs, nothing of Asio's or Beast's I/O.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/async.hpp"
#include "base/ids.hpp"

namespace hotline::http {

class EventStream;

/// A whole request: body read, target decoded, route found. Valid until the handler's coroutine has ended; the views in
/// it point into the connection and the router, so nothing of it may be kept longer.
struct HttpRequest {
    std::string method;
    std::string path;        ///< percent-decoded, without the query; UTF-8 without control characters
    std::string_view route;  ///< the pattern that matched: for logs and metrics, which never see the path itself
    std::vector<std::pair<std::string_view, std::string>> path_params;
    std::vector<std::pair<std::string, std::string>> query_params;  ///< decoded; no name twice
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    std::string body;
    std::string request_id;   ///< the client's X-Request-Id, or one of ours
    std::string traceparent;  ///< W3C Trace Context; empty when absent or malformed
    std::string peer;         ///< address without port
    /// When the reply must be ready. Handlers hand it down to every wait; nothing cuts them off (what was sent to Redis
    /// cannot be taken back), but a handler that overruns it is logged.
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();

    /// Empty when the pattern has no such parameter.
    [[nodiscard]] std::string_view path_param(std::string_view name) const;
    [[nodiscard]] std::optional<std::string_view> query(std::string_view name) const;
    /// The first of that name in any case; empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    /// The trace-id part of traceparent, for log lines.
    [[nodiscard]] std::string_view trace_id() const;
};

inline constexpr std::string_view kJsonType = "application/json; charset=utf-8";
inline constexpr std::string_view kProblemType = "application/problem+json; charset=utf-8";

/// X-Request-Id, Content-Length, Date, Connection and what keeps browsers from mischief are added when it is written;
/// Cache-Control (no-store) and Content-Security-Policy (nothing is allowed) only where the reply has none of its own.
struct HttpReply {
    int status = 200;
    std::string content_type{kJsonType};  ///< not sent when the body is empty
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    /// The ticket it is about and the revision that it shows, for the log.
    std::string ticket = {};
    Revision revision = 0;
    /// Not null: the body is what this is sent, until it ends and the connection with it (event_stream.hpp).
    std::shared_ptr<EventStream> stream = {};

    [[nodiscard]] HttpReply with(std::string name, std::string value) &&;
    /// The ticket's revision as a strong entity tag.
    [[nodiscard]] HttpReply etag(Revision shown) &&;
};

[[nodiscard]] HttpReply ok(std::string json);
[[nodiscard]] HttpReply no_content();

using Handler = std::function<Awaitable<HttpReply>(const HttpRequest&)>;

/// application/json, with no parameter but charset=utf-8.
[[nodiscard]] bool is_json_type(std::string_view content_type);

/// ASCII only, as HTTP's names are.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace hotline::http
