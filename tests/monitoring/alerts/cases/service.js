// What on-call staff is told of the service and its Redis. How cases are written: ../support/cases.js.
import { event } from './promises.js';

const day = 86_400;
const dead = (steps, more = {}) => ({ lines: [], steps, up: '0', empty: true, ...more });
const alive = (steps, more = {}) => ({ lines: [], steps, ...more });

const requests = (route, codeClass, values, metric = 'count', more = '') =>
  `http_request_duration_seconds_${metric}{route="${route}",method="POST",code_class="${codeClass}"${more}} ${values}`;
const intake = (within, all) => [
  requests('/api/v1/tickets', '2xx', all),
  ...[['0.5', within], ['1', all], ['+Inf', all]].map(([le, values]) => requests('/api/v1/tickets', '2xx', values, 'bucket', `,le="${le}"`)),
];

/** What is there from the start whatever happens, and what alerts are built on. */
export const kAlwaysThere = [
  'queue_tickets', 'sla_due_total', 'sla_breached_total', 'sla_at_risk', 'people_logged_in', 'timers_overdue', 'clock_offset_seconds',
  'auditor_last_success_timestamp_seconds', 'redis_up', 'redis_aof_ok', 'redis_memory_used_bytes', 'redis_memory_limit_bytes', 'redis_replicas',
  'canary_stage_timestamp_seconds', 'escalations_empty_total', 'escalation_fire_lag_seconds_count', 'escalation_fire_lag_seconds_bucket',
  'audit_mismatch_total', 'unhandled_exceptions_total', 'configuration_reloads_total', 'break_glass_logins_total',
  'http_request_duration_seconds_count', 'http_request_duration_seconds_bucket',
];
const all = (but) => kAlwaysThere.filter((name) => name !== but).map((name) => `${name} 0*30`);

export default {
  HotlineServiceDown: {
    more: {
      fires: { stretches: [alive(10), dead(10)], fires: ['extent="all"'] },
      'two nodes': { nodes: 2, stretches: [alive(10), dead(10)], fires: ['extent="all"'] },
      'one of two': { nodes: 2, stretches: [alive(10), alive(10, { up: ['1', '0'] })], fires: ['extent="some"'] },
      'the service dies': { nodes: 2, stretches: [alive(10), dead(400)], fires: ['extent="all"'] },
      'the metrics vanish': { nodes: 2, stretches: [alive(10), dead(10), dead(30, { up: 'gone' })], fires: ['extent="all"'] },
      mended: { stretches: [alive(10), dead(10), alive(5)], fires: [] },
      'quiet: all answer': { nodes: 2, stretches: [alive(30)], fires: [] },
      'quiet: one scrape fails': { stretches: [alive(10), dead(1), alive(1)], fires: [] },
    },
  },
  HotlineMetricsAbsent: {
    bad: all('redis_up'),
    fires: ['metric="hotline_redis_up"'],
    whenDead: [...kAlwaysThere, 'build_info'].map((name) => `metric="hotline_${name}"`),
    quiet: { 'all there': all() },
  },
  HotlineServesErrors: {
    bad: [requests('/api/v1/tickets', '5xx', '0+5*30'), requests('/api/v1/tickets', '2xx', '0+20*30')],
    fires: [''],
    quiet: {
      'one in a hundred': [requests('/api/v1/tickets', '5xx', '0+1*30'), requests('/api/v1/tickets', '2xx', '0+99*30')],
      'one of one': [requests('/api/v1/tickets', '5xx', '0*27 1*3'), requests('/api/v1/tickets', '2xx', '0*30')],
      'no traffic': [requests('/api/v1/tickets', '5xx', '0*30'), requests('/api/v1/tickets', '2xx', '0*30')],
      probes: [requests('/readyz', '5xx', '0+20*30'), requests('/api/v1/tickets', '2xx', '0+20*30')],
      'a counter reset': [requests('/api/v1/tickets', '5xx', '80*15 0*15'), requests('/api/v1/tickets', '2xx', '0+20*15 0+20*15')],
    },
  },
  HotlineSlow: {
    bad: intake('0+8*40', '0+10*40'),
    fires: [''],
    quiet: { fast: intake('0+10*40', '0+10*40'), 'one slow one': intake('0*40', '0*35 1*5'), 'no traffic': intake('0*40', '0*40') },
  },
  HotlineUnhandledException: event('unhandled_exceptions_total{where="http"}', 'where="http"'),
  HotlineCertificateExpires: {
    bad: [`tls_certificate_expiry_timestamp_seconds ${10 * day}*30`],
    fires: [''],
    quiet: { 'three months': [`tls_certificate_expiry_timestamp_seconds ${90 * day}*30`], 'no TLS': ['timers_overdue 0*30'] },
  },
  HotlineRedisAway: {
    bad: ['redis_up 1*20 0*10'],
    fires: [''],
    quiet: { there: ['redis_up 1*30'] },
  },
  HotlineRedisAofFailing: {
    bad: ['redis_aof_ok 1*20 0*10'],
    fires: [''],
    quiet: { well: ['redis_aof_ok 1*30'] },
  },
  HotlineRedisMemoryNearLimit: {
    bad: ['redis_memory_used_bytes 9e8*30', 'redis_memory_limit_bytes 1e9*30'],
    fires: [''],
    quiet: {
      'half of it': ['redis_memory_used_bytes 5e8*30', 'redis_memory_limit_bytes 1e9*30'],
      'no limit': ['redis_memory_used_bytes 9e8*30', 'redis_memory_limit_bytes 0*30'],
    },
  },
  HotlineRedisReplicaLag: {
    bad: ['redis_replica_lag_bytes 0*10 2e7*20', 'redis_replicas 1*30'],
    fires: [''],
    quiet: {
      'close behind': ['redis_replica_lag_bytes 2000*30', 'redis_replicas 1*30'],
      'never had one': ['redis_replicas 0*30'],
    },
    more: {
      'the replica that was behind goes': {
        stretches: [{ lines: ['redis_replica_lag_bytes 2e7*20', 'redis_replicas 1*20'], steps: 20 }, { lines: ['redis_replicas 0*60'], steps: 60 }],
        fires: [''],
      },
    },
  },
  HotlineWatchdog: {
    more: {
      fires: { stretches: [alive(5)], fires: [''] },
      'two nodes': { nodes: 2, stretches: [alive(5)], fires: [''] },
      'the service dies': { stretches: [alive(5), dead(60)], fires: [''] },
      'the metrics vanish': { stretches: [alive(5), dead(60, { up: 'gone' })], fires: [''] },
    },
  },
};
