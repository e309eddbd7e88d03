// Every query of the boards on a real Prometheus that scrapes the real service under some traffic.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import test, { after } from 'node:test';
import { until } from '../../api/support/processes.js';
import { Stage, about } from '../../api/support/matters.js';
import { startService } from '../../api/support/service.js';
import { expressionsOf, filled, kNames, labelQueriesOf, panelsOf, read, ruleFiles } from './support/boards.js';
import { metricsIn, queryComplaints } from './support/checks.js';
import { Prometheus } from './support/prometheus.js';

const service = await startService();
const stage = new Stage(service);

async function traffic() {
  const { as } = service;
  await stage.triage();
  await stage.queued('CON');
  await stage.waiting('TRA');
  await stage.closed('IND');
  await stage.closed('COM');
  const claimed = await stage.claimed('IND');
  const phone = '13971000009';
  for (let i = 0; i < 2; i += 1) (await as.op1.open(about('industry', { caller: { phone, name: '周先生', kind: 'enterprise' } }))).expect(201);
  (await as.ind1.act(claimed, 'return', { reason: 'not_our_duty', ground: '通行证由交通物流专班核发，不属本专班职责。', suggest: 'CON' })).expect(200);
}

mkdirSync(service.file('prometheus'));
const prometheus = await Prometheus.start(service.file('prometheus'), { targets: [`127.0.0.1:${service.port}`] });
after(() => prometheus.stop());
await traffic();
// Recorded twice, so that what is made of what was recorded is there too.
await until(async () => (await prometheus.instant('count_over_time(hotline:queue_oldest_age_seconds[1m])')).some(({ value }) => value > 4), 'rules to have run');

const recorded = ruleFiles().flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^\s*-?\s*record: *(\S+)/gm)]).map(([, name]) => name);
/** Families of which no series is there have no line: a name that the service's own table has is known as well. */
const families = readFileSync(new URL('../../../service/telemetry/metric_families.cpp', import.meta.url), 'utf8').match(/(?<=")hotline_\w+(?=")/g);
const exported = [...(await service.nobody.get('/metrics')).text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name);
const known = new Set([...recorded, ...families, ...exported, 'up', 'ALERTS']);

const kWindows = read('en', 'sla-wall').templating.list.find(({ name }) => name === 'window').options.map(({ value }) => value);

test('a task force can be chosen: those of the configuration and the duty desk', async () => {
  const [{ expr, label }] = labelQueriesOf(read('en', 'sla-wall'));
  const found = new Set((await prometheus.instant(expr)).map(({ labels }) => labels[label]));
  for (const taskForce of ['IND', 'CON', 'TRA', 'COM', 'KEY', 'INS', 'none']) assert.ok(found.has(taskForce), taskForce);
});

for (const name of kNames) {
  const board = read('en', name);

  test(`${name}: every query parses, and reads what the service and the rules have`, () => assert.deepEqual(queryComplaints(board, known), []));

  test(`${name}: Prometheus answers every query for every value of the variables, and no node shows`, async () => {
    for (const window of kWindows) for (const task_force of [['IND', 'CON', 'TRA', 'COM', 'KEY', 'INS', 'none'], ['IND'], ['TRA', 'none']]) {
      await Promise.all([...expressionsOf(board), ...labelQueriesOf(board)].map(async ({ expr, where }) => {
        const series = await prometheus.instant(filled(expr, { window, task_force, __rate_interval: '1m' }));
        if (!where.startsWith('variable')) for (const { labels } of series) assert.ok(!labels.instance && !labels.job, `${where}: ${JSON.stringify(labels)}`);
      }));
    }
  });
}

test('the boards show the traffic', async () => {
  const shown = async (name, title) => {
    const { targets } = panelsOf(read('en', name)).find((panel) => panel.title === title);
    return (await prometheus.instant(filled(targets[0].expr, { window: '1h', task_force: ['IND', 'CON', 'TRA', 'COM', 'none'] })))[0].value;
  };
  assert.equal(await shown('sla-wall', 'In triage'), 1);
  assert.equal(await shown('service', 'Nodes up'), 1);
  assert.ok(await shown('task-force', 'Queued') >= 2);
  assert.ok(await shown('sla-wall', 'Oldest unclaimed') > 0);
});

test('an unknown metric, a broken expression, an average, a node and an undefined variable are found', () => {
  const plant = (expr) => {
    const board = structuredClone(read('en', 'sla-wall'));
    panelsOf(board)[0].targets[0].expr = expr;
    return queryComplaints(board, known).join('\n');
  };
  assert.match(plant('sum(hotline_queue_ticket)'), /unknown metric hotline_queue_ticket/);
  assert.match(plant('sum(hotline_queue_tickets'), /does not parse/);
  assert.match(plant('avg(hotline:sla_breach_ratio:1h)'), /averages/);
  assert.match(plant('sum by (instance) (hotline_queue_tickets)'), /names a node/);
  assert.match(plant('sum(increase(hotline_sla_due_total[$windows]))'), /undefined variable \$windows/);
});

test('metrics are found in all places of an expression', () => {
  assert.deepEqual(metricsIn('time() - max by (a) (b_c{d="e"}) / (f:g > 0)'), ['b_c', 'f:g']);
});
