// What on-call people look at: whether the service does its work, and where it is stuck.
import { board } from './board.js';
import { bars, course, grid, kColor, kNoneIsGood, lines, now, row, stat, steps } from './panels.js';

const kJob = 'job="hotline"';
/** Probes are answered with an error on purpose while Redis is away. */
const kWork = `${kJob},route!~"/healthz|/readyz|/metrics"`;
const kRequests = 'hotline_http_request_duration_seconds';
const kBroken = steps(kColor.bad, [1, kColor.good]);
const quantile = (q, metric, more = kJob, by = 'le') => `histogram_quantile(${q}, sum by (${by}) (rate(${metric}_bucket{${more}}[$__rate_interval])))`;
const increased = (by, metric, more = '') => `sum by (${by}) (increase(${metric}{${kJob}${more}}[$window]))`;
const kClassColors = { '2xx': kColor.good, '3xx': kColor.grey, '4xx': kColor.warn, '5xx': kColor.bad };
const kQuantileColors = { p50: kColor.good, p95: kColor.warn, p99: kColor.bad };
const kRoleColors = { operator: kColor.good, dispatcher: kColor.warn, staff: kColor.green, lead: kColor.pink, manager: kColor.blue, auditor: kColor.grey, admin: kColor.yellow };
const kBoard = { to: '/board' };
const kMessages = { to: '/messages?state=dead' };
const kLive = { to: '/tickets?sort=oldest' };

function figures(text) {
  const answers = 'sum(up{job="hotline"})';
  const failing = `sum(rate(${kRequests}_count{${kWork},code_class="5xx"}[$__rate_interval]))`;
  const asked = `sum(rate(${kRequests}_count{${kWork}}[$__rate_interval]))`;
  return [
    stat(text, 'nodes', grid(0, 0, 4, 4), now(answers), { thresholds: kBroken, ...kBoard }),
    stat(text, 'redis_up', grid(4, 0, 4, 4), now('hotline:redis_up'), { thresholds: kBroken, mappings: 'yes_no', ...kBoard }),
    stat(text, 'error_share', grid(8, 0, 4, 4), now(`${failing} / (${asked} > 0)`), {
      unit: 'percentunit', decimals: 2, thresholds: steps(kColor.good, [0.01, kColor.warn], [0.05, kColor.bad]), noValue: 'no_requests', ...kBoard,
    }),
    stat(text, 'timers_overdue', grid(12, 0, 4, 4), now('hotline:timers_overdue'), { thresholds: kNoneIsGood, to: '/tickets?sla=breached&sort=due' }),
    stat(text, 'dead_letters', grid(16, 0, 4, 4), now('sum(hotline:dead_letters)'), { thresholds: kNoneIsGood, noValue: 'none', ...kMessages }),
    stat(text, 'audit_age', grid(20, 0, 4, 4), now('time() - hotline:auditor_last_success_timestamp_seconds'), {
      unit: 's', decimals: 0, thresholds: steps(kColor.good, [300, kColor.warn], [900, kColor.bad]), ...kBoard,
    }),
  ];
}

function requests(text) {
  const slow = (q) => course(quantile(q / 100, kRequests, kWork), `p${q}`);
  return [
    row(text, 'row_requests', 4),
    lines(text, 'requests', grid(0, 5, 8, 8), course(`sum by (code_class) (rate(${kRequests}_count{${kJob}}[$__rate_interval]))`, '{{code_class}}'), {
      unit: 'reqps', stack: true, names: 'code_class', colors: kClassColors, ...kBoard,
    }),
    lines(text, 'latency', grid(8, 5, 8, 8), [50, 95, 99].map(slow), {
      unit: 's', names: 'quantile', colors: kQuantileColors, noValue: 'no_requests', ...kBoard,
    }),
    bars(text, 'slowest_routes', grid(16, 5, 8, 8), now(`topk(8, ${quantile(0.99, kRequests, kWork, 'le, route')} > 0)`, '{{route}}'), {
      unit: 's', thresholds: steps(kColor.good, [0.5, kColor.warn], [2.5, kColor.bad]), noValue: 'no_requests', ...kBoard,
    }),
  ];
}

function redis(text) {
  const used = 'max(hotline_redis_memory_used_bytes{job="hotline"})';
  const limit = 'max(hotline_redis_memory_limit_bytes{job="hotline"} > 0)';
  return [
    row(text, 'row_redis', 13),
    lines(text, 'redis_latency', grid(0, 14, 8, 8), [50, 95, 99].map((q) => course(quantile(q / 100, 'hotline_redis_command_duration_seconds'), `p${q}`)), {
      unit: 's', names: 'quantile', colors: kQuantileColors, noValue: 'no_requests', ...kBoard,
    }),
    lines(text, 'redis_memory', grid(8, 14, 8, 8), [course(used, 'used'), course(limit, 'limit')], {
      unit: 'bytes', names: 'memory', colors: { used: kColor.good, limit: kColor.bad }, ...kBoard,
    }),
    stat(text, 'redis_aof', grid(16, 14, 4, 4), now('hotline:redis_aof_ok'), { thresholds: kBroken, mappings: 'yes_no', ...kBoard }),
    stat(text, 'redis_reconnects', grid(20, 14, 4, 4), now('sum(increase(hotline_redis_reconnects_total{job="hotline"}[$window]))'), { decimals: 0, thresholds: kNoneIsGood, ...kBoard }),
    stat(text, 'redis_replicas', grid(16, 18, 4, 4), now('hotline:redis_replicas'), { thresholds: steps(kColor.warn, [1, kColor.good]), ...kBoard }),
    stat(text, 'redis_lag', grid(20, 18, 4, 4), now('hotline:redis_replica_lag_bytes'), {
      unit: 'bytes', thresholds: steps(kColor.good, [1048576, kColor.warn], [16777216, kColor.bad]), noValue: 'no_replica', ...kBoard,
    }),
  ];
}

function engine(text) {
  const lag = (q) => course(quantile(q / 100, 'hotline_escalation_fire_lag_seconds'), `p${q}`);
  const none = { decimals: 0, thresholds: kNoneIsGood };
  return [
    row(text, 'row_engine', 22),
    lines(text, 'timer_lag', grid(0, 23, 8, 8), [50, 99].map(lag), { unit: 's', names: 'quantile', colors: kQuantileColors, noValue: 'no_timer', to: '/tickets?sla=at_risk&sla=breached&sort=due' }),
    lines(text, 'timers', grid(8, 23, 8, 8), [course('max(hotline_timers_open{job="hotline"})', 'open'), course('hotline:timers_overdue', 'overdue')], {
      names: 'timer', colors: { open: kColor.good, overdue: kColor.bad }, to: '/tickets?sort=due',
    }),
    bars(text, 'canary', grid(16, 23, 8, 8), now('time() - max by (stage) (hotline:canary_stage_timestamp_seconds)', '{{stage}}'), {
      unit: 's', decimals: 0, names: 'stage', thresholds: steps(kColor.good, [120, kColor.warn], [300, kColor.bad]), ...kBoard,
    }),
    bars(text, 'outbox', grid(0, 31, 8, 8), now('time() - hotline:outbox_oldest_timestamp_seconds', '{{channel}}'), {
      unit: 's', decimals: 0, names: 'channel', thresholds: steps(kColor.good, [300, kColor.warn], [900, kColor.bad]), noValue: 'none_waiting', ...kMessages,
    }),
    bars(text, 'notifications', grid(8, 31, 8, 8), now(increased('result', 'hotline_notifications_total', ',result!="other"'), '{{result}}'), { decimals: 0, names: 'message', ...kMessages }),
    bars(text, 'mismatches', grid(16, 31, 8, 8), now(increased('kind', 'hotline_audit_mismatch_total', ',kind!="other"'), '{{kind}}'), { ...none, names: 'kind', ...kLive }),
  ];
}

function people(text) {
  return [
    row(text, 'row_people', 39),
    lines(text, 'logged_in', grid(0, 40, 8, 8), course('max by (role) (hotline:people_logged_in)', '{{role}}'), { decimals: 0, names: 'role', colors: kRoleColors, ...kBoard }),
    lines(text, 'live', grid(8, 40, 8, 8), course('sum(hotline_live_connections{job="hotline"})', 'viewers'), { decimals: 0, names: 'viewers', ...kBoard }),
    bars(text, 'resyncs', grid(16, 40, 8, 8), now(increased('reason', 'hotline_live_resync_total'), '{{reason}}'), { decimals: 0, names: 'resync', ...kBoard }),
  ];
}

export const service = (text) =>
  board(text, 'service', {
    panels: [...figures(text), ...requests(text), ...redis(text), ...engine(text), ...people(text)],
    chosen: ['datasource', 'window', 'service'],
    usual: '1h',
    from: 'now-6h',
    refresh: '30s',
  });
