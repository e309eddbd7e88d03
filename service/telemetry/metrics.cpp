#include "telemetry/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

#include "telemetry/series_table.hpp"

namespace hotline::telemetry {

namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::Labels;
using prometheus::Registry;

using Names = std::vector<std::string>;

const Histogram::BucketBoundaries kRequestBuckets{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                  0.25,  0.5,    1,     2.5,  5,     10};
const Histogram::BucketBoundaries kCommandBuckets{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                  0.025,  0.05,    0.1,    0.25,  1,      2.5};

const Histogram::BucketBoundaries kRatioBuckets{0.25, 0.5, 0.75, 0.9, 1, 1.25, 1.5, 2, 4};
const Histogram::BucketBoundaries kLagBuckets{0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300};

std::string_view or_none(std::string_view value) { return value.empty() ? kNoLabel : value; }

Names with_none(Names names) {
    names.emplace_back(kNoLabel);
    return names;
}

template <class Numbers>
Names texts_of(const Numbers& numbers) {
    Names texts;
    for (const auto number : numbers) texts.push_back(std::to_string(number));
    return texts;
}

/// The text of a small number without an allocation of its own.
class NumberText {
public:
    explicit NumberText(int number) : text_(std::to_string(number)) {}
    operator std::string_view() const { return text_; }

private:
    std::string text_;  // short enough to be kept inside
};

double seconds(std::chrono::nanoseconds took) { return std::chrono::duration<double>(took).count(); }

Family<Counter>& counters(Registry& registry, const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}
Family<Gauge>& gauges(Registry& registry, const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}
Family<Histogram>& histograms(Registry& registry, const char* name, const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

struct Families {
    Registry registry;
    Family<Counter>& created = counters(registry, "hotline_tickets_created_total", "Tickets opened.");
    Family<Counter>& transitions =
        counters(registry, "hotline_ticket_transitions_total", "Changes of a ticket's state.");
    Family<Gauge>& queue = gauges(registry, "hotline_queue_tickets", "Tickets in a task force's queue.");
    Family<Gauge>& oldest = gauges(registry, "hotline_queue_oldest_created_timestamp_seconds",
                                   "When the oldest ticket of the queue was opened; absent when it is empty.");
    Family<Counter>& claims = counters(registry, "hotline_claims_total", "Claims and how they ended.");
    Family<Counter>& returns = counters(registry, "hotline_returns_total", "Tickets that a task force returned.");
    Family<Counter>& callbacks = counters(registry, "hotline_callbacks_total", "Call-backs and their results.");
    Family<Counter>& satisfaction =
        counters(registry, "hotline_satisfaction_total", "Answers on satisfaction, 1 to 5.");
    Family<Counter>& repeats =
        counters(registry, "hotline_repeat_calls_total", "Calls about a matter called about before.");
    Family<Counter>& triage =
        counters(registry, "hotline_routing_triage_total", "Tickets that no routing rule matched.");
    Family<Counter>& due = counters(registry, "hotline_sla_due_total", "Targets met or due, whichever came first.");
    Family<Counter>& breached = counters(registry, "hotline_sla_breached_total", "Targets that were due and not met.");
    Family<Histogram>& elapsed = histograms(registry, "hotline_sla_elapsed_ratio",
                                            "Of targets when they were met: elapsed time by the limit; 1 is due.");
    Family<Counter>& escalations =
        counters(registry, "hotline_escalations_total", "Steps of escalation ladders that fired.");
    Family<Histogram>& lag =
        histograms(registry, "hotline_escalation_fire_lag_seconds", "From the instant of a step to its commit.");
    Family<Gauge>& timers_open = gauges(registry, "hotline_timers_open", "Tickets with something ahead of them.");
    Family<Gauge>& timers_overdue =
        gauges(registry, "hotline_timers_overdue", "Tickets whose timer should have fired.");
    Family<Gauge>& clock_offset =
        gauges(registry, "hotline_clock_offset_seconds",
               "This node's clock against that of Redis; beyond a second no timer fires here.");
    Family<Histogram>& http = histograms(registry, "hotline_http_request_duration_seconds",
                                         "From the whole request read to the reply written.");
    Family<Histogram>& redis =
        histograms(registry, "hotline_redis_command_duration_seconds", "From the command queued to its reply.");
    Family<Counter>& reconnects =
        counters(registry, "hotline_redis_reconnects_total", "Connections to Redis made anew.");
    Family<Gauge>& connections = gauges(registry, "hotline_http_connections", "Open HTTP connections.");
    Family<Counter>& reloads =
        counters(registry, "hotline_configuration_reloads_total", "Configurations taken or refused.");
    Family<Counter>& exceptions =
        counters(registry, "hotline_unhandled_exceptions_total", "Exceptions nobody expected.");
    Family<Gauge>& build = gauges(registry, "hotline_build_info", "Always 1; the labels say what runs.");
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
    SeriesTable<Histogram, 1> redis;
    Dimension queue_task_forces;
    Dimension queue_states;
    Dimension queue_urgencies;
};

auto counter_maker(Family<Counter>& family) {
    return [&family](const Labels& labels) -> Counter& { return family.Add(labels); };
}

Tables::Tables(Families& families, LabelSets sets)
    : labels(std::move(sets)),
      created(counter_maker(families.created),
              {Dimension{"channel", labels.channels}, Dimension{"category", with_none(labels.category_groups)},
               Dimension{"urgency", texts_of(labels.urgencies)}}),
      transitions(counter_maker(families.transitions),
                  {Dimension{"from", with_none(labels.states)}, Dimension{"to", labels.states},
                   Dimension{"task_force", with_none(labels.task_forces)}}),
      claims(counter_maker(families.claims),
             {Dimension{"task_force", labels.task_forces}, Dimension{"result", labels.claim_results}}),
      returns(counter_maker(families.returns),
              {Dimension{"task_force", labels.task_forces}, Dimension{"reason", labels.return_reasons}}),
      callbacks(counter_maker(families.callbacks), {Dimension{"result", labels.callback_results}}),
      satisfaction(counter_maker(families.satisfaction), {Dimension{"task_force", with_none(labels.task_forces)},
                                                          Dimension{"score", texts_of(labels.satisfaction_scores)}}),
      repeats(counter_maker(families.repeats), {Dimension{"category", with_none(labels.category_groups)}}),
      due(counter_maker(families.due),
          {Dimension{"target", labels.targets}, Dimension{"task_force", with_none(labels.task_forces)},
           Dimension{"urgency", texts_of(labels.urgencies)}}),
      breached(counter_maker(families.breached),
               {Dimension{"target", labels.targets}, Dimension{"task_force", with_none(labels.task_forces)},
                Dimension{"urgency", texts_of(labels.urgencies)}}),
      elapsed([&family = families.elapsed](const Labels& of) -> Histogram& { return family.Add(of, kRatioBuckets); },
              {Dimension{"target", labels.targets}, Dimension{"urgency", texts_of(labels.urgencies)}}),
      escalations(counter_maker(families.escalations),
                  {Dimension{"task_force", with_none(labels.task_forces)}, Dimension{"level", labels.levels},
                   Dimension{"target", labels.targets}}),
      redis([&family = families.redis](const Labels& of) -> Histogram& { return family.Add(of, kCommandBuckets); },
            {Dimension{"script", labels.scripts}}),
      queue_task_forces("task_force", with_none(labels.task_forces)),
      queue_states("state", labels.states),
      queue_urgencies("urgency", texts_of(labels.urgencies)) {
    created.make_all_known();
    claims.make_all_known();
    returns.make_all_known();
    callbacks.make_all_known();
    satisfaction.make_all_known();
    repeats.make_all_known();
    due.make_all_known();
    breached.make_all_known();
    elapsed.make_all_known();
    escalations.make_all_known();
    redis.make_all_known();
    // Only transitions that the lifecycle has: the product of all states would be mostly series that can never move.
    for (const auto& [from, to] : labels.transitions) {
        for (const auto& task_force : with_none(labels.task_forces)) {
            static_cast<void>(transitions.at({or_none(from), to, task_force}));
        }
    }
}

}  // namespace

struct Metrics::Impl {
    Impl(std::string_view version, std::string_view commit) {
        families.build.Add({{"version", std::string(version)}, {"commit", std::string(commit)}}).Set(1);
    }

    const Tables& now() const { return *current.load(std::memory_order_acquire); }

    Gauge& gauge(std::map<Labels, Gauge*>& known, Family<Gauge>& family, const Labels& labels) {
        auto& gauge = known[labels];
        if (!gauge) gauge = &family.Add(labels);
        return *gauge;
    }

    template <class Keep>
    static void remove_gauges(std::map<Labels, Gauge*>& known, Family<Gauge>& family, Keep keep) {
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

    Families families;
    Counter& triage = families.triage.Add({});
    Counter& reconnects = families.reconnects.Add({});
    Gauge& connections = families.connections.Add({});
    Counter& reloads_taken = families.reloads.Add({{"result", "taken"}});
    Counter& reloads_refused = families.reloads.Add({{"result", "refused"}});
    Histogram& lag = families.lag.Add({}, kLagBuckets);
    Gauge& timers_open = families.timers_open.Add({});
    Gauge& timers_overdue = families.timers_overdue.Add({});
    Gauge& clock_offset = families.clock_offset.Add({});
    Counter& exceptions_http = families.exceptions.Add({{"where", "http"}});
    Counter& exceptions_task = families.exceptions.Add({{"where", "task"}});

    // Readers use a table without holding anything, so a replaced one is kept; there are as many as there were reloads
    // that changed a label.
    std::mutex mutex;
    std::vector<std::unique_ptr<const Tables>> all;
    std::atomic<const Tables*> current = nullptr;
    std::map<Labels, Gauge*> queue_series;
    std::map<Labels, Gauge*> oldest_series;
    std::map<std::pair<std::string, std::string>, std::unique_ptr<HttpRouteMetrics>, std::less<>> routes;
};

void Metrics::Impl::declare_queues(const Tables& tables) {
    const auto& labels = tables.labels;
    std::map<Labels, bool> wanted;
    for (const auto& task_force : with_none(labels.task_forces)) {
        for (const auto& state : labels.states) {
            for (const auto& urgency : texts_of(labels.urgencies)) {
                wanted[{{"task_force", task_force}, {"state", state}, {"urgency", urgency}}] = true;
            }
        }
    }
    remove_gauges(queue_series, families.queue, [&](const Labels& of) { return wanted.contains(of); });
    for (const auto& [of, _] : wanted) gauge(queue_series, families.queue, of);
    remove_gauges(oldest_series, families.oldest,
                  [&](const Labels& of) { return oldest_labels(tables, of.at("task_force"), of.at("state")) == of; });
}

Metrics::Metrics(std::string_view version, std::string_view commit) : impl_(std::make_unique<Impl>(version, commit)) {
    declare_labels({});
}

Metrics::~Metrics() = default;

void Metrics::declare_labels(LabelSets labels) {
    const std::lock_guard lock(impl_->mutex);
    if (!impl_->all.empty() && impl_->all.back()->labels == labels) return;
    impl_->all.push_back(std::make_unique<const Tables>(impl_->families, std::move(labels)));
    impl_->current.store(impl_->all.back().get(), std::memory_order_release);
    impl_->declare_queues(*impl_->all.back());
}

void Metrics::ticket_created(std::string_view channel, std::string_view category_group, Urgency urgency) {
    impl_->now().created.at({channel, or_none(category_group), NumberText(urgency)}).Increment();
}

void Metrics::ticket_moved(std::string_view from, std::string_view to, std::string_view task_force) {
    impl_->now().transitions.at({or_none(from), to, or_none(task_force)}).Increment();
}

void Metrics::routed_to_triage() { impl_->triage.Increment(); }

void Metrics::claim(std::string_view task_force, std::string_view result) {
    impl_->now().claims.at({task_force, result}).Increment();
}

void Metrics::returned(std::string_view task_force, std::string_view reason) {
    impl_->now().returns.at({task_force, reason}).Increment();
}

void Metrics::callback(std::string_view result) { impl_->now().callbacks.at({result}).Increment(); }

void Metrics::satisfaction(std::string_view task_force, int score) {
    impl_->now().satisfaction.at({or_none(task_force), NumberText(score)}).Increment();
}

void Metrics::repeat_call(std::string_view category_group) {
    impl_->now().repeats.at({or_none(category_group)}).Increment();
}

void Metrics::sla_due(std::string_view target, std::string_view task_force, Urgency urgency, bool breached) {
    const auto& tables = impl_->now();
    tables.due.at({target, or_none(task_force), NumberText(urgency)}).Increment();
    if (breached) tables.breached.at({target, or_none(task_force), NumberText(urgency)}).Increment();
}

void Metrics::sla_met(std::string_view target, Urgency urgency, double elapsed_ratio) {
    impl_->now().elapsed.at({target, NumberText(urgency)}).Observe(elapsed_ratio);
}

void Metrics::escalation(std::string_view task_force, std::string_view level, std::string_view target,
                         std::chrono::milliseconds late) {
    impl_->now().escalations.at({or_none(task_force), level, target}).Increment();
    impl_->lag.Observe(seconds(late));
}

void Metrics::timers(long long open, long long overdue) {
    impl_->timers_open.Set(static_cast<double>(open));
    impl_->timers_overdue.Set(static_cast<double>(overdue));
}

void Metrics::clock_offset(std::chrono::milliseconds offset) { impl_->clock_offset.Set(seconds(offset)); }

void Metrics::queue_tickets(std::string_view task_force, std::string_view state, Urgency urgency, long long tickets) {
    const std::lock_guard lock(impl_->mutex);
    const auto& tables = impl_->now();
    auto labels = Impl::oldest_labels(tables, task_force, state);
    labels["urgency"] = tables.queue_urgencies.value(tables.queue_urgencies.index_of(NumberText(urgency)));
    impl_->gauge(impl_->queue_series, impl_->families.queue, labels).Set(static_cast<double>(tickets));
}

void Metrics::queue_oldest(std::string_view task_force, std::string_view state, Instant created) {
    const std::lock_guard lock(impl_->mutex);
    const auto labels = Impl::oldest_labels(impl_->now(), task_force, state);
    impl_->gauge(impl_->oldest_series, impl_->families.oldest, labels).Set(seconds(created.time_since_epoch()));
}

void Metrics::queue_empty(std::string_view task_force, std::string_view state) {
    const std::lock_guard lock(impl_->mutex);
    const auto labels = Impl::oldest_labels(impl_->now(), task_force, state);
    Impl::remove_gauges(impl_->oldest_series, impl_->families.oldest, [&](const Labels& of) { return of != labels; });
}

void Metrics::redis_command(std::string_view script, std::chrono::nanoseconds took) {
    impl_->now().redis.at({script}).Observe(seconds(took));
}

void Metrics::redis_reconnected() { impl_->reconnects.Increment(); }
void Metrics::http_connections(int change) { impl_->connections.Increment(change); }

void Metrics::configuration_reloaded(bool taken) {
    (taken ? impl_->reloads_taken : impl_->reloads_refused).Increment();
}

void Metrics::unhandled_exception(std::string_view where) {
    (where == "http" ? impl_->exceptions_http : impl_->exceptions_task).Increment();
}

std::string Metrics::exposition() const {
    return prometheus::TextSerializer{}.Serialize(impl_->families.registry.Collect());
}

HttpRouteMetrics::HttpRouteMetrics(Metrics& metrics, std::string_view method, std::string_view route) {
    for (std::size_t i = 0; i < by_class_.size(); ++i) {
        const auto code_class = std::to_string(i + 2) + "xx";
        auto& histogram = metrics.impl_->families.http.Add(
            {{"route", std::string(route)}, {"method", std::string(method)}, {"code_class", code_class}},
            kRequestBuckets);
        by_class_[i] = &histogram;
    }
}

void HttpRouteMetrics::observe(int status, std::chrono::nanoseconds took) const {
    const auto index = static_cast<std::size_t>(std::clamp(status / 100, 2, 5) - 2);
    static_cast<Histogram*>(by_class_[index])->Observe(seconds(took));
}

const HttpRouteMetrics& Metrics::http_route(std::string_view method, std::string_view route) {
    const std::lock_guard lock(impl_->mutex);
    auto& metrics = impl_->routes[{std::string(method), std::string(route)}];
    if (!metrics) metrics.reset(new HttpRouteMetrics(*this, method, route));
    return *metrics;
}

}  // namespace hotline::telemetry
