#include "notify/mail_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>

#include "http/transfer.hpp"
#include "notify/mail_text.hpp"

namespace hotline::notify {

struct MailClient::Letter {
    Destination destination;
    std::string to;
    std::string text;
    std::shared_ptr<const AllowList> allowed;
};

namespace {

struct Unsent {
    std::string_view text;
};

std::size_t give_bytes(char* into, std::size_t /*one*/, std::size_t most, void* from) {
    auto& text = static_cast<Unsent*>(from)->text;
    const auto count = std::min(most, text.size());
    std::memcpy(into, text.data(), count);
    text.remove_prefix(count);
    return count;
}

/// What a server has said: how many replies, the first of which greets, and the last one's codes.
struct Replies {
    int count = 0;
    std::string last;  ///< "550 5.1.1": nothing of its text, which likes to repeat addresses
};

std::string codes_of_reply(std::string_view line) {
    const auto end = line.find_first_not_of("0123456789.", 4);
    const auto enhanced =
        line.substr(std::min<std::size_t>(4, line.size()), end == std::string_view::npos ? end : end - 4);
    std::string codes(line.substr(0, 3));
    if (enhanced.size() >= 5 && enhanced[0] == line[0] && enhanced[1] == '.') codes.append(" ").append(enhanced);
    return codes;
}

// Each line of a reply comes by itself; the last one has a space after its code. 221 answers the goodbye, which libcurl
// says before it tells of a failure.
std::size_t take_reply(const char* bytes, std::size_t /*one*/, std::size_t count, void* into) {
    const std::string_view line(bytes, count);
    if (line.size() >= 4 && line[3] != '-' && !line.starts_with("221")) {
        auto& replies = *static_cast<Replies*>(into);
        ++replies.count;
        replies.last = codes_of_reply(line);
    }
    return count;
}

using Names = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

Names one_name(const std::string& name) {
    Names names(curl_slist_append(nullptr, name.c_str()), &curl_slist_free_all);
    if (!names) throw std::bad_alloc();
    return names;
}

/// 530, 534, 535 and 538 (RFC 4954): about who we are, not about the message.
bool is_about_log_in(std::string_view codes) {
    return codes.starts_with("530") || codes.starts_with("534") || codes.starts_with("535") || codes.starts_with("538");
}

Attempt attempt_of(int code, const Error& error, const Replies& replies) {
    if (error.code == ErrorCode::kBadConfiguration) return refused(error.detail);
    switch (code) {
        case CURLE_LOGIN_DENIED: return retry("the mail server refuses the log-in (" + replies.last + ")");
        case CURLE_USE_SSL_FAILED: return retry("the mail server offers no STARTTLS");
        case CURLE_SEND_ERROR:  // MAIL or RCPT was refused, or the connection ended
        case CURLE_WEIRD_SERVER_REPLY: break;
        default: return retry(error.detail);
    }
    const bool has_greeted = replies.count > 1;
    if (replies.last.starts_with('5') && has_greeted && !is_about_log_in(replies.last)) {
        return refused("SMTP " + replies.last);
    }
    const bool is_refusal = replies.last.starts_with('4') || replies.last.starts_with('5');
    return retry(is_refusal ? "SMTP " + replies.last : error.detail);
}

void put_envelope(CURL* handle, const Destination& destination, const curl_slist* recipients) {
    const auto sender = "<" + destination.from + ">";
    curl_easy_setopt(handle, CURLOPT_MAIL_FROM, sender.c_str());
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    // Over smtp:// nothing is said before STARTTLS, log-in and recipient least of all.
    curl_easy_setopt(handle, CURLOPT_USE_SSL,
                     static_cast<long>(destination.start_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (destination.user.empty()) return;
    curl_easy_setopt(handle, CURLOPT_USERNAME, destination.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, destination.password.c_str());
}

}  // namespace

MailClient::MailClient(MailSettings settings)
    : settings_(std::move(settings)), pool_(settings_.threads, settings_.most_waiting) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl cannot be used");
}

MailClient::~MailClient() { stop(); }

void MailClient::stop() {
    abandon();
    pool_.join();
}

Awaitable<Attempt> MailClient::send(Destination destination, Message message, std::chrono::sys_seconds at,
                                    std::shared_ptr<const AllowList> allowed) {
    const auto give_up = std::chrono::steady_clock::now() + settings_.done_within;
    auto text = mail_text(destination.from, message, at);
    if (!text) co_return refused(text.error().detail);
    const Letter letter{std::move(destination), std::move(message.to), *std::move(text), std::move(allowed)};
    auto attempt = co_await pool_.run([&] { return hand_over(letter, give_up); }, "too many e-mails are on their way");
    if (!attempt) co_return retry(attempt.error().detail);
    co_return *std::move(attempt);
}

Attempt MailClient::hand_over(const Letter& letter, std::chrono::steady_clock::time_point give_up) const {
    const auto& destination = letter.destination;
    http::Transfer transfer({settings_.ca_file, settings_.connect_within, give_up}, abandoned_, letter.allowed);
    const auto recipients = one_name("<" + letter.to + ">");
    // With STARTTLS smtp:// is as good as smtps://.
    const auto begun = transfer.begin(destination.url, {"smtps", "smtp", destination.start_tls});
    if (!begun) return attempt_of(0, begun.error(), {});
    CURL* const handle = transfer.handle();
    Unsent unsent{letter.text};
    Replies replies;
    put_envelope(handle, destination, recipients.get());
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, &give_bytes);
    curl_easy_setopt(handle, CURLOPT_READDATA, &unsent);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &take_reply);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &replies);
    // Of the goodbye, too, which no other limit holds for.
    curl_easy_setopt(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                     static_cast<long>(std::chrono::ceil<std::chrono::seconds>(settings_.done_within).count()));
    int code = 0;
    const auto done = transfer.perform(&code);
    return done ? delivered() : attempt_of(code, done.error(), replies);
}

}  // namespace hotline::notify
