// Who is told: whoever is on duty by day and by night, somebody else where there is nobody, and again until somebody acts. On a clock
// that runs two hundred times as fast, from 19:40 in Changchun: duty changes at 20:00, some six seconds later.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import test from 'node:test';
import { Stage } from './support/matters.js';
import { until } from './support/processes.js';
import { startService } from './support/service.js';

const kDuty = `schedules:
  - covers: IND
    rotations:
      - {people: [ind1], from: 2022-04-01, hours: "08:00-20:00"}
      - {people: [ind2], from: 2022-04-01, hours: "20:00-08:00"}
  - covers: CON
    rotations:
      - {people: [left1], from: 2022-04-01, hand_over: "08:00"}
`;
const kNight = Date.parse('2022-04-25T20:00:00+08:00');

const service = await startService({ clock: 'virtual:2022-04-25T11:40:00Z:200' });
const { as } = service;
const stage = new Stage(service);

async function escalations(ticket, target) {
  const { events } = (await as.op1.get(`/api/v1/tickets/${ticket.number}/history`)).expect(200);
  return events.filter(({ action, changes }) => action === 'escalate' && changes.target === target);
}

const name = ({ changes }) => changes.level + (changes.repeat ? `#${changes.repeat}` : '');

function reached(ticket, target, step) {
  return until(async () => (await escalations(ticket, target)).find((event) => name(event) === step), `${target}/${step} of ${ticket.number}`, 60_000);
}

writeFileSync(service.configFile('duty.yaml'), kDuty);
const reloaded = (await as.adm1.post('/api/v1/configuration/reload')).expect(200);
const empty = { task_force: 'CON', level: 'reminder' };
const uncounted = await service.metric('hotline_escalations_empty_total', empty);
const industry = await stage.queued('IND', { urgency: 1 });
const construction = await stage.queued('CON', { urgency: 1 });

test('who is on duty and not among the people is told at once, and counts as nobody', async () => {
  assert.deepEqual(reloaded.warnings, [{ file: 'duty.yaml', line: 8, message: "person 'left1' is not among the people, and counts as nobody" }]);
  await until(() => service.written().includes('duty.yaml:8: person'), 'the log to say so too');
});

test('by day the one is told, by night the other', async () => {
  const reminder = await reached(industry, 'ack', 'reminder');
  assert.ok(Date.parse(reminder.at) < kNight, `the reminder of ${reminder.at} came too late for this test`);
  assert.equal(reminder.changes.notify, 'holder,duty');
  assert.equal(reminder.changes.people, 'ind1');
  assert.equal(reminder.changes.dedupe_key, `${industry.number}-ack-1-reminder`);
  const again = await reached(industry, 'ack', 'red#1');
  assert.ok(Date.parse(again.at) >= kNight);
  const people = again.changes.people.split(',');
  for (const id of ['ind-lead', 'ind2', 'disp1', 'mgr1']) assert.ok(people.includes(id), `${id} is not among ${people}`);
  assert.ok(!people.includes('ind1'), 'the day is over');
  assert.equal(again.changes.dedupe_key, `${industry.number}-ack-1-red-1`);
});

test('a step without anybody is counted and tells the next one\'s people', async () => {
  const reminder = await reached(construction, 'ack', 'reminder');
  assert.equal(reminder.changes.empty, 'true');
  assert.equal(reminder.changes.skipped_to, 'yellow');
  assert.equal(reminder.changes.people, 'con-lead');
  assert.ok((await service.metric('hotline_escalations_empty_total', empty)) > uncounted);
  const yellow = await reached(construction, 'ack', 'yellow');
  assert.ok(Date.parse(yellow.changes.planned_at) > Date.parse(reminder.changes.planned_at), 'it fires at its own time');
});

test('it is repeated until somebody claims the ticket', async () => {
  const claimed = (await as.ind2.act(industry, 'claim')).expect(200);
  const before = (await escalations(industry, 'ack')).map(name);
  await reached(construction, 'ack', `red#${before.filter((step) => step.startsWith('red#')).length + 1}`);
  await reached(industry, 'contact', 'red');
  assert.deepEqual((await escalations(industry, 'ack')).map(name), before);
  assert.equal(claimed.holder, 'ind2');
});
