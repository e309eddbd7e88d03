#include "base/instant.hpp"
#include "settings/readers.hpp"

namespace hotline::settings {

namespace {

// What the contract (proto/openapi.yaml) promises never to exceed.
constexpr int kMostTitleCharacters = 200;
constexpr int kMostCharacters = 20'000;

int small(YamlSection& section, std::string_view key, long long least, long long most) {
    return static_cast<int>(section.integer(key, least, most));
}

void read_zone(YamlSection& file, Configuration& configuration) {
    const auto name = file.text("time_zone");
    if (name.empty()) return;
    const auto zone = find_time_zone(name);
    if (!zone) {
        file.error("time_zone", "unknown time zone '" + name + "'");
        return;
    }
    configuration.time_zone = name;
    configuration.rulebook.service.zone = *zone;
}

Names read_names(YamlSection& file, std::string_view key) {
    file.require(key);
    auto section = file.section(key);
    if (!section) return {};
    auto names = section->names();
    section->done();
    return names;
}

std::string read_digits(YamlSection& section, std::string_view key, bool may_lack) {
    auto digits = may_lack ? section.optional_text(key) : section.text(key);
    if (digits.find_first_not_of("0123456789") != std::string::npos) {
        section.error(key, "'" + std::string(key) + "' must be digits");
    }
    return digits;
}

void read_phone(YamlSection& file, DialPlan& plan) {
    file.require("phone");
    auto phone = file.section("phone");
    if (!phone) return;
    plan.country_code = read_digits(*phone, "country_code", false);
    plan.trunk_prefix = read_digits(*phone, "trunk_prefix", true);
    plan.international_prefix = read_digits(*phone, "international_prefix", false);
    plan.area_code = read_digits(*phone, "area_code", true);
    plan.local_digits = static_cast<std::size_t>(phone->integer("local_digits", 3, 12));
    if (!plan.trunk_prefix.empty() && plan.area_code.starts_with(plan.trunk_prefix)) {
        phone->error("area_code", "'area_code' is written without the trunk prefix " + plan.trunk_prefix);
    }
    phone->done();
}

void read_limits(YamlSection& file, TextLimits& limits) {
    file.require("limits");
    auto section = file.section("limits");
    if (!section) return;
    limits.title = small(*section, "title_characters", 1, kMostTitleCharacters);
    limits.text = small(*section, "text_characters", 1, kMostCharacters);
    limits.note = small(*section, "note_characters", 1, kMostCharacters);
    limits.answer = small(*section, "answer_characters", 1, kMostCharacters);
    section->done();
}

void read_callback(YamlSection& file, ServiceRules& service) {
    file.require("callback");
    auto section = file.section("callback");
    if (!section) return;
    service.callback_tries = small(*section, "tries", 1, 20);
    service.callback_spacing = std::chrono::minutes(section->integer("spacing_minutes", 1, 14 * 24 * 60));
    section->done();
}

}  // namespace

void read_service(YamlSection file, Configuration& configuration) {
    auto& service = configuration.rulebook.service;
    service.city = read_names(file, "city");
    read_zone(file, configuration);
    read_phone(file, service.dial_plan);
    read_limits(file, configuration.limits);
    read_callback(file, service);
    configuration.default_profile = file.id("profile");
    service.urges_to_raise = small(file, "urges_before_urgency_rises", 1, 100);
    service.returns_to_desk = small(file, "returns_before_triage", 1, 100);
    read_login(file, configuration);
    file.done();
}

}  // namespace hotline::settings
