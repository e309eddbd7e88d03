#include "http/client.hpp"

#include <curl/curl.h>

#include <memory>
#include <new>
#include <stdexcept>

#include "base/web_address.hpp"

namespace hotline::http {
namespace {

struct Received {
    std::string body;
    std::size_t most;
};

// Less than it was given ends the transfer.
std::size_t take_bytes(const char* bytes, std::size_t /*one*/, std::size_t count, void* into) {
    auto& received = *static_cast<Received*>(into);
    if (received.body.size() + count > received.most) return 0;
    received.body.append(bytes, count);
    return count;
}

// Asked once a second at least.
int is_abandoned(void* flag, curl_off_t /*unused*/, curl_off_t /*unused*/, curl_off_t /*unused*/,
                 curl_off_t /*unused*/) {
    return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0;
}

std::unexpected<Error> no_reply(std::string why) { return fail(ErrorCode::kProviderUnavailable, std::move(why)); }

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Lines = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

Lines lines_of(const ClientRequest& request) {
    Lines lines(nullptr, &curl_slist_free_all);
    for (const auto& [name, value] : request.headers) {
        std::string line = name;
        line.append(": ").append(value);
        curl_slist* const first = curl_slist_append(lines.get(), line.c_str());
        if (first == nullptr) throw std::bad_alloc();
        if (!lines) lines.reset(first);
    }
    return lines;
}

void limit(CURL* handle, const ClientSettings& settings, std::chrono::milliseconds left, const std::string& url) {
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");  // is_safe_address says which to whom
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_within.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, settings.ca_file.c_str());
    if (is_loopback_address(url)) curl_easy_setopt(handle, CURLOPT_PROXY, "");
}

}  // namespace

Client::Client(ClientSettings settings)
    : settings_(std::move(settings)), pool_(settings_.threads, settings_.most_waiting) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl cannot be used");
}

Client::~Client() { stop(); }

void Client::stop() {
    abandon();
    pool_.join();
}

Awaitable<Result<ClientReply>> Client::send(ClientRequest request) {
    const auto give_up = std::chrono::steady_clock::now() + settings_.done_within;
    const auto reply =
        co_await pool_.run([&] { return exchange(request, give_up); }, "too many people are logging in: try again");
    if (!reply) co_return std::unexpected(reply.error());
    co_return *reply;
}

Result<ClientReply> Client::exchange(const ClientRequest& request,
                                     std::chrono::steady_clock::time_point give_up) const {
    using std::chrono::milliseconds;
    const auto left = std::chrono::duration_cast<milliseconds>(give_up - std::chrono::steady_clock::now());
    if (left <= milliseconds(0)) return no_reply("too many wait for it");
    if (abandoned_) return no_reply("the service is shutting down");
    if (!is_safe_address(request.url)) return no_reply("no request is sent to an address without TLS");
    const Handle handle(curl_easy_init(), &curl_easy_cleanup);
    if (!handle) return no_reply("libcurl has no handle");
    Received received{{}, settings_.most_bytes};
    const Lines lines = lines_of(request);
    limit(handle.get(), settings_, left, request.url);
    curl_easy_setopt(handle.get(), CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, lines.get());
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &take_bytes);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &received);
    curl_easy_setopt(handle.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle.get(), CURLOPT_XFERINFOFUNCTION, &is_abandoned);
    curl_easy_setopt(handle.get(), CURLOPT_XFERINFODATA, &abandoned_);
    if (!request.body.empty()) {
        curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, request.body.c_str());
    }
    if (!request.user.empty()) {
        curl_easy_setopt(handle.get(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(handle.get(), CURLOPT_USERNAME, request.user.c_str());
        curl_easy_setopt(handle.get(), CURLOPT_PASSWORD, request.password.c_str());
    }
    if (const auto outcome = curl_easy_perform(handle.get()); outcome != CURLE_OK) {
        return no_reply(curl_easy_strerror(outcome));
    }
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    return ClientReply{static_cast<int>(status), std::move(received.body)};
}

}  // namespace hotline::http
