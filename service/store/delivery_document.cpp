#include "store/delivery_document.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace hotline {
namespace {

using DeliveryJson = nlohmann::json;

long long ms_of(Instant at) { return at.time_since_epoch().count(); }
Instant instant_of(const DeliveryJson& json, const char* name) {
    return Instant(std::chrono::milliseconds(json.at(name).get<long long>()));
}

DeliveryJson subject_json(const NoticeSubject& about) {
    DeliveryJson json{{"ticket", about.number.text()},
                      {"revision", about.revision},
                      {"task_force", about.task_force.value},
                      {"by", about.by.value},
                      {"at", ms_of(about.at)}};
    if (about.item != 0) json["item"] = about.item;
    if (about.level.empty()) return json;
    json["target"] = to_string(about.target);
    json["level"] = about.level;
    json["generation"] = about.generation;
    return json;
}

NoticeSubject read_subject(const DeliveryJson& json) {
    const auto number = TicketNumber::parse(json.at("ticket").get<std::string>());
    if (!number) throw std::runtime_error(number.error().detail);
    NoticeSubject about{*number, json.at("revision").get<Revision>(),
                        TaskForceId(json.at("task_force").get<std::string>()),
                        PersonId(json.at("by").get<std::string>()), instant_of(json, "at")};
    about.item = json.value("item", 0);
    if (!json.contains("level")) return about;
    const auto target = std::ranges::find(kTargetNames, json.at("target").get<std::string>());
    if (target == kTargetNames.end()) throw std::runtime_error("unknown target");
    about.target = static_cast<Target>(target - kTargetNames.begin());
    about.level = json.at("level").get<std::string>();
    about.generation = json.at("generation").get<int>();
    return about;
}

Delivery read_delivery(const DeliveryJson& json) {
    Delivery delivery;
    const auto notice = parse_notice(json.at("notice").get<std::string>());
    if (!notice) throw std::runtime_error("unknown notice");
    delivery.key = json.at("key").get<std::string>();
    delivery.notice = *notice;
    delivery.channel = json.at("channel").get<std::string>();
    delivery.recipient = PersonId(json.value("recipient", ""));
    delivery.about = read_subject(json.at("about"));
    for (const auto& one : json.value("folded", DeliveryJson::array())) delivery.folded.push_back(read_subject(one));
    delivery.event = json.value("event", "");
    delivery.trace = json.value("trace", "");
    delivery.not_before = instant_of(json, "not_before");
    delivery.created = instant_of(json, "created");
    delivery.attempts = json.at("attempts").get<int>();
    for (const auto& failure : json.value("failures", DeliveryJson::array())) {
        delivery.failures.push_back({instant_of(failure, "at"), failure.at("reason").get<std::string>()});
    }
    return delivery;
}

}  // namespace

std::string encode_delivery(const Delivery& delivery, std::string_view outcome) {
    DeliveryJson json{{"key", delivery.key},
                      {"notice", to_string(delivery.notice)},
                      {"channel", delivery.channel},
                      {"about", subject_json(delivery.about)},
                      {"not_before", ms_of(delivery.not_before)},
                      {"created", ms_of(delivery.created)},
                      {"attempts", delivery.attempts}};
    if (!delivery.recipient.empty()) json["recipient"] = delivery.recipient.value;
    for (const NoticeSubject& one : delivery.folded) json["folded"].push_back(subject_json(one));
    if (!delivery.event.empty()) json["event"] = delivery.event;
    if (!delivery.trace.empty()) json["trace"] = delivery.trace;
    for (const FailedAttempt& failure : delivery.failures) {
        json["failures"].push_back({{"at", ms_of(failure.at)}, {"reason", failure.reason}});
    }
    if (!outcome.empty()) json["outcome"] = outcome;
    return json.dump(-1, ' ', false, DeliveryJson::error_handler_t::replace);
}

Result<DecodedDelivery> decode_delivery(std::string_view document) {
    try {
        const auto json = DeliveryJson::parse(document);
        return DecodedDelivery{read_delivery(json), json.value("outcome", "")};
    } catch (const std::exception& exception) {
        return fail(ErrorCode::kInternal, std::string("a message of the outbox cannot be read: ") + exception.what());
    }
}

}  // namespace hotline
