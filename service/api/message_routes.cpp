// Messages of the outbox: those that were given up, and what became of the others.
#include <nlohmann/json.hpp>

#include "api/handlers.hpp"
#include "api/request_reading.hpp"
#include "api/routes.hpp"
#include "base/instant.hpp"

namespace hotline::api {
namespace {

using MessageJson = nlohmann::ordered_json;

using http::HttpReply;
using http::HttpRequest;
using http::problem;

class MessageWriter {
public:
    explicit MessageWriter(const Services& services)
        : configuration_(services.installation.configuration), zone_(*configuration_->rulebook.service.zone) {}

    [[nodiscard]] MessageJson write(const DeliveryRecord& record) const {
        const Delivery& delivery = record.delivery;
        MessageJson json{{"key", delivery.key},
                         {"notice", to_string(delivery.notice)},
                         {"channel", delivery.channel},
                         {"recipient", or_null(delivery.recipient.value)},
                         {"ticket", delivery.about.number.text()},
                         {"revision", delivery.about.revision},
                         {"task_force", or_null(delivery.about.task_force.value)},
                         {"planned_at", to_rfc3339(delivery.created, zone_)},
                         {"at", to_rfc3339(record.at, zone_)},
                         {"outcome", or_null(record.outcome)},
                         {"attempts", delivery.attempts},
                         {"failures", MessageJson::array()},
                         {"folded", MessageJson::array()}};
        for (const FailedAttempt& failure : delivery.failures) {
            json["failures"].push_back({{"at", to_rfc3339(failure.at, zone_)}, {"reason", failure.reason}});
        }
        for (const NoticeSubject& one : delivery.folded) json["folded"].push_back(one.number.text());
        return json;
    }
    [[nodiscard]] HttpReply list(std::string_view name, const std::vector<DeliveryRecord>& records) const {
        MessageJson all = MessageJson::array();
        for (const DeliveryRecord& record : records) all.push_back(write(record));
        return http::ok(MessageJson{{name, std::move(all)}}.dump());
    }

private:
    static MessageJson or_null(const std::string& text) {
        return text.empty() ? MessageJson(nullptr) : MessageJson(text);
    }

    std::shared_ptr<const Configuration> configuration_;
    const date::time_zone& zone_;
};

Awaitable<HttpReply> list_dead_letters(Services& services, const HttpRequest& request, const Person& person) {
    if (const auto known = only_parameters(request, {}); !known) co_return problem(known.error(), request);
    const auto records = co_await services.messages.dead_letters(person);
    if (!records) co_return problem(records.error(), request);
    co_return MessageWriter(services).list("dead_letters", *records);
}

Awaitable<HttpReply> list_messages(Services& services, const HttpRequest& request, const Person& person) {
    if (const auto known = only_parameters(request, {}); !known) co_return problem(known.error(), request);
    const auto records = co_await services.messages.ended(person);
    if (!records) co_return problem(records.error(), request);
    co_return MessageWriter(services).list("messages", *records);
}

Awaitable<HttpReply> read_dead_letter(Services& services, const HttpRequest& request, const Person& person) {
    const auto record = co_await services.messages.dead_letter(person, std::string(request.path_param("key")));
    if (!record) co_return problem(record.error(), request);
    co_return http::ok(MessageWriter(services).write(*record).dump());
}

Awaitable<HttpReply> retry_dead_letter(Services& services, const HttpRequest& request, const Person& person) {
    if (const auto empty = no_body(request); !empty) co_return problem(empty.error(), request);
    const auto retried =
        co_await services.messages.retry(person, std::string(request.path_param("key")), origin_of(request));
    if (!retried) co_return problem(retried.error(), request);
    co_return http::no_content();
}

struct Discarding {
    std::string reason;
};

Awaitable<HttpReply> discard_dead_letter(Services& services, const HttpRequest& request, const Person& person) {
    auto asked = read<Discarding>(request.body, http::EmptyBody::kRefused, [](http::Fields& fields, Discarding& made) {
        made.reason = fields.required_string("reason", {.max_characters = 200, .several_lines = false});
    });
    if (!asked) co_return problem(asked.error(), request);
    const auto discarded = co_await services.messages.discard(person, std::string(request.path_param("key")),
                                                              std::move(asked->reason), origin_of(request));
    if (!discarded) co_return problem(discarded.error(), request);
    co_return http::no_content();
}

}  // namespace

void add_message_routes(http::Router& router, Services& services) {
    add_route(router, services, "GET", "/api/v1/messages", list_messages);
    add_route(router, services, "GET", "/api/v1/dead-letters", list_dead_letters);
    add_route(router, services, "GET", "/api/v1/dead-letters/{key}", read_dead_letter);
    add_route(router, services, "POST", "/api/v1/dead-letters/{key}/retry", retry_dead_letter);
    add_route(router, services, "POST", "/api/v1/dead-letters/{key}/discard", discard_dead_letter);
}

}  // namespace hotline::api
