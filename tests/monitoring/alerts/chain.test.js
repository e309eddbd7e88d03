// The whole chain, alive: a ticket that nobody takes, the real service, Prometheus, Alertmanager, and who is to hear of it.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { about } from '../../api/support/matters.js';
import { until } from '../../api/support/processes.js';
import { Receiver } from '../../api/support/receiver.js';
import { startService } from '../../api/support/service.js';
import { Stack } from './support/stack.js';

/** The service lives more than three days back, so what it opens now has been waiting for that long; a minute of it takes a second. */
const kDaysBack = 80 * 3_600_000;
const start = new Date(Date.now() - kDaysBack).toISOString().replace(/\.\d+Z$/, 'Z');
const service = await startService({ clock: `virtual:${start}:60` });
const receiver = await new Receiver().up();
receiver.behave = (message, response) => response.writeHead(200).end();
after(() => receiver.down());
const stack = await Stack.start(service.port, receiver.port);
after(() => stack.end());
await until(async () => (await stack.query('hotline:queue_tickets')).length > 0, 'the first scrape');

const waiting = { alertname: 'HotlineOldestWaiting', task_force: 'IND', state: 'queued' };
const breached = { alertname: 'HotlineMostUrgentBreached', task_force: 'IND', target: 'ack' };
const down = { alertname: 'HotlineServiceDown', extent: 'all' };
const absent = { alertname: 'HotlineMetricsAbsent', metric: 'hotline_queue_tickets' };

/** What was told of an alert: {to, status, labels, annotations}, in its order. */
function told(labels) {
  return receiver.taken.flatMap(({ url, json }) => json.alerts.map((alert) => ({ to: url, ...alert })))
    .filter((alert) => Object.entries(labels).every(([name, value]) => alert.labels[name] === value));
}
const hears = (labels, status, after = 0) => until(() => told(labels).slice(after).find((alert) => alert.status === status), `${labels.alertname} ${status}`, 40_000);
const suppressed = (labels, by) => until(async () => (await stack.held(labels)).find(({ status }) => status[by].length > 0), `${labels.alertname} ${by}`, 40_000);

let ticket;
let silence;

test('the watchdog is heard again and again', () =>
  until(() => told({ alertname: 'HotlineWatchdog' }).filter(({ to }) => to === '/dead-mans-switch').length >= 2, 'the watchdog', 40_000));

test('a ticket that nobody takes reaches the managers, with where to look', async () => {
  silence = await stack.silence('add', `alertname=${breached.alertname}`, '--comment=known', '--author=test', '--duration=10m');
  ticket = (await service.as.op1.open(about('industry', { urgency: 1 }))).expect(201);
  const alert = await hears(waiting, 'firing');
  assert.equal(alert.to, '/managers');
  assert.deepEqual(alert.labels, { ...waiting, severity: 'page', audience: 'managers', console: 'http://127.0.0.1:8080' });
  assert.equal(alert.annotations.link, 'http://127.0.0.1:8080/tickets?task_force=IND&state=queued&sort=oldest');
  assert.match(alert.annotations.summary_zh, /^IND 有工单长时间滞留/);
  assert.match(alert.annotations.description, /^The oldest was opened 3d \d+h /);
  assert.equal(alert.annotations.runbook, 'deploy/runbooks/en/HotlineOldestWaiting.md');
});

test('what is silenced is held back, and said once the silence is over', async () => {
  await suppressed(breached, 'silencedBy');
  assert.deepEqual(told(breached), []);
  await stack.silence('expire', silence);
  const alert = await hears(breached, 'firing');
  assert.equal(alert.to, '/managers');
  assert.equal(alert.labels.severity, 'page');
});

test('it ends when the ticket is claimed, and not before', async () => {
  assert.equal(told(waiting).some(({ status }) => status === 'resolved'), false);
  (await service.as.ind1.act(ticket, 'claim')).expect(200);
  const alert = await hears(waiting, 'resolved');
  assert.equal(alert.to, '/managers');
});

test('one alert for each, whatever has been told how often', async () => {
  assert.equal((await stack.query(`ALERTS{alertname="${breached.alertname}",target="ack",alertstate="firing"}`)).length, 1);
});

test('a service that dies is told to on-call staff; what follows from it is not, and nothing looks mended', async () => {
  // Before the first scrape all of it was missing.
  await until(async () => (await stack.held(absent)).length + (await stack.held(down)).length === 0, 'the first scrape to be taken note of');
  const before = [told(down).length, told(absent).length];
  await service.down();
  const alert = await hears(down, 'firing', before[0]);
  assert.equal(alert.to, '/oncall');
  await suppressed(absent, 'inhibitedBy');
  assert.equal(told(absent).slice(before[1]).some(({ status }) => status === 'firing'), false);
  assert.equal((await stack.query(`ALERTS{alertname="${breached.alertname}",target="ack",alertstate="firing"}`)).length, 1);
  assert.equal(told(breached).some(({ status }) => status === 'resolved'), false);
});

test('and that it is back', async () => {
  service.more.listen = `127.0.0.1:${service.port}`;
  const before = told(down).length;
  await service.up();
  await hears(down, 'resolved', before);
});
