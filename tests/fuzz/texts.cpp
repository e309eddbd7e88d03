// Short texts from outside: ticket numbers, cursors, phone numbers, instants, cookies, request targets. The first byte
// says which.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "api/cursor.hpp"
#include "api/identity.hpp"
#include "base/instant.hpp"
#include "domain/phone.hpp"
#include "domain/privacy.hpp"
#include "http/request_target.hpp"

namespace {

using namespace hotline;

void expect(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

void ticket_number(std::string_view text) {
    const auto number = TicketNumber::parse(text);
    if (!number) return;
    const auto again = TicketNumber::parse(number->text());
    expect(again && *again == *number, "a ticket number that is read differently when it is written");
}

void cursor(std::string_view text) {
    const auto position = api::read_cursor(text);
    if (!position) return;
    const auto again = api::read_cursor(api::write_cursor(*position));
    expect(again && again->number == position->number, "a cursor that is read differently when it is written");
}

void phone(std::string_view text) {
    DialPlan plan;
    plan.area_code = "431";
    const auto phone = Phone::parse(text, plan);
    if (!phone) return;
    const auto again = Phone::parse(phone->e164(), plan);
    expect(again && *again == *phone, "a phone number that is read differently when it is written");
    expect(masked_phone(phone->e164()) != phone->e164(), "a mask that hides nothing");
}

void instant(std::string_view text) {
    const auto instant = parse_rfc3339(text, "x");
    if (!instant) return;
    static const auto* const zone = find_time_zone("Asia/Shanghai").value();
    const auto again = parse_rfc3339(to_rfc3339(*instant, *zone), "x");
    expect(again && *again == *instant, "an instant that is read differently when it is written");
}

void cookie(std::string_view text) {
    http::HttpRequest request;
    request.headers.emplace_back("Cookie", text);
    request.headers.emplace_back("Origin", text);
    request.headers.emplace_back("Host", text);
    for (const bool tls : {false, true}) {
        expect(api::read_session_cookie(tls, request).find(';') == std::string_view::npos,
               "a cookie that runs into the next");
        (void)api::same_origin(tls, request);
    }
}

void target(std::string_view text) {
    http::HttpRequest request;
    if (!http::read_target(text, request)) return;
    expect(request.path.find("/../") == std::string::npos, "a path that climbs");
}

constexpr void (*kReaders[])(std::string_view) = {ticket_number, cursor, phone, instant, cookie, target};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return -1;
    kReaders[data[0] % std::size(kReaders)]({reinterpret_cast<const char*>(data) + 1, size - 1});
    return 0;
}
