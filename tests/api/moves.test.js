// Return, transfer, release, pauses, merges, hand-offs, urges: what happens on the way.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage, about, freshPhone, outcome } from './support/matters.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

const returned = { reason: 'not_our_duty', ground: '通行证由交通物流专班核发，不属本专班职责。' };

test('the first return goes to the task force it suggests, the second to the duty desk; clocks go on', async () => {
  const ticket = await stage.claimed('IND');
  const first = (await as.ind1.act(ticket, 'return', { ...returned, suggest: 'CON' })).expect(200);
  assert.deepEqual([first.state, first.task_force, first.returns, first.holder], ['queued', 'CON', 1, null]);
  const second = (await as.con1.act(ticket, 'return', { ...returned, suggest: 'TRA' })).expect(200);
  assert.deepEqual([second.state, second.task_force, second.returns], ['triage', null, 2]);
  assert.deepEqual([second.ack_by, second.resolve_by], [ticket.ack_by, ticket.resolve_by]);
  assert.deepEqual(second.ledger.map((entry) => entry.task_force), ['IND', 'CON']);
  (await as.disp1.act(ticket, 'dispatch', { task_force: 'IND' })).expect(200);
});

test('a return that suggests nobody goes to the duty desk', async () => {
  const ticket = await stage.queued('COM');
  const back = (await as.com1.act(ticket, 'return', returned)).expect(200);
  assert.deepEqual([back.state, back.task_force, back.returns], ['triage', null, 1]);
});

test('what must be handled first cannot be returned', async () => {
  const ticket = await stage.queued('IND', { urgency: 1 });
  (await as.ind1.act(ticket, 'return', returned)).expectProblem(409, 'return_window_closed');
  assert.equal((await as.ind1.get(`/api/v1/tickets/${ticket.number}`)).expect(200).state, 'queued');
});

test('a transfer keeps in the ledger how long each had it', async () => {
  const ticket = await stage.claimed('IND');
  const moved = (await as['ind-lead'].act(ticket, 'transfer', { task_force: 'TRA', reason: '仅剩车辆通行问题' })).expect(200);
  assert.deepEqual([moved.state, moved.task_force, moved.holder], ['queued', 'TRA', null]);
  assert.deepEqual(moved.ledger, [{ task_force: 'IND', minutes: 0 }]);
  assert.equal(moved.resolve_by, ticket.resolve_by);
  (await as.tra1.act(ticket, 'claim')).expect(200);
  const back = (await as.disp1.act(ticket, 'transfer', { task_force: 'IND', reason: '需企业配合' })).expect(200);
  assert.deepEqual(back.ledger.map((entry) => entry.task_force), ['IND', 'TRA']);
});

test('a complaint about a task force never goes there', async () => {
  const ticket = (await as.op1.open(about('industry', { about: 'IND' }))).expect(201);
  assert.equal(ticket.task_force, 'INS');
  (await as.disp1.act(ticket, 'dispatch', { task_force: 'IND' })).expectProblem(409, 'avoidance', '/task_force');
  (await as.ins1.act(ticket, 'return', { ...returned, suggest: 'IND' })).expectProblem(409, 'avoidance', '/suggest');
  (await as.ins1.act(ticket, 'claim')).expect(200);
  (await as.disp1.act(ticket, 'transfer', { task_force: 'IND', reason: '请核实' })).expectProblem(409, 'avoidance', '/task_force');
});

test('a released ticket is queued where it stood', async () => {
  const older = await stage.queued('CON', { urgency: 2 });
  const younger = await stage.queued('CON', { urgency: 2 });
  (await as.con1.act(older, 'claim')).expect(200);
  const released = (await as.con1.act(older, 'release', { note: '交接班' })).expect(200);
  assert.deepEqual([released.state, released.holder, released.handlers], ['queued', null, ['con1']]);
  const { tickets } = (await as.con1.get('/api/v1/task-forces/CON/queue')).expect(200);
  const order = tickets.map(({ number }) => number);
  assert.ok(order.indexOf(older.number) < order.indexOf(younger.number));
});

test('a lead releases what staff of the task force hold', async () => {
  const ticket = await stage.claimed('IND');
  (await as.ind2.act(ticket, 'release')).expectProblem(403, 'forbidden');
  assert.equal((await as['ind-lead'].act(ticket, 'release')).expect(200).state, 'queued');
});

test('waiting stops the clocks that the policy stops, up to its cap', async () => {
  const ticket = await stage.claimed('IND');
  const waiting = (await as.ind1.act(ticket, 'wait', { reason: 'third_party', note: '等待供电公司复电' })).expect(200);
  assert.equal(waiting.state, 'waiting');
  assert.equal(waiting.waiting.reason, 'third_party');
  assert.ok(Date.parse(waiting.waiting.until) > Date.now());
  assert.equal(waiting.clocks.find(({ target }) => target === 'resolve').state, 'paused');
  const resumed = (await as.ind1.act(ticket, 'resume')).expect(200);
  assert.deepEqual([resumed.state, resumed.holder, resumed.waiting], ['in_progress', 'ind1', null]);
  assert.equal(resumed.clocks.find(({ target }) => target === 'resolve').state, 'running');
  assert.ok(Date.parse(resumed.resolve_by) >= Date.parse(ticket.resolve_by));

  const past = new Date(Date.parse(waiting.waiting.until) + 86_400_000).toISOString();
  (await as.ind1.act(ticket, 'wait', { reason: 'third_party', until: past })).expectProblem(422, 'invalid_field', '/until');
  const until = new Date(Date.now() + 600_000).toISOString();
  const short = (await as.ind1.act(ticket, 'wait', { reason: 'approval', until })).expect(200);
  assert.equal(Date.parse(short.waiting.until), Date.parse(until));
  assert.equal((await as.ind1.act(ticket, 'resolve', outcome)).expect(200).waiting, null);
});

test('a waiting ticket can be released and transferred', async () => {
  const first = await stage.waiting('IND');
  assert.equal((await as.ind1.act(first, 'release')).expect(200).state, 'queued');
  const second = await stage.waiting('IND');
  assert.equal((await as['ind-lead'].act(second, 'transfer', { task_force: 'COM', reason: '门店事项' })).expect(200).task_force, 'COM');
});

test('the first contact that reached the caller is the one that counts', async () => {
  const ticket = await stage.claimed('TRA');
  const missed = (await as.tra1.act(ticket, 'contact', { how: 'phone', reached: false })).expect(200);
  assert.equal(missed.first_contact_at, null);
  const reached = (await as.tra1.act(ticket, 'contact', { how: 'message' })).expect(200);
  const later = (await as.tra1.act(ticket, 'contact', { how: 'visit' })).expect(200);
  assert.ok(reached.first_contact_at);
  assert.equal(later.first_contact_at, reached.first_contact_at);
});

test('danger is handed on at once and confirmed later', async () => {
  const ticket = (await as.op1.open(about('industry', { title: '车间着火', text: '厂房冒烟起火，有人未撤出。' }))).expect(201);
  assert.deepEqual([ticket.state, ticket.urgency, ticket.routing.rule], ['triage', 1, 'danger-fire']);
  const handed = (await as.op1.act(ticket, 'hand-off', { to: '119', reference: '火警017' })).expect(200);
  assert.deepEqual(handed.hand_offs.map(({ to, reference, confirmed }) => [to, reference, confirmed]), [['119', '火警017', false]]);
  const confirmed = (await as.disp1.act(ticket, 'hand-off', { to: '119', confirmed: true })).expect(200);
  assert.deepEqual(confirmed.hand_offs.map(({ to, reference, confirmed: seen }) => [to, reference, seen]), [['119', '火警017', true]]);
});

test('the third urge raises the urgency', async () => {
  const ticket = await stage.queued('COM');
  assert.equal(ticket.urgency, 3);
  for (const urges of [1, 2]) {
    const urged = (await as.op1.act(ticket, 'urge', { note: '来电人催办' })).expect(200);
    assert.deepEqual([urged.urges, urged.urgency], [urges, 3]);
  }
  const third = (await as.op1.act(ticket, 'urge')).expect(200);
  assert.deepEqual([third.urges, third.urgency], [3, 2]);
  const { tickets } = (await as.com1.get('/api/v1/task-forces/COM/queue?limit=1')).expect(200);
  assert.equal(tickets[0].number, ticket.number);
});

test('a merged ticket ends, its caller goes on with the other one', async () => {
  const phone = freshPhone();
  const survivor = await stage.queued('TRA');
  const merged = await stage.queued('TRA', { caller: { phone, name: '李女士' } });
  const ended = (await as.op1.act(merged, 'merge', { into: survivor.number })).expect(200);
  assert.deepEqual([ended.state, ended.merged_into, ended.end_reason], ['cancelled', survivor.number, 'merged']);
  const grown = (await as.op1.get(`/api/v1/tickets/${survivor.number}`)).expect(200);
  assert.deepEqual(grown.further_callers.map(({ number, caller }) => [number, caller.phone]), [[merged.number, `+86${phone}`]]);
  (await as.op1.act(merged, 'merge', { into: survivor.number })).expectProblem(409, 'illegal_transition');
});

test('a merge carries along what was merged before', async () => {
  const [a, b, c] = [await stage.queued('IND'), await stage.queued('IND'), await stage.queued('IND')];
  (await as.op1.act(a, 'merge', { into: b.number })).expect(200);
  (await as.op1.act(b, 'merge', { into: c.number })).expect(200);
  const { further_callers: callers } = (await as.op1.get(`/api/v1/tickets/${c.number}`)).expect(200);
  assert.deepEqual(callers.map(({ number }) => number).sort(), [a.number, b.number].sort());
});
