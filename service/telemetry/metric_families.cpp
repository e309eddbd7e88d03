#include "telemetry/metric_families.hpp"

#include <set>

namespace hotline::telemetry {

const Histogram::BucketBoundaries kRequestBuckets{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                  0.25,  0.5,    1,     2.5,  5,     10};
const Histogram::BucketBoundaries kCommandBuckets{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                  0.025,  0.05,    0.1,    0.25,  1,      2.5};

const Histogram::BucketBoundaries kRatioBuckets{0.25, 0.5, 0.75, 0.9, 1, 1.25, 1.5, 2, 4};
const Histogram::BucketBoundaries kLagBuckets{0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300};
const Histogram::BucketBoundaries kDeliveryBuckets{0.1, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3600, 14400, 86400};

namespace {

Family<Counter>& counters(Registry& registry, const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}
Family<Gauge>& gauges(Registry& registry, const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}
Family<Histogram>& histograms(Registry& registry, const char* name, const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

auto counter_maker(Family<Counter>& family) {
    return [&family](const Labels& labels) -> Counter& { return family.Add(labels); };
}

/// Both ends of each; a queue is in fewer states than a ticket.
std::vector<std::string> states_of(const std::vector<std::pair<std::string, std::string>>& transitions) {
    std::set<std::string> states;
    for (const auto& [from, to] : transitions) {
        if (!from.empty()) states.insert(from);
        states.insert(to);
    }
    return {states.begin(), states.end()};
}

}  // namespace

std::vector<std::string> with_none(std::vector<std::string> names) {
    names.emplace_back(kNoLabel);
    return names;
}

std::vector<std::string> texts_of(const std::vector<int>& numbers) {
    std::vector<std::string> texts;
    for (const int number : numbers) texts.push_back(std::to_string(number));
    return texts;
}

Families::Families()
    : created(counters(registry, "hotline_tickets_created_total", "Tickets opened.")),
      transitions(counters(registry, "hotline_ticket_transitions_total", "Changes of a ticket's state.")),
      queue(gauges(registry, "hotline_queue_tickets", "Tickets in a task force's queue.")),
      oldest(gauges(registry, "hotline_queue_oldest_created_timestamp_seconds",
                    "When the oldest ticket of the queue was opened; absent when it is empty.")),
      claims(counters(registry, "hotline_claims_total", "Claims and how they ended.")),
      returns(counters(registry, "hotline_returns_total", "Tickets that a task force returned.")),
      callbacks(counters(registry, "hotline_callbacks_total", "Call-backs and their results.")),
      satisfaction(counters(registry, "hotline_satisfaction_total", "Answers on satisfaction, 1 to 5.")),
      repeats(counters(registry, "hotline_repeat_calls_total", "Calls about a matter called about before.")),
      triage(counters(registry, "hotline_routing_triage_total", "Tickets that no routing rule matched.")),
      due(counters(registry, "hotline_sla_due_total", "Targets met or due, whichever came first.")),
      breached(counters(registry, "hotline_sla_breached_total", "Targets that were due and not met.")),
      elapsed(histograms(registry, "hotline_sla_elapsed_ratio",
                         "Of targets when they were met: elapsed time by the limit; 1 is due.")),
      escalations(counters(registry, "hotline_escalations_total", "Steps of escalation ladders that fired.")),
      empty(counters(registry, "hotline_escalations_empty_total", "Steps that had nobody to tell.")),
      lag(histograms(registry, "hotline_escalation_fire_lag_seconds", "From the instant of a step to its commit.")),
      timers_open(gauges(registry, "hotline_timers_open", "Tickets with something ahead of them.")),
      timers_overdue(gauges(registry, "hotline_timers_overdue", "Tickets whose timer should have fired.")),
      clock_offset(gauges(registry, "hotline_clock_offset_seconds",
                          "This node's clock against that of Redis; beyond a second no timer fires here.")),
      http(histograms(registry, "hotline_http_request_duration_seconds",
                      "From the whole request read to the reply written.")),
      redis(histograms(registry, "hotline_redis_command_duration_seconds", "From the command queued to its reply.")),
      reconnects(counters(registry, "hotline_redis_reconnects_total", "Connections to Redis made anew.")),
      redis_up(gauges(registry, "hotline_redis_up", "Whether Redis answered when this node looked last.")),
      redis_log_ok(gauges(registry, "hotline_redis_aof_ok",
                          "Whether Redis keeps an append-only file and could write it when it last did.")),
      redis_memory_used(gauges(registry, "hotline_redis_memory_used_bytes", "Memory that Redis uses.")),
      redis_memory_limit(
          gauges(registry, "hotline_redis_memory_limit_bytes", "Memory that Redis may use; 0: no limit is set.")),
      redis_replicas(gauges(registry, "hotline_redis_replicas", "Replicas that are connected.")),
      redis_replica_lag(gauges(registry, "hotline_redis_replica_lag_bytes",
                               "What the furthest behind of them has not got yet; absent when there are none.")),
      connections(gauges(registry, "hotline_http_connections", "Open HTTP connections.")),
      refused(counters(registry, "hotline_http_connections_refused_total",
                       "Connections beyond the limit of a thread (total) or of one client address (address).")),
      handshakes(counters(registry, "hotline_tls_handshakes_total", "Handshakes of TLS and how they ended.")),
      certificate(gauges(registry, "hotline_tls_certificate_expiry_timestamp_seconds",
                         "When the certificate that new connections meet expires; absent without TLS.")),
      reloads(counters(registry, "hotline_configuration_reloads_total", "Configurations taken or refused.")),
      exceptions(counters(registry, "hotline_unhandled_exceptions_total", "Exceptions nobody expected.")),
      limited(counters(registry, "hotline_http_requests_limited_total", "Requests of people who asked too often.")),
      reveals(counters(registry, "hotline_caller_reveals_total", "Callers shown to somebody for a reason.")),
      logins(counters(registry, "hotline_logins_total", "Tries to log in, and how they ended.")),
      break_glass_logins(counters(registry, "hotline_break_glass_logins_total",
                                  "Log-ins with the password of a break-glass account: each is an alarm.")),
      logged_in(gauges(registry, "hotline_people_logged_in", "People with a session that has not ended, by role.")),
      canary(gauges(registry, "hotline_canary_stage_timestamp_seconds",
                    "When a synthetic call last got through the stage; absent until one did here.")),
      notifications(counters(registry, "hotline_notifications_total", "Messages and what became of their tries.")),
      delivery(histograms(registry, "hotline_notification_delivery_seconds", "From a message planned to delivered.")),
      outbox_oldest(
          gauges(registry, "hotline_outbox_oldest_timestamp_seconds",
                 "Since when the oldest undelivered message of the channel is due; absent when there is none.")),
      dead_letters(gauges(registry, "hotline_dead_letters", "Messages that were given up, for somebody to look at.")),
      build(gauges(registry, "hotline_build_info", "Always 1; the labels say what runs.")),
      mismatches(
          counters(registry, "hotline_audit_mismatch_total", "What an auditor found wrong in the store, and mended.")),
      recomputed(counters(registry, "hotline_timers_recomputed_total",
                          "Timers set anew because the configuration had changed.")),
      audited(gauges(registry, "hotline_auditor_last_success_timestamp_seconds",
                     "When an auditor had last looked at every ticket that is going on.")),
      at_risk(gauges(registry, "hotline_sla_at_risk",
                     "Targets of open tickets, not yet due, of which so many percent have elapsed.")),
      calendars(gauges(registry, "hotline_calendar_known_until_timestamp_seconds",
                       "End of the years whose holidays a calendar knows.")),
      live_connections(gauges(registry, "hotline_live_connections", "Viewers of live events.")),
      live_events(counters(registry, "hotline_live_events_total", "Events of tickets sent to viewers.")),
      live_resyncs(counters(registry, "hotline_live_resync_total", "Viewers told to take a snapshot, and why.")),
      live_overruns(counters(registry, "hotline_live_overruns_total", "Viewers cut off because they did not read.")) {}

Tables::Tables(Families& families, LabelSets sets)
    : labels(std::move(sets)),
      created(counter_maker(families.created),
              {Dimension{"channel", labels.channels}, Dimension{"category", with_none(labels.category_groups)},
               Dimension{"urgency", texts_of(labels.urgencies)}}),
      transitions(counter_maker(families.transitions), {Dimension{"from", with_none(states_of(labels.transitions))},
                                                        Dimension{"to", states_of(labels.transitions)},
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
      empty(counter_maker(families.empty),
            {Dimension{"task_force", with_none(labels.task_forces)}, Dimension{"level", labels.levels}}),
      mismatches(counter_maker(families.mismatches), {Dimension{"kind", labels.mismatch_kinds}}),
      notifications(
          counter_maker(families.notifications),
          {Dimension{"channel", with_none(labels.notification_channels)},
           Dimension{"result", {Metrics::kNotificationResults.begin(), Metrics::kNotificationResults.end()}}}),
      delivery(
          [&family = families.delivery](const Labels& of) -> Histogram& { return family.Add(of, kDeliveryBuckets); },
          {Dimension{"channel", labels.notification_channels}}),
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
    empty.make_all_known();
    mismatches.make_all_known();
    notifications.make_all_known();
    delivery.make_all_known();
    redis.make_all_known();
    // Only transitions that the lifecycle has: the product of all states would be mostly series that can never move.
    for (const auto& [from, to] : labels.transitions) {
        for (const auto& task_force : with_none(labels.task_forces)) {
            static_cast<void>(transitions.at({or_none(from), to, task_force}));
        }
    }
}

}  // namespace hotline::telemetry
