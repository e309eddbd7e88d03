// The figures by which the hotline is watched: every one of them is there from the start, and counts what happened, once.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { parse } from 'yaml';
import { loggedIn } from './support/browser.js';
import { Stage, about, outcome, unclear } from './support/matters.js';
import { stop, until } from './support/processes.js';
import { listening, startService } from './support/service.js';
import { Client } from './support/client.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

/** What /metrics says: {name{labels}: value}. */
async function figures(client = service.nobody) {
  const { text } = await client.get('/metrics');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}

const nameOf = (series) => series.split('{')[0];
const labelsOf = (series) => Object.fromEntries([...series.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label, value]));
/** In one order of labels. */
const written = (series) => `${nameOf(series)} ${JSON.stringify(Object.entries(labelsOf(series)).sort())}`;
const series = (name, labels) => `${name} ${JSON.stringify(Object.entries(labels).sort())}`;

/** Of tickets: what a request, a call to Redis or the time of day moves is looked at elsewhere. */
const kOfTickets = [
  'tickets_created_total', 'ticket_transitions_total', 'claims_total', 'returns_total', 'callbacks_total', 'satisfaction_total', 'repeat_calls_total', 'routing_triage_total', 'sla_due_total',
  'sla_breached_total', 'sla_elapsed_ratio_count', 'escalations_total', 'escalations_empty_total', 'audit_mismatch_total', 'notifications_total',
].map((name) => `hotline_${name}`);

/** What `work` adds to the counters of tickets, all of them: {series: growth}. */
async function growths(work) {
  const before = await figures();
  await work();
  const after = await figures();
  const grown = {};
  for (const [name, value] of after) {
    if (kOfTickets.includes(nameOf(name)) && value !== (before.get(name) ?? 0)) grown[written(name)] = value - (before.get(name) ?? 0);
  }
  return grown;
}

const created = (urgency = '3', category = 'none') => series('hotline_tickets_created_total', { channel: 'phone', category, urgency });
const moved = (from, to, taskForce) => series('hotline_ticket_transitions_total', { from, to, task_force: taskForce });
const claims = (taskForce, result) => series('hotline_claims_total', { task_force: taskForce, result });
const due = (target, taskForce, urgency = '3') => series('hotline_sla_due_total', { target, task_force: taskForce, urgency });
const elapsed = (target, urgency = '3') => series('hotline_sla_elapsed_ratio_count', { target, urgency });
const satisfaction = (taskForce, score) => series('hotline_satisfaction_total', { task_force: taskForce, score: String(score) });
const callbacks = (result) => series('hotline_callbacks_total', { result });

test('every label set that the configuration knows is there from the start, with 0', async () => {
  const known = await figures();
  const taskForces = parse(readFileSync(service.configFile('task_forces.yaml'), 'utf8')).task_forces.map(({ id }) => id);
  const urgencies = ['1', '2', '3', '4', '5'];
  const has = new Set([...known.keys()].map(written));
  for (const task_force of taskForces) {
    for (const urgency of urgencies) {
      for (const target of ['ack', 'contact', 'resolve', 'callback', 'report', 'part', 'supervision']) {
        for (const name of ['hotline_sla_due_total', 'hotline_sla_breached_total']) assert.ok(has.has(series(name, { target, task_force, urgency })), name);
      }
      for (const state of ['queued', 'in_progress', 'waiting', 'resolved']) assert.ok(has.has(series('hotline_queue_tickets', { task_force, state, urgency })), state);
    }
    for (const result of ['won', 'lost', 'expired', 'stolen']) assert.ok(has.has(claims(task_force, result)), result);
    for (const score of [1, 2, 3, 4, 5]) assert.ok(has.has(satisfaction(task_force, score)));
  }
  for (const role of ['operator', 'dispatcher', 'staff', 'lead', 'manager', 'auditor', 'admin', 'inspector']) assert.ok(has.has(series('hotline_people_logged_in', { role })), role);
  for (const [name, value] of known) {
    if (kOfTickets.includes(nameOf(name))) assert.equal(value, 0, name);
  }
});

test('a ticket that goes the straight way is counted once at each turn', async () => {
  assert.deepEqual(await growths(() => stage.closed('CON')), {
    [created()]: 1,
    [moved('none', 'queued', 'CON')]: 1,
    [moved('queued', 'in_progress', 'CON')]: 1,
    [moved('in_progress', 'resolved', 'CON')]: 1,
    [moved('resolved', 'closed', 'CON')]: 1,
    [claims('CON', 'won')]: 1,
    [callbacks('solved')]: 1,
    [satisfaction('CON', 5)]: 1,
    [due('ack', 'CON')]: 1,
    [due('resolve', 'CON')]: 1,
    [due('callback', 'CON')]: 1,
    [elapsed('ack')]: 1,
    [elapsed('resolve')]: 1,
    [elapsed('callback')]: 1,
  });
});

test('what is solved on the call is opened and closed, and owes nothing', async () => {
  const answered = await growths(async () => (await as.op1.open(about('industry', { category: 'E3', answer: { public_answer: '已答复' } }))).expect(201));
  assert.equal(answered[moved('none', 'closed', 'none')], 1);
  assert.equal(Object.keys(answered).filter((name) => name.includes('sla')).length, 0);
});

test('triage, dispatch, transfer, return and withdrawal are counted where they happen', async () => {
  const grown = await growths(async () => {
    const unclearOne = await stage.triage();
    const dispatched = (await as.disp1.act(unclearOne, 'dispatch', { task_force: 'COM' })).expect(200);
    (await as.com1.act(dispatched, 'return', { reason: 'wrong_sector', ground: '属工业' })).expect(200);
    await stage.cancelled();
  });
  assert.equal(grown[series('hotline_routing_triage_total', {})], 2);
  assert.equal(grown[moved('none', 'triage', 'none')], 2);
  assert.equal(grown[moved('triage', 'queued', 'COM')], 1);
  assert.equal(grown[series('hotline_returns_total', { task_force: 'COM', reason: 'wrong_sector' })], 1);
  assert.equal(grown[moved('triage', 'cancelled', 'none')], 1);
  assert.equal(grown[created()], 2);
});

test('a claim that comes too late is lost, one that a lead takes away is stolen, one given back is neither', async () => {
  const grown = await growths(async () => {
    const first = await stage.claimed('IND');
    (await as.ind2.act(first, 'claim')).expectProblem(409, 'claim_lost');
    (await as['ind-lead'].act(first, 'release', { note: '改派' })).expect(200);
    const second = await stage.claimed('IND');
    (await as.ind1.act(second, 'release', { note: '交班' })).expect(200);
  });
  assert.equal(grown[claims('IND', 'won')], 2);
  assert.equal(grown[claims('IND', 'lost')], 1);
  assert.equal(grown[claims('IND', 'stolen')], 1);
  assert.equal(grown[claims('IND', 'expired')], undefined);
  assert.equal(grown[moved('in_progress', 'queued', 'IND')], 2);
  assert.equal(grown[due('ack', 'IND')], 2, 'the first claim met it, whatever came after');
});

test('waiting, an urge, a call-back that reaches nobody and one that reopens are counted', async () => {
  const grown = await growths(async () => {
    const waits = await stage.waiting('TRA');
    (await as.op1.act(waits, 'urge')).expect(200);
    (await as.tra1.act(waits, 'resume')).expect(200);
    const resolved = await stage.resolved('TRA');
    (await as.op2.act(resolved, 'callback', { reached: false })).expect(200);
    (await as.op2.act(resolved, 'callback', { reached: true, solved: false, satisfaction: 1 })).expect(200);
  });
  assert.equal(grown[moved('in_progress', 'waiting', 'TRA')], 1);
  assert.equal(grown[moved('waiting', 'in_progress', 'TRA')], 1);
  assert.equal(grown[series('hotline_repeat_calls_total', { category: 'none' })], 1);
  assert.equal(grown[callbacks('unreachable')], 1);
  assert.equal(grown[callbacks('unsolved')], 1);
  assert.equal(grown[moved('resolved', 'queued', 'TRA')], 1);
  assert.equal(grown[satisfaction('TRA', 1)], 1);
  assert.equal(grown[due('callback', 'TRA')], 1);
});

test('escalations and breaches are counted once, at the step', async () => {
  const fast = await startService({ clock: 'virtual:2022-04-25T02:00:00Z:1500' });
  const ticket = (await fast.as.op1.open(unclear({ urgency: 1 }))).expect(201);
  const history = async () => (await fast.as.op1.get(`/api/v1/tickets/${ticket.number}/history`)).expect(200).events;
  await until(async () => (await history()).some(({ changes }) => changes.target === 'resolve' && changes.breach), 'the last breach', 90_000);
  (await fast.as.disp1.act(ticket, 'cancel', { reason: 'withdrawn' })).expect(200);
  const steps = (await history()).filter(({ action }) => action === 'escalate');
  const now = new Map([...(await figures(fast.nobody))].map(([name, value]) => [written(name), value]));
  for (const target of ['ack', 'contact', 'resolve']) {
    const of = steps.filter(({ changes }) => changes.target === target);
    assert.equal(now.get(series('hotline_sla_breached_total', { target, task_force: 'none', urgency: '1' })), 1, target);
    assert.equal(now.get(due(target, 'none', '1')), 1, target);
    assert.equal(now.get(elapsed(target, '1')), 0, 'what was never met has no ratio');
    const counted = [...now].filter(([name]) => name.startsWith('hotline_escalations_total') && name.includes(`["target","${target}"]`));
    assert.equal(counted.reduce((sum, [, value]) => sum + value, 0), of.length, target);
  }
  assert.equal(now.get(series('hotline_escalation_fire_lag_seconds_count', {})), steps.length);
});

test('two nodes say the same of what they share, so that the greater of them is the truth', async () => {
  const other = service.another();
  try {
    const port = await until(() => listening(other), 'the second node');
    const second = new Client(port, undefined, service.agent);
    await stage.queued('IND');
    const shared = ['hotline_queue_tickets', 'hotline_queue_oldest_created_timestamp_seconds', 'hotline_people_logged_in', 'hotline_dead_letters', 'hotline_redis_replicas', 'hotline_redis_aof_ok'];
    const of = async (client) => Object.fromEntries([...(await figures(client))].filter(([name]) => shared.includes(nameOf(name))));
    await until(async () => {
      const [mine, theirs] = [await of(service.nobody), await of(second)];
      assert.ok(Object.values(mine).some((value) => value > 0));
      return JSON.stringify(mine) === JSON.stringify(theirs);
    }, 'both nodes to have looked');
  } finally {
    await stop(other);
  }
});

test('people who are logged in are counted by role, and no more once they have logged out', async () => {
  const operators = async () => (await service.metric('hotline_people_logged_in', { role: 'operator' }));
  assert.equal(await operators(), 0, 'tokens are no people at desks');
  const browser = await loggedIn(service, 'op1');
  await until(async () => (await operators()) === 1, 'the operator to be seen');
  await browser.send('DELETE', '/api/v1/session');
  await until(async () => (await operators()) === 0, 'the operator to be gone');
});

test('Redis is up, writes its log and says what memory it takes', async () => {
  await until(async () => (await service.metric('hotline_redis_up')) === 1, 'a look at Redis');
  assert.equal(await service.metric('hotline_redis_aof_ok'), 1);
  assert.ok((await service.metric('hotline_redis_memory_used_bytes')) > 500_000);
  assert.equal(await service.metric('hotline_redis_replicas'), 0);
  const { text } = await service.nobody.get('/metrics');
  assert.ok(!text.includes('\nhotline_redis_replica_lag_bytes'), 'none, as there is no replica');
});

test('thirty task forces stay within what Prometheus takes without a thought', async () => {
  const many = await startService();
  many.edit('task_forces.yaml', (text) => text + Array.from({ length: 24 }, (_, i) => `  - {id: X${i + 10}, zh: 专班${i}, en: Task force ${i}}\n`).join(''));
  (await many.as.adm1.post('/api/v1/configuration/reload')).expect(200);
  const known = [...(await figures(many.nobody)).keys()];
  const of = new Map();
  for (const name of known) of.set(nameOf(name), (of.get(nameOf(name)) ?? 0) + 1);
  for (const label of ['task_force', 'urgency', 'target', 'level', 'category', 'channel', 'reason', 'state', 'route']) {
    const values = new Set(known.map((name) => labelsOf(name)[label]).filter((value) => value !== undefined));
    assert.ok(values.size < 100, `${label} has ${values.size} values`);
  }
  assert.ok(known.length < 15_000, `${known.length} series; the most: ${[...of].sort((a, b) => b[1] - a[1]).slice(0, 5).join(' ')}`);
  for (const name of known) assert.doesNotMatch(name, /="(op1|ind1|127\.0\.0\.1|\+?86)/);
});
