// The frame of Metrics, and what the process counts about itself.
#include "telemetry/metrics.hpp"

#include <prometheus/text_serializer.h>

#include <algorithm>

#include "telemetry/metrics_impl.hpp"

namespace hotline::telemetry {

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
    impl_->declare_at_risk(impl_->all.back()->labels);
    impl_->declare_people(impl_->all.back()->labels);
}

void Metrics::redis_command(std::string_view script, std::chrono::nanoseconds took) {
    impl_->now().redis.at({script}).Observe(seconds(took));
}

void Metrics::redis_reconnected() { impl_->reconnects.Increment(); }
void Metrics::redis_up(bool up) { impl_->redis_up.Set(up ? 1 : 0); }

void Metrics::redis_figures(const RedisFigures& figures) {
    auto& families = impl_->families;
    families.redis_log_ok.Add({}).Set(figures.log_ok ? 1 : 0);
    families.redis_memory_used.Add({}).Set(static_cast<double>(figures.memory_used));
    families.redis_memory_limit.Add({}).Set(static_cast<double>(figures.memory_limit));
    families.redis_replicas.Add({}).Set(figures.replicas);
    auto& lag = families.redis_replica_lag.Add({});
    if (figures.lag) {
        lag.Set(static_cast<double>(*figures.lag));
    } else {
        families.redis_replica_lag.Remove(&lag);
    }
}

void Metrics::http_connections(int change) { impl_->connections.Increment(change); }

void Metrics::http_connection_refused(std::string_view limit) {
    (limit == "address" ? impl_->refused_address : impl_->refused_total).Increment();
}

void Metrics::tls_handshake(bool done) { (done ? impl_->handshakes_done : impl_->handshakes_failed).Increment(); }

void Metrics::tls_certificate_expires(Instant at) {
    impl_->families.certificate.Add({}).Set(seconds(at.time_since_epoch()));
}

void Metrics::configuration_reloaded(bool taken) {
    (taken ? impl_->reloads_taken : impl_->reloads_refused).Increment();
}

void Metrics::http_request_limited() { impl_->limited.Increment(); }

void Metrics::caller_revealed() { impl_->reveals.Increment(); }

void Metrics::login(std::string_view result) {
    const auto* const known = std::ranges::find(kLoginResults, result);
    if (known != kLoginResults.end())
        impl_->logins[static_cast<std::size_t>(known - kLoginResults.begin())]->Increment();
}

void Metrics::live_connections(int change) { impl_->live_connections.Increment(change); }
void Metrics::live_event() { impl_->live_events.Increment(); }
void Metrics::live_resync(std::string_view reason) { impl_->live_resyncs.at(reason)->Increment(); }
void Metrics::live_overrun() { impl_->live_overruns.Increment(); }
void Metrics::break_glass_login() { impl_->break_glass_logins.Increment(); }

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
