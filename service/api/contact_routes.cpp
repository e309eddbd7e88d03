// How somebody is told of what concerns them: addresses, channels, language, quiet hours.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "api/handlers.hpp"
#include "api/request_reading.hpp"
#include "api/routes.hpp"
#include "base/mail_address.hpp"
#include "settings/time_text.hpp"

namespace hotline::api {
namespace {

using ContactJson = nlohmann::ordered_json;

using http::HttpReply;
using http::HttpRequest;
using http::problem;

constexpr int kMinutesOfADay = 24 * 60;
constexpr std::size_t kMostChannels = 10;
constexpr int kMostMinutesBetween = 7 * kMinutesOfADay;

std::string minute_text(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

HttpReply contact_reply(const Contact& contact) {
    const auto or_null = [](const std::string& text) {
        return text.empty() ? ContactJson(nullptr) : ContactJson(text);
    };
    ContactJson quiet = nullptr;
    if (contact.quiet) quiet = {{"from", minute_text(contact.quiet->open)}, {"to", minute_text(contact.quiet->close)}};
    return http::ok(ContactJson{{"email", or_null(contact.email)},
                                {"mobile", or_null(contact.mobile)},
                                {"language", kLanguageNames[static_cast<std::size_t>(contact.language)]},
                                {"channels", contact.order.channels},
                                {"minutes_between", contact.order.between.count()},
                                {"quiet_hours", std::move(quiet)}}
                        .dump());
}

int read_time(http::Fields& fields, std::string_view name) {
    const auto text = fields.required_string(name, {.max_characters = 5, .several_lines = false});
    const auto minute = settings::parse_minute(text);
    if (minute && *minute < kMinutesOfADay) return *minute;
    if (!text.empty()) fields.refuse(ErrorCode::kInvalidField, name, "a time of day such as 22:30");
    return 0;
}

std::vector<std::string> read_order(http::Fields& fields, const NotificationRules& rules) {
    auto channels = fields.optional_string_list("channels", kMostChannels, word()).value_or(std::vector<std::string>{});
    for (const std::string& channel : channels) {
        const NotificationChannel* const known = rules.channels.find(channel);
        if (known == nullptr || known->kind == ChannelKind::kWebhook) {
            fields.refuse(ErrorCode::kInvalidField, "channels", "there is no channel " + channel + " for people");
        }
    }
    return channels;
}

std::string read_email(http::Fields& fields) {
    auto email = fields.optional_string("email", {.max_characters = 200, .several_lines = false}).value_or("");
    if (!email.empty() && !is_mail_address(email)) {
        fields.refuse(ErrorCode::kInvalidField, "email", "an address such as name@example.org");
    }
    return email;
}

std::string read_mobile(http::Fields& fields) {
    auto mobile = fields.optional_string("mobile", {.max_characters = 20, .several_lines = false}).value_or("");
    if (mobile.find_first_not_of("+0123456789") != std::string::npos) {
        fields.refuse(ErrorCode::kInvalidField, "mobile", "digits, as the groups know the number");
    }
    return mobile;
}

Result<Contact> read_contact(const HttpRequest& request, const NotificationRules& rules) {
    return read<Contact>(request.body, http::EmptyBody::kRefused, [&](http::Fields& fields, Contact& contact) {
        contact.email = read_email(fields);
        contact.mobile = read_mobile(fields);
        const auto language = fields.optional_choice("language", kLanguageNames);
        if (language == kLanguageNames[1]) contact.language = Language::kEn;
        contact.order.channels = read_order(fields, rules);
        contact.order.between = std::chrono::minutes(
            fields.optional_int("minutes_between", {.min = 0, .max = kMostMinutesBetween}).value_or(10));
        fields.optional_object("quiet_hours", [&](http::Fields& hours) {
            contact.quiet = MinuteInterval{read_time(hours, "from"), read_time(hours, "to")};
        });
    });
}

Awaitable<HttpReply> read_contact_of(Services& services, const HttpRequest& request, const Person& person) {
    const PersonId whose{std::string(request.path_param("id"))};
    const auto contact = contact_of(*services.installation.roster, whose, person);
    if (!contact) co_return problem(contact.error(), request);
    co_return contact_reply(*contact);
}

Awaitable<HttpReply> change_contact_of(Services& services, const HttpRequest& request, const Person& person) {
    const auto configuration = services.installation.configuration;
    auto contact = read_contact(request, *configuration->rulebook.notifications);
    if (!contact) co_return problem(contact.error(), request);
    const PersonId whose{std::string(request.path_param("id"))};
    const auto changed = co_await services.administration.change_contact(person, whose, *std::move(contact));
    if (!changed) co_return problem(changed.error(), request);
    co_return contact_reply(*changed);
}

}  // namespace

void add_contact_routes(http::Router& router, Services& services) {
    add_route(router, services, "GET", "/api/v1/people/{id}/contact", read_contact_of);
    add_route(router, services, "PUT", "/api/v1/people/{id}/contact", change_contact_of);
}

}  // namespace hotline::api
