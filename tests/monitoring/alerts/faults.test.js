// Mistakes that are easily made in rules, made on purpose: the checks must find each.
import assert from 'node:assert/strict';
import test from 'node:test';
import { cases } from './cases/all.js';
import { failuresOf } from './support/cases.js';
import { rulesOf, tool, ruleFiles, withEdited } from './support/promtool.js';
import { complaintsOfMetrics, complaintsOfShape, complaintsOfWords } from './support/review.js';
import { complaintsOfLabels, read } from './support/exposition.js';

/** Makes the rules wrong, and looks for the variants of an alert's cases that notice. */
function noticed(title, alert, edit, ...variants) {
  test(title, () => withEdited(edit, async (folder) => {
    const failures = await failuresOf(alert, cases[alert], folder);
    for (const name of variants) assert.ok(failures.has(name), `"${name}" did not notice; these did: ${[...failures.keys()]}`);
  }));
}

const replaced = (from, to) => (text) => text.replaceAll(from, to);
/** Without what keeps the last known number. */
const forgets = (record) => (text) => text.replace(`or (hotline:${record} unless on () hotline_build_info{job="hotline"})`, '');

noticed('a burn rate of 14.4 cannot fire at every objective', 'HotlineSlaBurnFast', replaced('> on (target) 10 * (1', '> on (target) 14.4 * (1'), 'fires');
noticed('an objective that is too low for its burn rate', 'HotlineSlaBurnFast', replaced('vector(0.95)', 'vector(0.88)'), 'fires');
noticed('a burn rate without its short window', 'HotlineSlaBurnFast', (text) => text.replace(/and on \(target\) hotline:sla_breach_ratio:5m.*/, ''), 'quiet: bad but over');
noticed('a ratio of however few', 'HotlineSlaBurnFast', replaced('>= 10)', '>= 1)'), 'quiet: one of one');
noticed('a window that empties itself when the service dies', 'HotlineSlaBurnFast', forgets('sla_breach_ratio:5m'), 'the service dies', 'the metrics vanish');
noticed('an alert for each node', 'HotlineDeadLetters', replaced('max by (channel) (hotline_dead_letters', 'max by (channel, instance) (hotline_dead_letters'), 'fires', 'two nodes');
noticed('an alert on what single nodes say', 'HotlineRedisAway', replaced('expr: hotline:redis_up == 0', 'expr: hotline_redis_up{job="hotline"} == 0'), 'two nodes', 'the service dies');
noticed('a gauge that is forgotten with the service', 'HotlineDeadLetters', forgets('dead_letters'), 'the service dies', 'the metrics vanish');
noticed('an age that stands still with the process', 'HotlineOldestWaiting', (text) => text.replace('(time() - hotline:queue_oldest_created_timestamp_seconds)', 'hotline:queue_oldest_age_seconds or (time() - hotline:queue_oldest_created_timestamp_seconds)'),
  'grows while the service is dead');
noticed('what ended minutes ago, brought back when the service dies', 'HotlineOutboxOld',
  replaced('or (hotline:outbox_oldest_timestamp_seconds unless', 'or (last_over_time(hotline:outbox_oldest_timestamp_seconds[15m]) unless'), 'quiet: emptied before the service dies');
noticed('an oldest ticket of an empty queue', 'HotlineOldestWaiting', (text) => text.replace(/and on \(task_force, state\) \(sum.*/, '').replace('or (hotline:queue_oldest_created_timestamp_seconds unless on () hotline_build_info{job="hotline"})',
  'or last_over_time(hotline:queue_oldest_created_timestamp_seconds[15m])'), 'quiet: emptied before the service dies');
noticed('a difference of a counter, which a restart makes negative', 'HotlineServesErrors', replaced('increase(hotline_http_request_duration_seconds_count{job="hotline",code_class="5xx"', 'max_over_time(hotline_http_request_duration_seconds_count{job="hotline",code_class="5xx"'),
  'quiet: one in a hundred');
noticed('a service that is down is no series at all', 'HotlineServiceDown', replaced('(sum(up{job="hotline"}) or vector(0)) == 0', 'sum(up{job="hotline"}) == 0'), 'the metrics vanish');
noticed('a threshold that is never reached', 'HotlineTimersOverdue', replaced('hotline:timers_overdue > 0', 'hotline:timers_overdue > 100'), 'fires', 'two nodes');
noticed('an alert that never ends', 'HotlineRedisMemoryNearLimit', replaced('hotline:redis_memory_ratio > 0.85', 'max_over_time(hotline:redis_memory_ratio[7d]) > 0.85'), 'mended');

const text = 'hotline_sla_due_total{target="ack",task_force="IND",urgency="1"} 0\nhotline_sla_breached_total{target="ack",task_force="IND",urgency="1"} 0\n';
const others = (folder) => rulesOf(folder).flatMap(({ expr }) => expr.match(/\bhotline_\w+/g) ?? []).filter((name) => name !== 'hotline_dead_lettres');

function readThrough(title, edit, complaints, pattern) {
  test(title, () => withEdited(edit, (folder) => {
    const found = complaints(folder);
    assert.match(found.join('\n'), pattern);
  }));
}

readThrough('a metric that the service does not have', replaced('hotline_dead_letters{', 'hotline_dead_lettres{'), (folder) => complaintsOfMetrics(read(text), others(folder), folder), /^hotline_dead_lettres: the service has no such metric$/);
readThrough('an urgency that the service does not have', replaced('urgency="1"', 'urgency="critical"'), (folder) => complaintsOfLabels(read(text), rulesOf(folder)), /hotline_sla_breached_total has no urgency="critical"/);
readThrough('an age exported in place of an instant', replaced('time() - hotline:outbox_oldest_timestamp_seconds', 'hotline_outbox_oldest_age_seconds{job="hotline"}'), complaintsOfShape, /hotline_outbox_oldest_age_seconds is an age/);
readThrough('an increase of a gauge', replaced('max(hotline_timers_overdue{job="hotline"})', 'sum(increase(hotline_timers_overdue{job="hotline"}[5m]))'), complaintsOfShape, /hotline_timers_overdue is no counter/);
readThrough('a metric of whatever job', replaced('hotline_dead_letters{job="hotline"}', 'hotline_dead_letters'), complaintsOfShape, /hotline_dead_letters without its job/);
readThrough('an average of nodes', replaced('max(hotline_timers_overdue', 'avg(hotline_timers_overdue'), complaintsOfShape, /an average/);
readThrough('an alert that only speaks English', (rules) => rules.replace(/ +summary_zh: .*\n/, ''), complaintsOfWords, /no Chinese summary/);
readThrough('an alert for nobody', (rules) => rules.replace('audience: oncall', 'audience: everyone'), complaintsOfWords, /audience everyone/);

test('a rule that stands there twice', () => withEdited((rules) => rules.replace(/( {6}- record: hotline:sla_objective\n.*\n.*\n)/, '$1$1'), async (folder) => {
  const { code } = await tool('promtool', 'check', 'rules', '--lint=all', '--lint-fatal', ...ruleFiles(folder));
  assert.notEqual(code, 0);
}));
