// Rules are about what the real service exports: every metric, every label value they choose, every target.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage } from '../../api/support/matters.js';
import { until } from '../../api/support/processes.js';
import { startService } from '../../api/support/service.js';
import { complaintsOfLabels, read, valuesOf } from './support/exposition.js';
import { rulesOf } from './support/promtool.js';
import { complaintsOfMetrics } from './support/review.js';

/** Not of this service: it has no replica of its Redis, no channel, no TLS of its own. */
const kElsewhere = ['hotline_redis_replica_lag_bytes', 'hotline_dead_letters', 'hotline_outbox_oldest_timestamp_seconds', 'hotline_tls_certificate_expiry_timestamp_seconds'];

const service = await startService({ more: { 'canary-seconds': 1 } });
await new Stage(service).queued('IND');
const exposed = await until(async () => {
  const found = read((await service.nobody.get('/metrics')).text);
  return found.has('hotline_queue_oldest_created_timestamp_seconds') && found.has('hotline_canary_stage_timestamp_seconds') && found;
}, 'the queue to be counted and the canary to call');

test('the service has every metric that a rule names', () => assert.deepEqual(complaintsOfMetrics(exposed, kElsewhere), []));
test('every label value that a rule asks for exists', () => assert.deepEqual(complaintsOfLabels(exposed, rulesOf()), []));

test('every target has an objective, and no other', () => {
  const objectives = rulesOf().filter(({ record }) => record === 'hotline:sla_objective').map(({ labels }) => labels.target);
  assert.deepEqual(objectives.sort(), valuesOf(exposed, 'hotline_sla_due_total', 'target'));
});
