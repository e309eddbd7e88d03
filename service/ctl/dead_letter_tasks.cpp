#include "ctl/dead_letter_tasks.hpp"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/instant.hpp"
#include "desk/disclosure.hpp"
#include "store/outbox.hpp"

namespace hotline::ctl {
namespace {

constexpr int kMostDeadLetters = 100'000;

nlohmann::ordered_json letter_json(const DeliveryRecord& record, const date::time_zone& zone) {
    const Delivery& delivery = record.delivery;
    nlohmann::ordered_json json{{"key", delivery.key},
                                {"notice", to_string(delivery.notice)},
                                {"channel", delivery.channel},
                                {"recipient", delivery.recipient.value},
                                {"ticket", delivery.about.number.text()},
                                {"planned_at", to_rfc3339(delivery.created, zone)},
                                {"died_at", to_rfc3339(record.at, zone)},
                                {"attempts", delivery.attempts},
                                {"failures", nlohmann::ordered_json::array()}};
    for (const FailedAttempt& failure : delivery.failures) {
        json["failures"].push_back({{"at", to_rfc3339(failure.at, zone)}, {"reason", failure.reason}});
    }
    return json;
}

std::string letter_line(const DeliveryRecord& record, const date::time_zone& zone) {
    const Delivery& delivery = record.delivery;
    const std::string why = delivery.failures.empty() ? std::string() : delivery.failures.back().reason;
    return delivery.key + "  " + to_rfc3339(record.at, zone) + "  " + std::string(to_string(delivery.notice)) +
           "  after " + std::to_string(delivery.attempts) + " tries: " + why + "\n";
}

/// Those that the options mean.
Awaitable<std::vector<DeliveryRecord>> chosen(Session& session, Outbox& outbox) {
    std::vector<DeliveryRecord> letters;
    if (session.options.messages.empty()) {
        letters = value_of(co_await outbox.dead_letters(kMostDeadLetters));
    } else {
        for (const std::string& key : session.options.messages)
            letters.push_back(value_of(co_await outbox.dead_letter(key)));
    }
    const std::string& channel = session.options.channel;
    std::erase_if(letters,
                  [&](const DeliveryRecord& one) { return !channel.empty() && one.delivery.channel != channel; });
    co_return letters;
}

void print(Session& session, const std::vector<DeliveryRecord>& letters) {
    const auto* const zone = value_of(find_time_zone("UTC"));
    if (session.options.json || session.options.task == Task::kShowDeadLetter) {
        auto all = nlohmann::ordered_json::array();
        for (const DeliveryRecord& one : letters) all.push_back(letter_json(one, *zone));
        const bool single = session.options.task == Task::kShowDeadLetter;
        session.output = (single ? all.at(0) : all).dump(2) + "\n";
        return;
    }
    for (const DeliveryRecord& one : letters) session.output += letter_line(one, *zone);
    session.output += std::to_string(letters.size()) + " dead letters\n";
}

/// Whoever is at this machine, as the access log names them.
Access noted(const std::string& what, const DeliveryRecord& letter, std::string why) {
    return {.what = what,
            .by = the_system().id,
            .ticket = letter.delivery.about.number.text(),
            .reason = std::move(why),
            .address = "hotlinectl, user " + std::to_string(getuid()),
            .at = SystemClock().now()};
}

}  // namespace

Awaitable<void> look_after_dead_letters(Session& session) {
    Outbox outbox(session.link);
    AccessLog record(session.link, session.secrets.hash);
    const auto letters = co_await chosen(session, outbox);
    const bool retry = session.options.task == Task::kRetryDeadLetters;
    if (!retry && session.options.task != Task::kDiscardDeadLetters) {
        print(session, letters);
        co_return;
    }
    const std::string& reason = session.options.reason;
    int done = 0;
    for (const DeliveryRecord& letter : letters) {
        const std::string& key = letter.delivery.key;
        std::string why = key;
        if (!retry) why.append(": ").append(reason);
        value_of(co_await record.append(noted(retry ? "retry_message" : "discard_message", letter, std::move(why))));
        const Instant now = SystemClock().now();
        if (retry) {
            done += value_of(co_await outbox.revive(letter.delivery, now)) ? 1 : 0;
        } else {
            done += value_of(co_await outbox.discard(letter.delivery, "discarded: " + reason, now)) ? 1 : 0;
        }
    }
    session.output = std::to_string(done) + (retry ? " sent again\n" : " discarded\n");
}

}  // namespace hotline::ctl
