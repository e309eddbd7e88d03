// What the service counts (Prometheus), declared in one place. Label values come from configuration only: never a
// ticket, a caller, a person or an address. Official figures come from the event log, not from here.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "telemetry/label_sets.hpp"
#include "telemetry/redis_figures.hpp"

namespace hotline::telemetry {

/// hotline_http_request_duration_seconds of one route. Lives as long as its Metrics; thread-safe.
class HttpRouteMetrics {
public:
    void observe(int status, std::chrono::nanoseconds took) const;

private:
    friend class Metrics;
    HttpRouteMetrics(class Metrics& metrics, std::string_view method, std::string_view route);
    std::array<void*, 4> by_class_{};  // 2xx … 5xx: prometheus::Histogram, whose header stays out of this one
};

/// Open tickets of which so many percent of the target have elapsed.
struct AtRiskCount {
    std::string target;
    std::string task_force;
    int band = 0;
    long long tickets = 0;
};

/// Thread-safe throughout. Counting takes no lock of a family and builds no label map; setting a queue gauge does both.
class Metrics {
public:
    Metrics(std::string_view version, std::string_view commit);
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// At start and after each reload. Counters of values that are gone stay; their queue gauges are removed.
    void declare_labels(LabelSets labels);
    /// The route as its pattern, e.g. "/api/v1/tickets/{number}". Asked again, the same object.
    const HttpRouteMetrics& http_route(std::string_view method, std::string_view route);

    void ticket_created(std::string_view channel, std::string_view category_group, Urgency urgency);
    void ticket_moved(std::string_view from, std::string_view to, std::string_view task_force);
    void routed_to_triage();
    void claim(std::string_view task_force, std::string_view result);
    void returned(std::string_view task_force, std::string_view reason);
    void callback(std::string_view result);
    void satisfaction(std::string_view task_force, int score);
    void repeat_call(std::string_view category_group);

    /// Once for each clock, at the earlier of met and due.
    void sla_due(std::string_view target, std::string_view task_force, Urgency urgency, bool breached);
    /// Elapsed by the target's limit, when it was met. 1 is the due instant.
    void sla_met(std::string_view target, Urgency urgency, double elapsed_ratio);
    void escalation(std::string_view task_force, std::string_view level, std::string_view target,
                    std::chrono::milliseconds late);
    /// A step whose recipients are nobody: somebody else was told in their place, or no one.
    void escalation_empty(std::string_view task_force, std::string_view level);
    void timers(long long open, long long overdue);
    /// Of this node's clock against Redis'; positive when it is ahead.
    void clock_offset(std::chrono::milliseconds offset);

    void queue_tickets(std::string_view task_force, std::string_view state, Urgency urgency, long long tickets);
    /// When the oldest ticket in the queue was opened; its age is time() minus this. The series goes when the queue is
    /// empty.
    void queue_oldest(std::string_view task_force, std::string_view state, Instant created);
    void queue_empty(std::string_view task_force, std::string_view state);

    /// Replaces what was known: what is not among `counts` is 0.
    void sla_at_risk(const std::vector<AtRiskCount>& counts);

    /// Something in the store did not agree with the tickets and was mended.
    void audit_mismatch(std::string_view kind);
    void timer_recomputed();
    /// `at` by the clock of the world.
    void audit_completed(Instant at);
    /// Replaces what was known. Only calendars with holidays.
    void calendars_known_until(const std::map<std::string, Instant>& ends);

    /// `result`: one of kNotificationResults; `channel` "none" where there was none for somebody.
    void notification(std::string_view channel, std::string_view result);
    static constexpr std::array<std::string_view, 6> kNotificationResults{"delivered", "retry",  "dead",
                                                                          "settled",   "folded", "unreachable"};
    /// From the planning of a message to its delivery.
    void notification_delivered_after(std::string_view channel, std::chrono::nanoseconds took);
    /// Replaces what was known. `oldest`: of what is due and has not been delivered.
    void outbox(std::string_view channel, std::optional<Instant> oldest, long long dead_letters);

    void redis_command(std::string_view script, std::chrono::nanoseconds took);
    void redis_reconnected();
    /// Whether Redis answered when this node looked last.
    void redis_up(bool up);
    void redis_figures(const RedisFigures& figures);
    void http_connections(int change);
    /// `limit` is "total" or "address".
    void http_connection_refused(std::string_view limit);
    /// A person who asked too often.
    void http_request_limited();
    void tls_handshake(bool done);
    void tls_certificate_expires(Instant at);
    void configuration_reloaded(bool taken);
    void caller_revealed();
    /// `result` is one of kLoginResults.
    void login(std::string_view result);
    static constexpr std::array<std::string_view, 4> kLoginResults{"ok", "refused", "too_many_tries",
                                                                   "provider_unavailable"};
    void break_glass_login();
    /// People with a session that has not ended; one counts for each of his roles. Replaces what was known.
    void people_logged_in(const std::map<std::string, int>& of_role);
    /// The synthetic call got through a stage of kCanaryStages; `at` by the clock of the world.
    void canary_stage(std::string_view stage, Instant at);
    static constexpr std::array<std::string_view, 5> kCanaryStages{"open", "route", "claim", "resolve", "close"};
    void live_connections(int change);
    /// An event that a viewer was sent.
    void live_event();
    /// A viewer was told to take a snapshot; `reason` is one of kResyncReasons.
    void live_resync(std::string_view reason);
    static constexpr std::array<std::string_view, 5> kResyncReasons{"too_old", "unknown", "ahead", "lost",
                                                                    "permissions"};
    /// A viewer that did not read fast enough was cut off.
    void live_overrun();
    /// An exception that nobody expected; `where` is "http" or "task".
    void unhandled_exception(std::string_view where);

    /// The text format, version 0.0.4.
    [[nodiscard]] std::string exposition() const;
    static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

private:
    friend class HttpRouteMetrics;
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hotline::telemetry
