// The figures of the synthetic month, by hour since its beginning: busy by day, quiet by night, one bad day before the last.
const kTaskForces = ['IND', 'CON', 'TRA', 'COM', 'KEY', 'INS', 'none'];
const kTargets = ['ack', 'contact', 'resolve', 'callback', 'report', 'part', 'supervision'];
const kUrgencies = ['1', '2', '3', '4', '5'];
const kStates = ['triage', 'queued', 'in_progress', 'waiting', 'resolved'];
const kLevels = ['reminder', 'yellow', 'red', 'supervision', 'leadership', 'public-notice'];

/** Whole events by then: `rate` an hour, more by day than at night. */
const grows = (rate) => (h) => Math.floor(rate * (h + (6 / Math.PI) * (1 - Math.cos((Math.PI * h) / 12))));
const steady = (value) => () => value;
const daily = (mean) => (h) => Math.round(mean * (1 + 0.5 * Math.sin((Math.PI * h) / 12)));

function each(sets, make) {
  const product = Object.entries(sets).reduce((some, [name, values]) => some.flatMap((labels) => values.map((value, i) => ({ labels: { ...labels.labels, [name]: value }, weight: labels.weight + i }))), [{ labels: {}, weight: 1 }]);
  return product.map(({ labels, weight }) => ({ labels, at: make(labels, weight) }));
}

/** The bad day: the one before the last. */
const kBad = [29.2 * 24, 30.2 * 24];
function breaches(share) {
  return (rate) => (h) => {
    const bad = Math.max(0, Math.min(h, kBad[1]) - kBad[0]);
    return Math.floor(rate * share * (h + 3 * bad));
  };
}
const kShares = { ack: 0.01, contact: 0.02, resolve: 0.03, callback: 0.05, report: 0.09, part: 0.13, supervision: 0.02 };

export const counters = () => ({
  hotline_sla_due_total: each({ target: kTargets, task_force: kTaskForces, urgency: kUrgencies }, (_, w) => grows(9 / w)),
  hotline_sla_breached_total: each({ target: kTargets, task_force: kTaskForces, urgency: kUrgencies }, ({ target }, w) => breaches(kShares[target])(9 / w)),
  hotline_escalations_total: each({ task_force: kTaskForces, level: kLevels, target: ['ack', 'resolve'] }, (_, w) => grows(1 / (w * w))),
  hotline_claims_total: each({ task_force: kTaskForces, result: ['won', 'lost', 'expired', 'stolen'] }, (_, w) => grows(6 / (w * w))),
  hotline_returns_total: each({ task_force: kTaskForces, reason: ['not_our_duty', 'wrong_sector', 'wrong_place', 'other_leads', 'facts_missing', 'duplicate'] }, (_, w) => grows(2 / (w * w))),
  hotline_ticket_transitions_total: each({ from: ['none'], to: ['triage', 'queued', 'in_progress', 'waiting', 'resolved', 'other'], task_force: kTaskForces }, (_, w) => grows(10 / w)),
  hotline_satisfaction_total: each({ task_force: kTaskForces, score: ['5', '4', '3', '2', '1'] }, (_, w) => grows(8 / (w * w))),
  hotline_callbacks_total: each({ result: ['solved', 'unsolved', 'unreachable'] }, (_, w) => grows(9 / (w * w))),
  hotline_repeat_calls_total: each({ category: ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'none'] }, (_, w) => grows(2 / w)),
  hotline_notifications_total: each({ channel: ['mail', 'desk'], result: ['delivered', 'folded', 'settled', 'retry', 'dead', 'unreachable'] }, (_, w) => grows(40 / w ** 3)),
  hotline_audit_mismatch_total: each({ kind: ['queue', 'assigned', 'timer', 'late_step', 'stray'] }, () => steady(0)),
  hotline_live_resync_total: each({ reason: ['too_old', 'unknown', 'ahead', 'lost', 'permissions'] }, (_, w) => grows(1 / w ** 2)),
  hotline_redis_reconnects_total: each({}, () => steady(0)),
});

export const gauges = (end) => ({
  hotline_queue_tickets: each({ task_force: kTaskForces, state: kStates, urgency: kUrgencies }, ({ state, task_force: of }, w) => ((state === 'triage') === (of === 'none') ? daily(24 / w) : steady(0))),
  hotline_queue_oldest_created_timestamp_seconds: each({ task_force: kTaskForces, state: kStates }, ({ state, task_force: of }, w) => ((state === 'triage') === (of === 'none') ? steady(end - 1300 * w) : steady(undefined))),
  hotline_sla_at_risk: each({ target: kTargets, task_force: kTaskForces, band: ['90', '75'] }, ({ band }, w) => daily(band === '75' ? 9 / w : 3 / w)),
  hotline_timers_open: each({}, () => daily(320)),
  hotline_timers_overdue: each({}, () => steady(0)),
  hotline_dead_letters: each({ channel: ['mail', 'desk'] }, ({ channel }) => steady(channel === 'mail' ? 2 : 0)),
  hotline_outbox_oldest_timestamp_seconds: each({ channel: ['mail', 'desk'] }, (_, w) => steady(end - 100 * w)),
  hotline_auditor_last_success_timestamp_seconds: each({}, () => (_, t) => t - 20),
  hotline_canary_stage_timestamp_seconds: each({ stage: ['open', 'route', 'claim', 'resolve', 'close'] }, (_, w) => (__, t) => t - 10 - 2 * w),
  hotline_people_logged_in: each({ role: ['operator', 'dispatcher', 'staff', 'lead', 'manager', 'auditor', 'admin'] }, (_, w) => daily(24 / w)),
  hotline_live_connections: each({}, () => daily(60)),
  hotline_clock_offset_seconds: each({}, () => steady(0.002)),
  hotline_build_info: each({ version: ['0.1.0'], commit: ['0000000'] }, () => steady(1)),
  hotline_redis_up: each({}, () => steady(1)),
  hotline_redis_aof_ok: each({}, () => steady(1)),
  hotline_redis_memory_used_bytes: each({}, () => daily(3e8)),
  hotline_redis_memory_limit_bytes: each({}, () => steady(1073741824)),
  hotline_redis_replicas: each({}, () => steady(1)),
  hotline_redis_replica_lag_bytes: each({}, () => steady(4096)),
  up: each({}, () => steady(1)),
  ALERTS: each({ alertname: ['HotlineSlaBurn'], severity: ['ticket'], audience: ['managers'], alertstate: ['firing'] }, () => (h) => (h > kBad[1] + 20 ? 1 : undefined)),
});

/** Cumulative buckets of so many events an hour that take about `typical` seconds. */
function buckets(labels, bounds, typical, rate) {
  return [...bounds, Infinity].map((bound) => ({
    labels: { ...labels, le: bound === Infinity ? '+Inf' : String(bound) },
    at: grows(rate * (bound === Infinity ? 1 : bound / (bound + typical))),
    dense: true,
  }));
}

const kSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const kRoutes = [['/api/v1/tickets', 'GET', 0.004, 9000], ['/api/v1/tickets', 'POST', 0.002, 1200], ['/api/v1/tickets/{number}', 'GET', 0.001, 20000], ['/api/v1/tickets/{number}/claim', 'POST', 0.002, 700]];

export function histograms() {
  const requests = kRoutes.map(([route, method, typical, rate]) => [{ route, method, code_class: '2xx' }, typical, rate]);
  const failed = ['3xx', '4xx', '5xx'].map((code_class, i) => [{ route: '/api/v1/tickets', method: 'GET', code_class }, 0.001, 90 / (i + 1) ** 2]);
  const of = (series, bounds = kSeconds) => series.flatMap(([labels, typical, rate]) => buckets(labels, bounds, typical, rate));
  const counts = [...requests, ...failed].map(([labels, , rate]) => ({ labels, at: grows(rate), dense: true }));
  return {
    hotline_http_request_duration_seconds_bucket: of([...requests, ...failed]),
    hotline_http_request_duration_seconds_count: counts,
    hotline_redis_command_duration_seconds_bucket: of([[{ script: 'commit' }, 0.0003, 60000], [{ script: 'other' }, 0.0001, 90000]], kSeconds.map((s) => s / 10)),
    hotline_escalation_fire_lag_seconds_bucket: of([[{}, 0.02, 400]], [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300]),
    hotline_escalation_fire_lag_seconds_count: [{ labels: {}, at: grows(400), dense: true }],
  };
}
