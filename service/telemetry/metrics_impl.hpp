// What a Metrics is made of. Only for telemetry/.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "telemetry/metric_families.hpp"

namespace hotline::telemetry {

using GaugeSeries = std::map<Labels, Gauge*>;

struct Metrics::Impl {
    Impl(std::string_view version, std::string_view commit) {
        families.build.Add({{"version", std::string(version)}, {"commit", std::string(commit)}}).Set(1);
        for (const auto reason : kResyncReasons) {
            live_resyncs[reason] = &families.live_resyncs.Add({{"reason", std::string(reason)}});
        }
    }

    const Tables& now() const { return *current.load(std::memory_order_acquire); }

    Gauge& gauge(GaugeSeries& known, Family<Gauge>& family, const Labels& labels) {
        auto& gauge = known[labels];
        if (!gauge) gauge = &family.Add(labels);
        return *gauge;
    }

    template <class Keep>
    static void remove_gauges(GaugeSeries& known, Family<Gauge>& family, Keep keep) {
        std::erase_if(known, [&](const auto& series) {
            if (keep(series.first)) return false;
            family.Remove(series.second);
            return true;
        });
    }

    static Labels oldest_labels(const Tables& tables, std::string_view task_force, std::string_view state) {
        const auto fold = [](const Dimension& dimension, std::string_view value) {
            return dimension.value(dimension.index_of(value));
        };
        return {{"task_force", fold(tables.queue_task_forces, or_none(task_force))},
                {"state", fold(tables.queue_states, state)}};
    }

    void declare_queues(const Tables& tables);
    void declare_at_risk(const LabelSets& labels);
    void declare_people(const LabelSets& labels);

    Families families;
    Counter& triage = families.triage.Add({});
    Counter& reconnects = families.reconnects.Add({});
    Gauge& redis_up = families.redis_up.Add({});
    Gauge& connections = families.connections.Add({});
    Counter& refused_total = families.refused.Add({{"limit", "total"}});
    Counter& refused_address = families.refused.Add({{"limit", "address"}});
    Counter& handshakes_done = families.handshakes.Add({{"result", "done"}});
    Counter& handshakes_failed = families.handshakes.Add({{"result", "failed"}});
    Counter& reloads_taken = families.reloads.Add({{"result", "taken"}});
    Counter& reloads_refused = families.reloads.Add({{"result", "refused"}});
    Counter& reveals = families.reveals.Add({});
    Counter& limited = families.limited.Add({});
    std::array<Counter*, kLoginResults.size()> logins = {&families.logins.Add({{"result", "ok"}}),
                                                         &families.logins.Add({{"result", "refused"}}),
                                                         &families.logins.Add({{"result", "too_many_tries"}}),
                                                         &families.logins.Add({{"result", "provider_unavailable"}})};
    Counter& break_glass_logins = families.break_glass_logins.Add({});
    Histogram& lag = families.lag.Add({}, kLagBuckets);
    Gauge& timers_open = families.timers_open.Add({});
    Gauge& timers_overdue = families.timers_overdue.Add({});
    Gauge& clock_offset = families.clock_offset.Add({});
    Counter& recomputed = families.recomputed.Add({});
    Gauge& audited = families.audited.Add({});
    Counter& exceptions_http = families.exceptions.Add({{"where", "http"}});
    Gauge& live_connections = families.live_connections.Add({});
    Counter& live_events = families.live_events.Add({});
    std::map<std::string_view, Counter*> live_resyncs;
    Counter& live_overruns = families.live_overruns.Add({});
    Counter& exceptions_task = families.exceptions.Add({{"where", "task"}});

    // Readers use a table without holding anything, so a replaced one is kept; there are as many as there were reloads
    // that changed a label.
    std::mutex mutex;
    std::vector<std::unique_ptr<const Tables>> all;
    std::atomic<const Tables*> current = nullptr;
    GaugeSeries queue_series;
    GaugeSeries oldest_series;
    GaugeSeries at_risk_series;
    GaugeSeries people_series;
    GaugeSeries calendar_series;
    GaugeSeries outbox_series;
    GaugeSeries dead_letter_series;
    std::map<std::pair<std::string, std::string>, std::unique_ptr<HttpRouteMetrics>, std::less<>> routes;
};

}  // namespace hotline::telemetry
