#include "base/instant.hpp"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

namespace hotline {

namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Instant kFirst{std::chrono::sys_days{std::chrono::year{0} / 1 / 1}};
constexpr Instant kEnd{std::chrono::sys_days{std::chrono::year{10000} / 1 / 1}};

constexpr std::string_view kShape = "0000-00-00T00:00:00.000+00:00";

void write_digits(char* last, int digits, long long number) {
    for (; digits > 0; --digits, number /= 10) *last-- = static_cast<char>('0' + number % 10);
}

/// Reads a text from left to right; after a failure nothing more is found.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    int number(std::size_t digits) {
        if (rest() < digits) return failed();
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            const char c = text_[at_++];
            if (c < '0' || c > '9') return failed();
            value = value * 10 + (c - '0');
        }
        return value;
    }
    /// The next character in upper case, if it is one of `wanted`; nothing is taken otherwise.
    std::optional<char> take(std::string_view wanted) {
        if (rest() == 0) return std::nullopt;
        const char c = text_[at_] == 't' ? 'T' : text_[at_] == 'z' ? 'Z' : text_[at_];
        if (wanted.find(c) == std::string_view::npos) return std::nullopt;
        ++at_;
        return c;
    }
    void expect(char wanted) {
        if (!take({&wanted, 1})) failed();
    }
    /// One to nine digits as milliseconds, the finer ones cut off.
    milliseconds fraction() {
        int value = 0;
        std::size_t digits = 0;
        while (rest() > 0 && text_[at_] >= '0' && text_[at_] <= '9') {
            const int digit = text_[at_++] - '0';
            if (digits++ < 3) value = value * 10 + digit;
        }
        if (digits == 0 || digits > 9) failed();
        for (; digits < 3; ++digits) value *= 10;
        return milliseconds{value};
    }
    void check(bool condition) {
        if (!condition) failed();
    }
    [[nodiscard]] bool complete() const { return ok_ && rest() == 0; }

private:
    [[nodiscard]] std::size_t rest() const { return text_.size() - at_; }
    int failed() {
        ok_ = false;
        at_ = text_.size();
        return 0;
    }
    std::string_view text_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

Instant read_local(Reader& reader) {
    const int year = reader.number(4);
    reader.expect('-');
    const int month = reader.number(2);
    reader.expect('-');
    const int day = reader.number(2);
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    reader.check(date.ok());
    reader.expect('T');
    const int hour = reader.number(2);
    reader.expect(':');
    const int minute = reader.number(2);
    reader.expect(':');
    const int second = reader.number(2);
    reader.check(hour < 24 && minute < 60 && second < 60);
    const auto fraction = reader.take(".") ? reader.fraction() : milliseconds{0};
    if (!date.ok()) return {};
    return std::chrono::sys_days{date} + std::chrono::hours{hour} + minutes{minute} + seconds{second} + fraction;
}

minutes read_offset(Reader& reader) {
    const auto sign = reader.take("Z+-");
    reader.check(sign.has_value());
    if (sign == 'Z') return minutes{0};
    const int hour = reader.number(2);
    reader.expect(':');
    const int minute = reader.number(2);
    reader.check(hour < 24 && minute < 60);
    const minutes offset{hour * 60 + minute};
    return sign == '-' ? -offset : offset;
}

}  // namespace

Result<const date::time_zone*> find_time_zone(std::string_view name, std::string field) {
    try {
        return date::locate_zone(std::string(name));
    } catch (const std::runtime_error&) {
        return fail(ErrorCode::kBadConfiguration, "no such time zone: " + std::string(name), std::move(field));
    }
}

Instant first_instant(std::chrono::local_time<minutes> time, const date::time_zone& zone) {
    const auto info = zone.get_info(date::local_time<seconds>(time.time_since_epoch()));
    if (info.result == date::local_info::nonexistent) return info.first.end;
    return Instant(time.time_since_epoch()) - info.first.offset;
}

std::chrono::local_time<milliseconds> local_time_of(Instant instant, const date::time_zone& zone) {
    const auto offset = zone.get_info(std::chrono::floor<seconds>(instant)).offset;
    return std::chrono::local_time<milliseconds>((instant + offset).time_since_epoch());
}

std::string to_rfc3339(Instant instant, const date::time_zone& zone) {
    // A day of margin keeps the local time within the four digits of the year.
    instant = std::clamp(instant, kFirst + std::chrono::days{1}, kEnd - std::chrono::days{1} - milliseconds{1});
    // Before standard time offsets had seconds; RFC 3339 has none, and a rounded offset still names the same instant.
    const auto offset = std::chrono::round<minutes>(zone.get_info(std::chrono::floor<seconds>(instant)).offset);
    const auto local = instant + offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const auto time = (local - day).count();

    std::string text{kShape};
    char* const out = text.data();
    write_digits(out + 3, 4, int{date.year()});
    write_digits(out + 6, 2, unsigned{date.month()});
    write_digits(out + 9, 2, unsigned{date.day()});
    write_digits(out + 12, 2, time / 3'600'000);
    write_digits(out + 15, 2, time / 60'000 % 60);
    write_digits(out + 18, 2, time / 1000 % 60);
    write_digits(out + 22, 3, time % 1000);
    const auto shift = std::chrono::abs(offset).count();
    out[23] = offset < minutes{0} ? '-' : '+';
    write_digits(out + 25, 2, shift / 60);
    write_digits(out + 28, 2, shift % 60);
    return text;
}

Result<Instant> parse_rfc3339(std::string_view text, std::string_view field) {
    Reader reader(text);
    const auto local = read_local(reader);
    const auto offset = read_offset(reader);
    if (!reader.complete()) {
        return fail(ErrorCode::kInvalidField,
                    "must be an RFC 3339 date-time with offset, e.g. 2022-04-18T09:30:00.000+08:00",
                    std::string(field));
    }
    return local - offset;
}

}  // namespace hotline
