// Whoever adds an alert adds what belongs to it: cases, a page in both languages, words, who hears it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { cases } from './cases/all.js';
import { kAlwaysThere } from './cases/service.js';
import { namesOf } from './support/cases.js';
import { alertsOf } from './support/promtool.js';
import { complaintsOfRunbooks, complaintsOfShape, complaintsOfWords, metricsIn, metricsNamed } from './support/review.js';

const alerts = [...new Set(alertsOf().map(({ alert }) => alert))];
/** Always fires. */
const kNeverQuiet = ['HotlineWatchdog'];
/** There only while there is something to tell of: no ticket waits, no channel, no TLS, no replica, no calendar with holidays. */
export const kNotAlways = [
  'hotline_queue_oldest_created_timestamp_seconds', 'hotline_outbox_oldest_timestamp_seconds', 'hotline_dead_letters',
  'hotline_tls_certificate_expiry_timestamp_seconds', 'hotline_redis_replica_lag_bytes', 'hotline_calendar_known_until_timestamp_seconds',
];

test('there is a case for every alert and no other', () => assert.deepEqual(Object.keys(cases).sort(), [...alerts].sort()));

for (const alert of alerts) {
  test(`${alert} is tried firing, for two nodes, quiet, with a dead service and without metrics`, () => {
    const names = namesOf(cases[alert]);
    for (const name of ['fires', 'two nodes', 'the service dies', 'the metrics vanish']) assert.ok(names.includes(name), name);
    if (!kNeverQuiet.includes(alert)) {
      assert.ok(names.some((name) => name.startsWith('quiet: ')), 'quiet');
      assert.ok(names.includes('mended'), 'mended');
    }
    assert.equal(new Set(names).size, names.length, 'each name once');
  });
}

test('each says what is the matter in English and Chinese, how bad it is and for whom', () => assert.deepEqual(complaintsOfWords(), []));
test('each has a page in both languages', () => assert.deepEqual(complaintsOfRunbooks(), []));
test('no rule has a mistake that one knows by its looks', () => assert.deepEqual(complaintsOfShape(), []));

test('every metric that must be there and that rules name is missed when it is absent', () => {
  const missed = metricsIn(alertsOf().find(({ alert }) => alert === 'HotlineMetricsAbsent').expr);
  assert.deepEqual(missed.sort(), metricsNamed().filter((name) => !kNotAlways.includes(name)).sort());
  assert.deepEqual(kAlwaysThere.map((name) => `hotline_${name}`).concat('hotline_build_info').sort(), missed.sort());
});
