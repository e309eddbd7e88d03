#include "http/reply_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace hotline::http {

namespace {

std::string_view reason_of(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 422: return "Unprocessable Content";
        case 428: return "Precondition Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 503: return "Service Unavailable";
        default: return "";
    }
}

bool stays_on_its_line(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

bool has_header(const HttpReply& reply, std::string_view name) {
    return std::ranges::any_of(reply.headers,
                               [name](const auto& header) { return equal_ignoring_case(header.first, name); });
}

// What a browser must not do with any reply. One piece, because it is copied into each.
constexpr std::string_view kForBrowsers =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view kNothingIsAPage = "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
// A year, as RFC 6797 suggests; not for subdomains, which may be somebody else's.
constexpr std::string_view kOnlyTls = "Strict-Transport-Security: max-age=31536000\r\n";

}  // namespace

bool may_have_body(int status) { return status != 204 && status != 304 && status >= 200; }

bool append_reply_head(std::string& out, const HttpReply& reply, const ReplyFrame& frame) {
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", reply.status, reason_of(reply.status));
    append_header(out, "Date", frame.date);
    append_header(out, "X-Request-Id", frame.request_id);
    if (may_have_body(reply.status)) {
        if (!reply.body.empty() || reply.stream) append_header(out, "Content-Type", reply.content_type);
        if (!reply.stream) fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", reply.body.size());
    }
    out += kForBrowsers;
    if (!has_header(reply, "Content-Security-Policy")) out += kNothingIsAPage;
    if (frame.secure) out += kOnlyTls;
    // Nearly all there is to read here is about a person.
    if (!has_header(reply, "Cache-Control")) out += "Cache-Control: no-store\r\n";
    bool intact = true;
    for (const auto& [name, value] : reply.headers) {
        if (stays_on_its_line(name) && stays_on_its_line(value)) {
            append_header(out, name, value);
        } else {
            intact = false;
        }
    }
    if (frame.close) {
        out += "Connection: close\r\n";
    } else if (frame.say_keep_alive) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
    return intact;
}

}  // namespace hotline::http
