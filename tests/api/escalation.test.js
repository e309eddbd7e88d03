// Nobody is forgotten: what tickets do by themselves, on a clock that runs a hundred and fifty times as fast (an hour takes 24 s).
import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage, about, unclear } from './support/matters.js';
import { until } from './support/processes.js';
import { startService } from './support/service.js';

const kStart = Date.parse('2022-04-25T02:00:00Z');  // a Monday, 10:00 in Changchun
const service = await startService({ clock: 'virtual:2022-04-25T02:00:00Z:150' });
const hasty = await startService({ clock: 'virtual:2022-04-25T02:00:00Z:1500' });  // an hour takes 2.4 s
const { as } = service;
const stage = new Stage(service);

async function events(ticket) {
  return (await service.as.op1.get(`/api/v1/tickets/${ticket.number}/history`)).expect(200).events;
}

/** The escalations of a ticket so far: target/level. */
async function steps(ticket) {
  return (await events(ticket)).filter(({ action }) => action === 'escalate').map(({ changes }) => `${changes.target}/${changes.level}`);
}

const reached = (ticket, step) => until(async () => (await steps(ticket)).includes(step), `${step} of ${ticket.number}`, 60_000);

test('the clock is the one that was asked for', async () => {
  const ticket = await stage.triage();
  const opened = Date.parse(ticket.opened_at);
  assert.ok(opened >= kStart && opened < kStart + 6 * 3_600_000, ticket.opened_at);
});

test('a ticket nobody claims climbs its ladder, each step once, each at its time', async () => {
  const labels = { target: 'ack', urgency: '1', task_force: 'none' };
  const before = await service.metric('hotline_sla_breached_total', labels);
  const ticket = (await as.op1.open(unclear({ urgency: 1 }))).expect(201);
  await reached(ticket, 'ack/supervision');  // 15 minutes to the breach, and 15 more
  const log = (await events(ticket)).filter(({ changes }) => changes.target === 'ack');
  assert.deepEqual(log.map(({ changes }) => changes.level), ['reminder', 'yellow', 'red', 'red', 'supervision']);
  const minutes = log.map(({ changes }) => Math.round((Date.parse(changes.planned_at) - Date.parse(ticket.opened_at)) / 60_000));
  assert.deepEqual(minutes, [8, 12, 15, 25, 30]);
  for (const { actor, at, changes } of log) {
    assert.equal(actor, 'system');
    const late = Date.parse(at) - Date.parse(changes.planned_at);
    assert.ok(late >= 0 && late < 150 * 2_000, `${changes.level} came ${late} ms late, on a clock of 150 a second`);
  }
  assert.deepEqual(log.map(({ changes }) => changes.breach ?? 'no'), ['no', 'no', 'true', 'no', 'no']);
  assert.equal(log[2].changes.notify, 'lead,duty,dispatcher,manager');
  const now = (await as.op1.get(`/api/v1/tickets/${ticket.number}`)).expect(200);
  assert.deepEqual(now.routing.assistants, ['INS']);
  assert.equal(now.clocks.find(({ target }) => target === 'ack').state, 'breached');
  assert.equal((await service.metric('hotline_sla_breached_total', labels)) - before, 1);
  assert.equal(await service.metric('hotline_timers_overdue'), 0);
  assert.ok((await service.metric('hotline_timers_open')) > 0);
});

test('what is claimed in time is met and not escalated for it', async () => {
  const labels = { target: 'ack', urgency: '2', task_force: 'IND' };
  const due = await service.metric('hotline_sla_due_total', labels);
  const ticket = await stage.claimed('IND', { urgency: 2 });
  assert.equal(ticket.clocks.find(({ target }) => target === 'ack').state, 'met');
  assert.equal((await service.metric('hotline_sla_due_total', labels)) - due, 1);
  await reached(ticket, 'contact/reminder');  // an hour later
  assert.deepEqual(await steps(ticket), ['contact/reminder']);
});

test('a contact that reached the caller meets its clock, one that did not does not', async () => {
  const ticket = await stage.claimed('CON', { urgency: 2 });
  const contact = (more) => as.con1.act(ticket, 'contact', { how: 'phone', ...more });
  const missed = (await contact({ reached: false })).expect(200);
  assert.equal(missed.clocks.find(({ target }) => target === 'contact').state, 'running');
  const spoken = (await contact({ reached: true })).expect(200);
  assert.equal(spoken.clocks.find(({ target }) => target === 'contact').state, 'met');
});

test('waiting ends by itself at its time', async () => {
  const ticket = await stage.claimed('COM', { urgency: 2 });
  const end = new Date(Date.parse(ticket.changed_at ?? ticket.opened_at) + 20 * 60_000).toISOString();
  (await as.com1.act(ticket, 'wait', { reason: 'third_party', until: end })).expect(200);
  await until(async () => (await as.op1.get(`/api/v1/tickets/${ticket.number}`)).body.state === 'in_progress', 'the ticket to go on', 30_000);
  const resumed = (await events(ticket)).find(({ action }) => action === 'resume');
  assert.equal(resumed.actor, 'system');
  assert.ok(Date.parse(resumed.at) >= Date.parse(end));
  assert.equal((await as.op1.get(`/api/v1/tickets/${ticket.number}`)).body.holder, 'com1');
});

test('a cancelled ticket is left in peace', async () => {
  const ticket = (await as.op1.open(about('industry', { urgency: 1 }))).expect(201);
  const cancelled = (await as.disp1.act(ticket, 'cancel', { reason: 'withdrawn' })).expect(200);
  assert.deepEqual(new Set(cancelled.clocks.map(({ state }) => state)), new Set(['stopped']));
  const other = (await as.op1.open(about('industry', { urgency: 1 }))).expect(201);
  await reached(other, 'ack/reminder');
  assert.deepEqual(await steps(ticket), []);
});

test('nobody escalates by hand', async () => {
  const ticket = await stage.queued('IND');
  (await as.mgr1.act(ticket, 'escalate', {})).expectProblem(404, 'route_not_found');
});

test('what was due while no node was there for more than an hour fires at the start, once, in order, and is told late', async () => {
  const tickets = [];
  for (let i = 0; i < 5; ++i) tickets.push((await hasty.as.op1.open(unclear({ urgency: 1 }))).expect(201));
  await hasty.down();
  await new Promise((resolve) => setTimeout(resolve, 3_000));  // seventy-five minutes
  await hasty.up();
  await until(async () => (await hasty.metric('hotline_timers_overdue')) === 0 && (await hasty.metric('hotline_escalation_fire_lag_seconds_count')) > 20, 'what is overdue to fire', 30_000);
  for (const { number } of tickets) {
    const log = (await hasty.as.op1.get(`/api/v1/tickets/${number}/history`)).expect(200).events.filter(({ action }) => action === 'escalate');
    const planned = log.map(({ changes }) => Date.parse(changes.planned_at));
    assert.deepEqual(planned, [...planned].sort((one, other) => one - other), `${number}: in the order in which they were due`);
    const ack = log.filter(({ changes }) => changes.target === 'ack' && !changes.repeat).map(({ changes }) => changes.level);
    assert.deepEqual(ack.slice(0, 3), ['reminder', 'yellow', 'red']);
    assert.equal(new Set(ack).size, ack.length, `${number}: each once`);
  }
  assert.ok((await hasty.metric('hotline_escalation_fire_lag_seconds_bucket', { le: '300' })) < (await hasty.metric('hotline_escalation_fire_lag_seconds_count')), 'some came more than five minutes late');
});

test('a clock nobody can read is refused', async () => {
  for (const clock of ['virtual', 'virtual:yesterday', 'virtual:2022-04-25T02:00:00Z:0', 'virtual:2022-04-25T02:00:00Z:fast', 'fast']) {
    const child = service.another({ clock });
    const code = await until(() => child.exitCode, `${clock} to be refused`);
    assert.equal(code, 2, clock);
    assert.match(child.output.stderr, /--clock: .* is neither real nor virtual:START/);
  }
});
