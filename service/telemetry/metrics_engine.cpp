// What the engine sees: queues, timers, promises, and what an auditor found.
#include "telemetry/metrics_impl.hpp"

#include <algorithm>

namespace hotline::telemetry {

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

void Metrics::Impl::declare_at_risk(const LabelSets& labels) {
    GaugeSeries wanted;
    for (const auto& target : labels.targets) {
        for (const auto& task_force : with_none(labels.task_forces)) {
            for (const auto& band : texts_of(labels.risk_bands)) {
                wanted[{{"target", target}, {"task_force", task_force}, {"band", band}}] = nullptr;
            }
        }
    }
    remove_gauges(at_risk_series, families.at_risk, [&](const Labels& of) { return wanted.contains(of); });
    for (const auto& [of, _] : wanted) gauge(at_risk_series, families.at_risk, of);
}

void Metrics::Impl::declare_people(const LabelSets& labels) {
    remove_gauges(people_series, families.logged_in, [&](const Labels& of) {
        return std::ranges::find(labels.roles, of.at("role")) != labels.roles.end();
    });
    for (const auto& role : labels.roles) gauge(people_series, families.logged_in, {{"role", role}});
    // What is waited for in vain has to be there from the start, as counters have.
    for (const auto& channel : labels.notification_channels) {
        gauge(dead_letter_series, families.dead_letters, {{"channel", channel}});
    }
}

void Metrics::people_logged_in(const std::map<std::string, int>& of_role) {
    const std::lock_guard lock(impl_->mutex);
    for (const auto& [of, gauge] : impl_->people_series) {
        const auto count = of_role.find(of.at("role"));
        gauge->Set(count == of_role.end() ? 0 : count->second);
    }
}

void Metrics::canary_stage(std::string_view stage, Instant at) {
    impl_->families.canary.Add({{"stage", std::string(stage)}}).Set(seconds(at.time_since_epoch()));
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

void Metrics::sla_at_risk(const std::vector<AtRiskCount>& counts) {
    const std::lock_guard lock(impl_->mutex);
    std::map<Labels, long long> found;
    for (const auto& [target, task_force, band, tickets] : counts) {
        const Labels of{
            {"target", target}, {"task_force", std::string(or_none(task_force))}, {"band", std::to_string(band)}};
        // A task force that configuration dropped while it still had tickets.
        const bool known = impl_->at_risk_series.contains(of);
        found[known ? of
                    : Labels{{"target", target},
                             {"task_force", std::string(kOtherLabel)},
                             {"band", std::to_string(band)}}] += tickets;
    }
    for (const auto& [of, tickets] : found) impl_->gauge(impl_->at_risk_series, impl_->families.at_risk, of);
    for (const auto& [of, gauge] : impl_->at_risk_series) {
        const auto count = found.find(of);
        gauge->Set(count == found.end() ? 0 : static_cast<double>(count->second));
    }
}

void Metrics::audit_mismatch(std::string_view kind) { impl_->now().mismatches.at({kind}).Increment(); }
void Metrics::timer_recomputed() { impl_->recomputed.Increment(); }
void Metrics::audit_completed(Instant at) { impl_->audited.Set(seconds(at.time_since_epoch())); }

void Metrics::notification(std::string_view channel, std::string_view result) {
    impl_->now().notifications.at({channel, result}).Increment();
}

void Metrics::notification_delivered_after(std::string_view channel, std::chrono::nanoseconds took) {
    impl_->now().delivery.at({channel}).Observe(seconds(took));
}

void Metrics::outbox(std::string_view channel, std::optional<Instant> oldest, long long dead_letters) {
    const std::lock_guard lock(impl_->mutex);
    const Labels labels{{"channel", std::string(channel)}};
    impl_->gauge(impl_->dead_letter_series, impl_->families.dead_letters, labels)
        .Set(static_cast<double>(dead_letters));
    if (oldest) {
        impl_->gauge(impl_->outbox_series, impl_->families.outbox_oldest, labels)
            .Set(seconds(oldest->time_since_epoch()));
    } else {
        Impl::remove_gauges(impl_->outbox_series, impl_->families.outbox_oldest,
                            [&](const Labels& of) { return of != labels; });
    }
}

void Metrics::calendars_known_until(const std::map<std::string, Instant>& ends) {
    const std::lock_guard lock(impl_->mutex);
    Impl::remove_gauges(impl_->calendar_series, impl_->families.calendars,
                        [&](const Labels& of) { return ends.contains(of.at("calendar")); });
    for (const auto& [calendar, end] : ends) {
        impl_->gauge(impl_->calendar_series, impl_->families.calendars, {{"calendar", calendar}})
            .Set(seconds(end.time_since_epoch()));
    }
}

}  // namespace hotline::telemetry
