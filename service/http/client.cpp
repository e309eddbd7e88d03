#include "http/client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>

#include "http/transfer.hpp"

namespace hotline::http {
namespace {

struct Received {
    std::string body;
    std::size_t most;
    bool cut = false;
};

// Less than it was given ends the transfer.
std::size_t take_bytes(const char* bytes, std::size_t /*one*/, std::size_t count, void* into) {
    auto& received = *static_cast<Received*>(into);
    const auto taken = std::min(count, received.most - received.body.size());
    received.body.append(bytes, taken);
    received.cut = taken < count;
    return taken;
}

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

void put(CURL* handle, const ClientRequest& request) {
    if (!request.body.empty()) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.c_str());
    }
    if (!request.user.empty()) {
        curl_easy_setopt(handle, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(handle, CURLOPT_USERNAME, request.user.c_str());
        curl_easy_setopt(handle, CURLOPT_PASSWORD, request.password.c_str());
    }
}

std::optional<std::chrono::seconds> retry_after_of(CURL* handle) {
    curl_off_t seconds = 0;
    curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds);
    return seconds > 0 ? std::optional(std::chrono::seconds(seconds)) : std::nullopt;
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
    const auto reply = co_await pool_.run([&] { return exchange(request, give_up); }, settings_.when_too_busy);
    if (!reply) co_return std::unexpected(reply.error());
    co_return *reply;
}

Result<ClientReply> Client::exchange(const ClientRequest& request,
                                     std::chrono::steady_clock::time_point give_up) const {
    Transfer transfer({settings_.ca_file, settings_.connect_within, give_up}, abandoned_, request.allowed);
    const auto lines = lines_of(request);
    if (const auto begun = transfer.begin(request.url, {"https", "http"}); !begun)
        return std::unexpected(begun.error());
    CURL* const handle = transfer.handle();
    Received received{{}, settings_.most_bytes};
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, lines.get());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take_bytes);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &received);
    put(handle, request);
    const auto done = transfer.perform();
    if (!done && !(received.cut && request.cut_long_reply)) return std::unexpected(done.error());
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return ClientReply{static_cast<int>(status), std::move(received.body), retry_after_of(handle)};
}

}  // namespace hotline::http
