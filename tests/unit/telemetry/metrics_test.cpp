#include "telemetry/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <thread>
#include <vector>

namespace hotline::telemetry {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

LabelSets small_city() {
    return {.channels = {"phone", "web"},
            .category_groups = {"A", "B"},
            .urgencies = {1, 2},
            .task_forces = {"IND", "TRA"},
            .states = {"triage", "queued", "in_progress"},
            .transitions = {{"", "queued"}, {"queued", "in_progress"}},
            .return_reasons = {"not_ours"},
            .targets = {"ack", "resolve"},
            .levels = {"red"},
            .notification_channels = {"mail"},
            .scripts = {"commit", "open"},
            .risk_bands = {75, 90}};
}

class MetricsTest : public testing::Test {
protected:
    MetricsTest() { metrics_.declare_labels(small_city()); }

    /// The value of the one series of `name` that has all `labels`; -1 when there is none, -2 when there are several.
    double value(const std::string& name, const std::vector<std::string>& labels) {
        double found = -1;
        std::istringstream text(metrics_.exposition());
        for (std::string line; std::getline(text, line);) {
            if (!line.starts_with(name + "{") && !line.starts_with(name + " ")) continue;
            const auto has = [&](const std::string& label) { return line.find(label) != std::string::npos; };
            if (!std::ranges::all_of(labels, has)) continue;
            found = found == -1 ? std::stod(line.substr(line.rfind(' '))) : -2;
        }
        return found;
    }

    long series(const std::string& name) {
        long count = 0;
        std::istringstream text(metrics_.exposition());
        for (std::string line; std::getline(text, line);) count += line.starts_with(name + "{") ? 1 : 0;
        return count;
    }

    Metrics metrics_{"0.1.0", "abc"};
};

TEST_F(MetricsTest, EveryKnownSeriesExistsFromTheStartWithZero) {
    for (const auto* channel : {"phone", "web"}) {
        for (const auto* category : {"A", "B", "none"}) {
            for (const auto* urgency : {"1", "2"}) {
                EXPECT_EQ(value("hotline_tickets_created_total", {"channel=\"" + std::string(channel) + "\"",
                                                                  "category=\"" + std::string(category) + "\"",
                                                                  "urgency=\"" + std::string(urgency) + "\""}),
                          0);
            }
        }
    }
    EXPECT_EQ(series("hotline_ticket_transitions_total"), 2 * 3);
    EXPECT_EQ(series("hotline_claims_total"), 2 * 4);
    EXPECT_EQ(series("hotline_returns_total"), 2 * 1);
    EXPECT_EQ(series("hotline_callbacks_total"), 3);
    EXPECT_EQ(series("hotline_satisfaction_total"), 3 * 5);
    EXPECT_EQ(series("hotline_repeat_calls_total"), 3);
    EXPECT_EQ(series("hotline_queue_tickets"), 3 * 3 * 2);
    EXPECT_EQ(series("hotline_configuration_reloads_total"), 2);
    EXPECT_EQ(series("hotline_audit_mismatch_total"), 5);
    EXPECT_EQ(series("hotline_sla_at_risk"), 2 * 3 * 2);
    EXPECT_EQ(value("hotline_timers_recomputed_total", {}), 0);
    EXPECT_EQ(value("hotline_redis_command_duration_seconds_count", {"script=\"commit\""}), 0);
    EXPECT_EQ(value("hotline_redis_reconnects_total", {}), 0);
    EXPECT_EQ(value("hotline_routing_triage_total", {}), 0);
    EXPECT_EQ(value("hotline_build_info", {"version=\"0.1.0\"", "commit=\"abc\""}), 1);
}

TEST_F(MetricsTest, EventsAreCountedWhereTheyBelong) {
    metrics_.ticket_created("phone", "B", 2);
    metrics_.ticket_created("phone", "", 2);
    metrics_.ticket_moved("", "queued", "IND");
    metrics_.ticket_moved("", "queued", "IND");
    metrics_.claim("TRA", "lost");
    metrics_.satisfaction("IND", 5);
    metrics_.redis_command("commit", 3ms);
    metrics_.configuration_reloaded(false);
    metrics_.unhandled_exception("task");
    EXPECT_EQ(value("hotline_tickets_created_total", {"phone", "category=\"B\"", "urgency=\"2\""}), 1);
    EXPECT_EQ(value("hotline_tickets_created_total", {"phone", "category=\"none\"", "urgency=\"2\""}), 1);
    EXPECT_EQ(value("hotline_ticket_transitions_total", {"from=\"none\"", "to=\"queued\"", "IND"}), 2);
    EXPECT_EQ(value("hotline_claims_total", {"TRA", "lost"}), 1);
    EXPECT_EQ(value("hotline_satisfaction_total", {"IND", "score=\"5\""}), 1);
    EXPECT_EQ(value("hotline_redis_command_duration_seconds_bucket", {"commit", "le=\"0.0025\""}), 0);
    EXPECT_EQ(value("hotline_redis_command_duration_seconds_bucket", {"commit", "le=\"0.005\""}), 1);
    EXPECT_EQ(value("hotline_configuration_reloads_total", {"refused"}), 1);
    EXPECT_EQ(value("hotline_unhandled_exceptions_total", {"task"}), 1);
}

TEST_F(MetricsTest, ValuesThatConfigurationDoesNotKnowAreOneOther) {
    for (int i = 0; i < 100; ++i) metrics_.ticket_created("channel" + std::to_string(i), "A", 1);
    metrics_.ticket_created("phone", "A", 77);
    EXPECT_EQ(value("hotline_tickets_created_total", {"channel=\"other\"", "category=\"A\"", "urgency=\"1\""}), 100);
    EXPECT_EQ(value("hotline_tickets_created_total", {"phone", "category=\"A\"", "urgency=\"other\""}), 1);
    EXPECT_THAT(metrics_.exposition(), Not(HasSubstr("channel7")));
}

TEST_F(MetricsTest, TheOldestTicketsSeriesGoesWithTheQueue) {
    metrics_.queue_oldest("IND", "queued", Instant{1650245400500ms});
    metrics_.queue_oldest("TRA", "queued", Instant{1650245400000ms});
    EXPECT_DOUBLE_EQ(value("hotline_queue_oldest_created_timestamp_seconds", {"IND", "queued"}), 1650245400.5);
    metrics_.queue_empty("IND", "queued");
    metrics_.queue_empty("IND", "queued");
    EXPECT_EQ(value("hotline_queue_oldest_created_timestamp_seconds", {"IND", "queued"}), -1);
    EXPECT_EQ(series("hotline_queue_oldest_created_timestamp_seconds"), 1);
}

TEST_F(MetricsTest, WhatIsNoLongerAtRiskIsZeroAndAForgottenTaskForceIsOther) {
    metrics_.sla_at_risk({{"ack", "IND", 75, 3}, {"ack", "GONE", 75, 2}, {"ack", "", 90, 1}});
    EXPECT_EQ(value("hotline_sla_at_risk", {"ack", "IND", "band=\"75\""}), 3);
    EXPECT_EQ(value("hotline_sla_at_risk", {"ack", "other", "band=\"75\""}), 2);
    EXPECT_EQ(value("hotline_sla_at_risk", {"ack", "none", "band=\"90\""}), 1);
    metrics_.sla_at_risk({{"ack", "TRA", 75, 1}});
    EXPECT_EQ(value("hotline_sla_at_risk", {"ack", "IND", "band=\"75\""}), 0);
    EXPECT_EQ(value("hotline_sla_at_risk", {"ack", "other", "band=\"75\""}), 0);
    EXPECT_EQ(value("hotline_sla_at_risk", {"ack", "TRA", "band=\"75\""}), 1);
}

TEST_F(MetricsTest, CalendarsWithHolidaysSayHowFarTheyKnowThem) {
    EXPECT_EQ(series("hotline_calendar_known_until_timestamp_seconds"), 0);
    metrics_.calendars_known_until({{"office", Instant{1672502400000ms}}});
    EXPECT_EQ(value("hotline_calendar_known_until_timestamp_seconds", {"office"}), 1672502400);
    metrics_.calendars_known_until({});
    EXPECT_EQ(series("hotline_calendar_known_until_timestamp_seconds"), 0);
}

TEST_F(MetricsTest, AReloadAddsSeriesKeepsCountsAndDropsGaugesOfWhatIsGone) {
    metrics_.claim("IND", "won");
    metrics_.queue_tickets("IND", "queued", 1, 4);
    metrics_.queue_tickets("TRA", "queued", 1, 5);
    metrics_.queue_oldest("TRA", "queued", Instant{1000ms});
    auto labels = small_city();
    labels.task_forces = {"IND", "COM"};
    metrics_.declare_labels(labels);
    EXPECT_EQ(value("hotline_claims_total", {"IND", "won"}), 1);
    EXPECT_EQ(value("hotline_claims_total", {"COM", "won"}), 0);
    EXPECT_EQ(value("hotline_queue_tickets", {"IND", "queued", "urgency=\"1\""}), 4);
    EXPECT_EQ(value("hotline_queue_tickets", {"TRA", "queued", "urgency=\"1\""}), -1);
    EXPECT_EQ(series("hotline_queue_oldest_created_timestamp_seconds"), 0);
    metrics_.claim("IND", "won");
    metrics_.claim("TRA", "won");
    EXPECT_EQ(value("hotline_claims_total", {"IND", "won"}), 2);
    EXPECT_EQ(value("hotline_claims_total", {"task_force=\"other\"", "won"}), 1);
}

TEST_F(MetricsTest, RoutesAreMeasuredByTheClassOfTheirStatus) {
    const auto& route = metrics_.http_route("GET", "/api/v1/tickets/{number}");
    EXPECT_EQ(&route, &metrics_.http_route("GET", "/api/v1/tickets/{number}"));
    EXPECT_EQ(value("hotline_http_request_duration_seconds_count", {"tickets/{number}", "5xx"}), 0);
    route.observe(201, 30ms);
    route.observe(409, 1ms);
    route.observe(999, 1ms);
    EXPECT_EQ(value("hotline_http_request_duration_seconds_count", {"tickets/{number}", "2xx", "method=\"GET\""}), 1);
    EXPECT_DOUBLE_EQ(value("hotline_http_request_duration_seconds_sum", {"tickets/{number}", "2xx"}), 0.03);
    EXPECT_EQ(value("hotline_http_request_duration_seconds_count", {"tickets/{number}", "4xx"}), 1);
    EXPECT_EQ(value("hotline_http_request_duration_seconds_count", {"tickets/{number}", "5xx"}), 1);
}

TEST_F(MetricsTest, ThreadsCountWhileConfigurationIsReloadedAndScraped) {
    constexpr int kEach = 5000;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 2; ++thread) {
            threads.emplace_back([this] {
                for (int i = 0; i < kEach; ++i) {
                    metrics_.ticket_created("phone", "A", 1);
                    metrics_.ticket_created("fax", "A", 1);
                }
            });
        }
        threads.emplace_back([this] {
            for (int i = 0; i < 20; ++i) {
                auto labels = small_city();
                labels.scripts.push_back(std::to_string(i));
                metrics_.declare_labels(labels);
                EXPECT_THAT(metrics_.exposition(), HasSubstr("hotline_tickets_created_total"));
            }
        });
    }
    EXPECT_EQ(value("hotline_tickets_created_total", {"phone", "category=\"A\"", "urgency=\"1\""}), 2 * kEach);
    EXPECT_EQ(value("hotline_tickets_created_total", {"channel=\"other\"", "category=\"A\"", "urgency=\"1\""}),
              2 * kEach);
}

TEST_F(MetricsTest, MessagesAreCountedByChannelAndWhatBecameOfThem) {
    EXPECT_EQ(value("hotline_notifications_total", {R"(channel="mail")", R"(result="dead")"}), 0);
    EXPECT_EQ(value("hotline_notification_delivery_seconds_count", {R"(channel="mail")"}), 0);
    metrics_.notification("mail", "delivered");
    metrics_.notification("none", "unreachable");
    metrics_.notification("gone", "dead");
    EXPECT_EQ(value("hotline_notifications_total", {R"(channel="mail")", R"(result="delivered")"}), 1);
    EXPECT_EQ(value("hotline_notifications_total", {R"(channel="none")", R"(result="unreachable")"}), 1);
    EXPECT_EQ(value("hotline_notifications_total", {R"(channel="other")", R"(result="dead")"}), 1);
}

TEST_F(MetricsTest, TheOldestMessageIsThereWhileOneWaits) {
    EXPECT_EQ(value("hotline_outbox_oldest_timestamp_seconds", {}), -1);
    metrics_.outbox("mail", Instant(5s), 2);
    EXPECT_EQ(value("hotline_outbox_oldest_timestamp_seconds", {R"(channel="mail")"}), 5);
    EXPECT_EQ(value("hotline_dead_letters", {R"(channel="mail")"}), 2);
    metrics_.outbox("mail", std::nullopt, 0);
    EXPECT_EQ(value("hotline_outbox_oldest_timestamp_seconds", {}), -1);
    EXPECT_EQ(value("hotline_dead_letters", {R"(channel="mail")"}), 0);
}

}  // namespace
}  // namespace hotline::telemetry
