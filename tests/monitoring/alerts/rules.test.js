// Each alert by its cases: it fires, does not, is the same for two nodes, and does not end because the service died.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { cases } from './cases/all.js';
import { failuresOf, namesOf } from './support/cases.js';
import { groupsFor, shipped, stringify, tool, withFolder } from './support/promtool.js';
import { seriesOf } from './support/series.js';

for (const [alert, alertCase] of Object.entries(cases)) {
  test(alert, async (t) => {
    const failures = await failuresOf(alert, alertCase, shipped);
    for (const name of namesOf(alertCase)) await t.test(name, () => assert.equal(failures.get(name), undefined));
  });
}

/** What recording rules say at the end of some lines, to six digits: [rule, [labels, value]…]. */
async function says(lines, steps, nodes, expectations) {
  const { code, output } = await withFolder((folder) => {
    const groups = expectations.flatMap(([record]) => groupsFor(record));
    const unlike = [...new Map(groups.map((group) => [JSON.stringify(group.rules), group])).values()].map((group, i) => ({ ...group, name: `${group.name}_${i}` }));
    writeFileSync(path.join(folder, 'rules.yml'), stringify({ groups: unlike }, { lineWidth: 0 }));
    const promql = expectations.map(([expr, ...samples]) => ({ expr: `round(${expr}, 0.000001)`, eval_time: `${steps - 1}m`, exp_samples: samples.map(([labels, value]) => ({ labels, value })) }));
    const tests = [{ interval: '1m', input_series: seriesOf([{ lines, steps }], nodes), promql_expr_test: promql }];
    writeFileSync(path.join(folder, 'test.yml'), stringify({ rule_files: ['rules.yml'], evaluation_interval: '1m', tests }, { lineWidth: 0 }));
    return tool('promtool', 'test', 'rules', path.join(folder, 'test.yml'));
  });
  assert.equal(code, 0, output);
}

test('two nodes double no gauge', () => says([
  'queue_tickets{task_force="IND",state="queued",urgency="3"} 4*10',
  'sla_at_risk{target="ack",task_force="IND",band="75"} 3*10',
  'dead_letters{channel="mail"} 2*10',
  'queue_oldest_created_timestamp_seconds{task_force="IND",state="queued"} -60*10',
], 10, 2, [
  ['hotline:queue_tickets', ['{task_force="IND",state="queued",urgency="3"}', 4]],
  ['hotline:sla_at_risk', ['{target="ack",task_force="IND",band="75"}', 3]],
  ['hotline:dead_letters', ['{channel="mail"}', 2]],
  ['hotline:queue_oldest_age_seconds', ['{task_force="IND",state="queued"}', 600]],
]));

const sla = (name, values, target = 'ack') => `sla_${name}_total{target="${target}",task_force="IND",urgency="3"} ${values}`;

test('what two nodes counted is added up', () => says([sla('due', '0+10*61'), sla('breached', '0+1*61')], 61, 2, [
  ['hotline:sla_due:increase1h', ['{target="ack",task_force="IND",urgency="3"}', 1200]],
  ['hotline:sla_breached:increase1h', ['{target="ack",task_force="IND",urgency="3"}', 120]],
  ['hotline:sla_breach_ratio:1h', ['{target="ack"}', 0.1]],
]));

test('the budget left is what the objective still allows', () => says([sla('due', '0+100*61'), sla('breached', '0+1*61'), sla('due', '0+100*61', 'part'), sla('breached', '0+16*61', 'part')], 61, 1, [
  ['hotline:sla_budget_left:30d', ['{target="ack"}', 0.8], ['{target="part"}', -1]],
]));

test('of few there is no ratio, and no budget', () => says([sla('due', '0*30 1*31'), sla('breached', '0*30 1*31')], 61, 1, [
  ['hotline:sla_breach_ratio:1h'], ['hotline:sla_breach_ratio:30d'], ['hotline:sla_budget_left:30d'],
]));
