// Many hands reach for the same queue.
import assert from 'node:assert/strict';
import test from 'node:test';
import { extent } from './support/extent.js';
import { Stage, about, freshPhone } from './support/matters.js';
import { crowd } from './support/people.js';
import { startService } from './support/service.js';

const kCrowd = extent(200, 60);
const kTickets = extent(150, 45);

const service = await startService({ people: crowd(kCrowd, 'TRA') });
const { as } = service;
const stage = new Stage(service);

test('the one who comes too late learns who was first', async () => {
  const ticket = await stage.queued('IND');
  (await as.ind1.act(ticket, 'claim')).expect(200);
  const problem = (await as.ind2.act(ticket, 'claim')).expectProblem(409, 'claim_lost');
  assert.equal(problem.holder, 'ind1');
});

test('claiming what one holds changes nothing', async () => {
  const ticket = await stage.claimed('IND');
  assert.equal((await as.ind1.act(ticket, 'claim')).expect(200).revision, ticket.revision);
});

test('of many who press at once on one ticket exactly one has it, and all others know who', async () => {
  const ticket = await stage.queued('TRA');
  const people = Array.from({ length: 40 }, (_, i) => `crowd${i + 1}`);
  const replies = await Promise.all(people.map((id) => as[id].act(ticket, 'claim')));
  const winners = replies.filter(({ status }) => status === 200);
  assert.equal(winners.length, 1);
  const { holder } = winners[0].body;
  for (const reply of replies.filter(({ status }) => status !== 200)) {
    assert.equal(reply.expectProblem(409, 'claim_lost').holder, holder);
  }
  (await as['tra-lead'].act(ticket, 'transfer', { task_force: 'IND', reason: '企业事项' })).expect(200);
});

test(`${kCrowd} press claim-next at once on ${kTickets} tickets: each ticket once, the rest are told`, async () => {
  const opening = Array.from({ length: kTickets }, (_, i) =>
    as.op1.open(about('transport', { urgency: 1 + (i % 4), caller: { phone: freshPhone() } })),
  );
  const opened = new Set((await Promise.all(opening)).map((reply) => reply.expect(201).number));
  assert.equal(opened.size, kTickets);
  const people = Array.from({ length: kCrowd }, (_, i) => `crowd${i + 1}`);
  const replies = await Promise.all(people.map((id) => as[id].post('/api/v1/task-forces/TRA/claim-next')));
  const claimed = replies.filter(({ status }) => status === 200).map(({ body }) => body);
  assert.equal(claimed.length, kTickets);
  assert.deepEqual(new Set(claimed.map(({ number }) => number)), opened);
  assert.equal(new Set(claimed.map(({ holder }) => holder)).size, kTickets);
  const empty = replies.filter(({ status }) => status !== 200);
  assert.equal(empty.length, kCrowd - kTickets);
  for (const reply of empty) reply.expectProblem(404, 'queue_empty');
  const { tickets } = (await as.disp1.get('/api/v1/tickets?task_force=TRA')).expect(200);
  assert.deepEqual(tickets, []);
});

test('claim-next takes the longest waiting of what is equally urgent', async () => {
  const opened = [];
  for (let i = 0; i < 12; i += 1) opened.push(await stage.queued('COM', { caller: { phone: freshPhone() } }));
  const taken = [];
  for (let i = 0; i < opened.length; i += 1) {
    taken.push((await as.com1.post('/api/v1/task-forces/COM/claim-next', {})).expect(200));
  }
  assert.deepEqual(new Set(taken.map(({ number }) => number)), new Set(opened.map(({ number }) => number)));
  const waited = taken.map(({ opened_at: at }) => Date.parse(at));
  assert.deepEqual(waited, [...waited].sort((a, b) => a - b));
  (await as.com1.post('/api/v1/task-forces/COM/claim-next')).expectProblem(404, 'queue_empty');
});

test('claim-next is for the people of that task force', async () => {
  await stage.queued('IND');
  (await as.con1.post('/api/v1/task-forces/IND/claim-next')).expectProblem(403, 'forbidden');
  (await as.op1.post('/api/v1/task-forces/IND/claim-next')).expectProblem(403, 'forbidden');
  (await as.con1.post('/api/v1/task-forces/XXX/claim-next')).expectProblem(404, 'task_force_not_found');
});
