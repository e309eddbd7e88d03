#include "http/request_reader.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace hotline::http {

namespace {

namespace beast_http = boost::beast::http;
using BeastParser = beast_http::request_parser<beast_http::string_body>;

constexpr std::size_t kHeaderRead = 4u * 1024u;
constexpr std::size_t kBodyRead = 16u * 1024u;
constexpr std::size_t kMethodLimit = 16;
constexpr std::size_t kRequestIdLimit = 64;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

bool is_request_id(std::string_view text) {
    const auto allowed = [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= kRequestIdLimit && std::ranges::all_of(text, allowed);
}

// "00-<32 hex digits>-<16 hex digits>-<2 hex digits>"; a later version may go on after that.
std::string_view valid_traceparent(std::string_view text) {
    static constexpr std::size_t kSize = 55;
    if (text.size() < kSize || text.starts_with("ff")) return {};
    if (text.size() > kSize && (text.starts_with("00") || text[kSize] != '-')) return {};
    for (std::size_t i = 0; i < kSize; ++i) {
        const bool dash = i == 2 || i == 35 || i == 52;
        if (dash ? text[i] != '-' : !is_lower_hex(text[i])) return {};
    }
    const auto is_zero = [](std::string_view id) { return id.find_first_not_of('0') == std::string_view::npos; };
    if (is_zero(text.substr(3, 32)) || is_zero(text.substr(36, 16))) return {};
    return text.substr(0, kSize);
}

// Headers that mean one thing: given twice, one reader would take the first and another the last.
bool must_be_single(std::string_view name) {
    static constexpr std::array<std::string_view, 7> kSingle{
        "Host", "Content-Length", "Transfer-Encoding", "Content-Type", "Authorization", "Idempotency-Key", "If-Match"};
    return std::ranges::any_of(kSingle, [name](std::string_view single) { return equal_ignoring_case(single, name); });
}

bool has_repeated_single(const HttpRequest& request) {
    for (auto header = request.headers.begin(); header != request.headers.end(); ++header) {
        const auto same = [&](const auto& other) { return equal_ignoring_case(other.first, header->first); };
        if (must_be_single(header->first) && std::any_of(request.headers.begin(), header, same)) return true;
    }
    return false;
}

// Also for a refused request, as far as it was read: its reply and log line name it where they can.
void take_header(const beast_http::request<beast_http::string_body>& message, HttpRequest& request) {
    request.method = view(message.method_string());
    request.headers.clear();
    for (const auto& field : message) request.headers.emplace_back(view(field.name_string()), view(field.value()));
    const auto id = request.header("X-Request-Id");
    request.request_id = is_request_id(id) ? id : std::string_view{};
    request.traceparent = valid_traceparent(request.header("traceparent"));
}

}  // namespace

struct RequestReader::Parser {
    boost::beast::flat_buffer buffer;
    std::unique_ptr<BeastParser> request;  // a new one for each request
    boost::beast::error_code failure;

    /// Gives the buffered bytes to Beast; how many it took.
    std::size_t put() {
        const auto taken = request->put(buffer.data(), failure);
        buffer.consume(taken);
        return taken;
    }

    /// RFC 9112 §2.2: a server ignores empty lines before a request line.
    void skip_empty_lines() {
        const auto bytes = buffer.data();
        const std::string_view text(static_cast<const char*>(bytes.data()), bytes.size());
        buffer.consume(std::min(text.find_first_not_of("\r\n"), text.size()));
    }
};

RequestReader::RequestReader(const HttpSettings& settings) : settings_(settings), parser_(std::make_unique<Parser>()) {
    next_request();
}

RequestReader::~RequestReader() = default;

std::span<char> RequestReader::prepare() {
    const auto room = parser_->buffer.prepare(header_complete_ ? kBodyRead : kHeaderRead);
    return {static_cast<char*>(room.data()), room.size()};
}

void RequestReader::commit(std::size_t bytes) { parser_->buffer.commit(bytes); }

std::string_view RequestReader::target() const { return view(parser_->request->get().target()); }

bool RequestReader::keep_alive() const { return header_complete_ && parser_->request->keep_alive(); }

bool RequestReader::is_http_1_0() const { return header_complete_ && parser_->request->get().version() == 10; }

bool RequestReader::started() const { return header_bytes_ > 0 || parser_->buffer.size() > 0; }

void RequestReader::next_request() {
    parser_->request = std::make_unique<BeastParser>();
    parser_->request->header_limit(static_cast<std::uint32_t>(settings_.header_limit));
    parser_->request->body_limit(settings_.body_limit);
    header_bytes_ = 0;
    header_complete_ = false;
    continue_said_ = false;
    if (parser_->buffer.size() == 0 && parser_->buffer.capacity() > kBodyRead) parser_->buffer.shrink_to_fit();
}

RequestReader::Progress RequestReader::advance(HttpRequest& request) {
    if (!header_complete_) {
        if (const auto progress = advance_header(request); progress != Progress::kComplete) return progress;
    }
    return advance_body(request);
}

RequestReader::Progress RequestReader::refuse(ErrorCode code, std::string detail, HttpRequest& request) {
    if (!header_complete_) take_header(parser_->request->get(), request);
    if (request.method.size() > kMethodLimit) request.method.clear();
    error_ = Error{code, std::move(detail), {}, {}};
    return Progress::kRefused;
}

RequestReader::Progress RequestReader::parse_error(HttpRequest& request) {
    const auto& failure = parser_->failure;
    if (failure == beast_http::error::body_limit) {
        return refuse(ErrorCode::kBodyTooLarge, "A body has at most " + std::to_string(settings_.body_limit) + " bytes",
                      request);
    }
    if (failure == beast_http::error::header_limit) {
        const auto in_request_line = target().empty();
        return refuse(in_request_line ? ErrorCode::kUriTooLong : ErrorCode::kHeaderTooLarge, "The header is too long",
                      request);
    }
    return refuse(ErrorCode::kBadRequest, "The request is not valid HTTP/1.1", request);
}

bool RequestReader::over_header_limit() const {
    const auto waiting = parser_->request->is_header_done() ? 0 : parser_->buffer.size();
    return header_bytes_ + waiting > settings_.header_limit;
}

const char* RequestReader::header_fault(const HttpRequest& request) const {
    const auto& message = parser_->request->get();
    if (request.method.size() > kMethodLimit) return "There is no such method";
    if (has_repeated_single(request)) return "A header is given twice that must be given once";
    if (message.version() == 11 && message.count(beast_http::field::host) == 0) return "The Host header is missing";
    if (const auto length = request.header("Content-Length"); !std::ranges::all_of(length, is_digit)) {
        return "The Content-Length is not a number";
    }
    if (const auto coding = request.header("Transfer-Encoding");
        message.count(beast_http::field::transfer_encoding) > 0) {
        if (message.version() != 11 || !equal_ignoring_case(coding, "chunked"))
            return "The only transfer coding is chunked";
        if (message.count(beast_http::field::content_length) > 0)
            return "Content-Length and Transfer-Encoding are both given";
    }
    return nullptr;
}

RequestReader::Progress RequestReader::advance_header(HttpRequest& request) {
    if (header_bytes_ == 0) parser_->skip_empty_lines();
    if (parser_->buffer.size() == 0) return Progress::kNeedMore;
    header_bytes_ += parser_->put();
    if (parser_->failure && parser_->failure != beast_http::error::need_more) return parse_error(request);
    if (target().size() > settings_.target_limit) {
        return refuse(ErrorCode::kUriTooLong,
                      "An address has at most " + std::to_string(settings_.target_limit) + " bytes", request);
    }
    if (over_header_limit()) {
        parser_->failure = beast_http::error::header_limit;
        return parse_error(request);
    }
    if (!parser_->request->is_header_done()) return Progress::kNeedMore;
    take_header(parser_->request->get(), request);
    if (const auto* fault = header_fault(request)) return refuse(ErrorCode::kBadRequest, fault, request);
    header_complete_ = true;
    parser_->request->eager(true);
    return Progress::kComplete;
}

RequestReader::Progress RequestReader::advance_body(HttpRequest& request) {
    auto& parser = *parser_->request;
    while (!parser.is_done() && parser_->buffer.size() > 0) {
        const auto taken = parser_->put();
        if (parser_->failure == beast_http::error::need_more) {
            // Of a body only the head of a chunk is ever waited for as a whole.
            if (taken == 0 && parser_->buffer.size() > settings_.header_limit) return parse_error(request);
            break;
        }
        if (parser_->failure) return parse_error(request);
    }
    if (parser.is_done()) {
        request.body = std::move(parser.get().body());
        return Progress::kComplete;
    }
    if (!continue_said_ && !is_http_1_0() && equal_ignoring_case(request.header("Expect"), "100-continue")) {
        continue_said_ = true;
        if (parser_->buffer.size() == 0) return Progress::kWantsContinue;
    }
    return Progress::kNeedMore;
}

}  // namespace hotline::http
