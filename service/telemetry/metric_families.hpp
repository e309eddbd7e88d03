// The metric families of the service, and the series that one configuration makes of them. Only for telemetry/.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "telemetry/metrics.hpp"
#include "telemetry/series_table.hpp"

namespace hotline::telemetry {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::Labels;
using prometheus::Registry;

extern const Histogram::BucketBoundaries kRequestBuckets;
extern const Histogram::BucketBoundaries kLagBuckets;
extern const Histogram::BucketBoundaries kDeliveryBuckets;

struct Families {
    Families();

    Registry registry;
    Family<Counter>& created;
    Family<Counter>& transitions;
    Family<Gauge>& queue;
    Family<Gauge>& oldest;
    Family<Counter>& claims;
    Family<Counter>& returns;
    Family<Counter>& callbacks;
    Family<Counter>& satisfaction;
    Family<Counter>& repeats;
    Family<Counter>& triage;
    Family<Counter>& due;
    Family<Counter>& breached;
    Family<Histogram>& elapsed;
    Family<Counter>& escalations;
    Family<Counter>& empty;
    Family<Histogram>& lag;
    Family<Gauge>& timers_open;
    Family<Gauge>& timers_overdue;
    Family<Gauge>& clock_offset;
    Family<Histogram>& http;
    Family<Histogram>& redis;
    Family<Counter>& reconnects;
    Family<Gauge>& redis_up;
    Family<Gauge>& redis_log_ok;
    Family<Gauge>& redis_memory_used;
    Family<Gauge>& redis_memory_limit;
    Family<Gauge>& redis_replicas;
    Family<Gauge>& redis_replica_lag;
    Family<Gauge>& connections;
    Family<Counter>& refused;
    Family<Counter>& handshakes;
    Family<Gauge>& certificate;
    Family<Counter>& reloads;
    Family<Counter>& exceptions;
    Family<Counter>& limited;
    Family<Counter>& reveals;
    Family<Counter>& logins;
    Family<Counter>& break_glass_logins;
    Family<Gauge>& logged_in;
    Family<Gauge>& canary;
    Family<Counter>& notifications;
    Family<Histogram>& delivery;
    Family<Gauge>& outbox_oldest;
    Family<Gauge>& dead_letters;
    Family<Gauge>& build;
    Family<Counter>& mismatches;
    Family<Counter>& recomputed;
    Family<Gauge>& audited;
    Family<Gauge>& at_risk;
    Family<Gauge>& calendars;
    Family<Gauge>& live_connections;
    Family<Counter>& live_events;
    Family<Counter>& live_resyncs;
    Family<Counter>& live_overruns;
};

template <std::size_t kLabels>
using CounterTable = SeriesTable<Counter, kLabels>;

/// The label values of one configuration and the series they find. Replaced as a whole, never changed.
struct Tables {
    Tables(Families& families, LabelSets sets);

    LabelSets labels;
    CounterTable<3> created;
    CounterTable<3> transitions;
    CounterTable<2> claims;
    CounterTable<2> returns;
    CounterTable<1> callbacks;
    CounterTable<2> satisfaction;
    CounterTable<1> repeats;
    CounterTable<3> due;
    CounterTable<3> breached;
    SeriesTable<Histogram, 2> elapsed;
    CounterTable<3> escalations;
    CounterTable<2> empty;
    CounterTable<1> mismatches;
    CounterTable<2> notifications;
    SeriesTable<Histogram, 1> delivery;
    SeriesTable<Histogram, 1> redis;
    Dimension queue_task_forces;
    Dimension queue_states;
    Dimension queue_urgencies;
};

[[nodiscard]] inline std::string_view or_none(std::string_view value) { return value.empty() ? kNoLabel : value; }
[[nodiscard]] std::vector<std::string> with_none(std::vector<std::string> names);
[[nodiscard]] std::vector<std::string> texts_of(const std::vector<int>& numbers);
[[nodiscard]] inline double seconds(std::chrono::nanoseconds took) {
    return std::chrono::duration<double>(took).count();
}

/// The text of a small number without an allocation of its own.
class NumberText {
public:
    explicit NumberText(int number) : text_(std::to_string(number)) {}
    operator std::string_view() const { return text_; }

private:
    std::string text_;  // short enough to be kept inside
};

}  // namespace hotline::telemetry
