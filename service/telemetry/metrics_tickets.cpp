// What people and tickets do: events, counted.
#include "telemetry/metrics_impl.hpp"

namespace hotline::telemetry {

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

void Metrics::escalation_empty(std::string_view task_force, std::string_view level) {
    impl_->now().empty.at({or_none(task_force), level}).Increment();
}

}  // namespace hotline::telemetry
