// A ticket's life: each way from the call to its end.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage, about, freshPhone, outcome, unclear } from './support/matters.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

const actionsOf = async (ticket) => {
  const { events } = (await as.op1.get(`/api/v1/tickets/${ticket.number}/history`)).expect(200);
  return events.map(({ action }) => action);
};

const clock = (ticket, target, generation = ticket.generation) =>
  ticket.clocks.find((one) => one.target === target && one.generation === generation);

test('a call becomes a ticket with an owner, a number and two promises', async () => {
  const phone = freshPhone();
  const reply = await as.op1.open(about('transport', { caller: { phone, name: '周先生', kind: 'enterprise' } }));
  const ticket = reply.expect(201);
  assert.equal(reply.headers.location, `/api/v1/tickets/${ticket.number}`);
  assert.equal(reply.headers.etag, '"1"');
  assert.equal(ticket.state, 'queued');
  assert.equal(ticket.task_force, 'TRA');
  assert.equal(ticket.routing.rule, 'sector-transport');
  assert.equal(ticket.channel, 'phone');
  assert.equal(ticket.opened_by, 'op1');
  assert.equal(ticket.caller.phone, `+86${phone}`);
  assert.ok(Date.parse(ticket.ack_by) > Date.parse(ticket.opened_at));
  assert.ok(Date.parse(ticket.resolve_by) > Date.parse(ticket.ack_by));
  assert.equal(clock(ticket, 'ack').state, 'running');
  assert.deepEqual((await as.op1.get(reply.headers.location)).expect(200), ticket);
});

test('open, claim, contact, resolve, check, call-back: closed', async () => {
  const opened = await stage.queued('IND');
  const claimed = (await as.ind1.act(opened, 'claim')).expect(200);
  assert.deepEqual([claimed.state, claimed.holder, claimed.handlers], ['in_progress', 'ind1', ['ind1']]);
  assert.equal(clock(claimed, 'ack').state, 'met');
  assert.equal(clock(claimed, 'resolve').state, 'running');

  const contacted = (await as.ind1.act(opened, 'contact', { how: 'phone', note: '已与来电人通话' })).expect(200);
  assert.ok(contacted.first_contact_at);

  const resolved = (await as.ind1.act(opened, 'resolve', outcome)).expect(200);
  assert.deepEqual([resolved.state, resolved.holder, resolved.outcome.by], ['resolved', null, 'ind1']);
  assert.equal(clock(resolved, 'resolve').state, 'met');

  const checked = (await as.disp1.act(opened, 'check', { passed: true })).expect(200);
  assert.deepEqual([checked.state, checked.outcome.checked], ['resolved', true]);

  const closed = (await as.op2.act(opened, 'callback', { reached: true, solved: true, satisfaction: 4 })).expect(200);
  assert.equal(closed.state, 'closed');
  assert.deepEqual([closed.callbacks.solved, closed.callbacks.satisfaction], [true, 4]);
  assert.deepEqual(closed.allowed_actions, []);
  assert.deepEqual(await actionsOf(opened), ['open', 'claim', 'contact', 'resolve', 'check', 'callback']);
});

test('each action raises the revision by one and says so as ETag', async () => {
  const ticket = await stage.queued('IND');
  for (const revision of [2, 3, 4]) {
    const reply = await as.op1.act(ticket, 'note', { text: `第${revision}次记录` });
    assert.equal(reply.expect(200).revision, revision);
    assert.equal(reply.headers.etag, `"${revision}"`);
  }
});

test('not solved: the ticket is queued again as a new generation with fresh clocks, the old ones kept', async () => {
  const resolved = await stage.resolved('CON');
  const reopened = (await as.op2.act(resolved, 'callback', { reached: true, solved: false, remark: '工地仍未复工' })).expect(200);
  assert.deepEqual([reopened.state, reopened.task_force, reopened.generation], ['queued', 'CON', 2]);
  assert.deepEqual([reopened.outcome, reopened.first_contact_at, reopened.callbacks.tries], [null, null, 0]);
  const promised = reopened.clocks.map(({ target, generation }) => `${generation} ${target}`);
  assert.deepEqual(promised, ['1 ack', '1 contact', '1 resolve', '1 callback', '2 ack', '2 contact', '2 resolve']);
  assert.equal(clock(reopened, 'contact', 1).state, 'stopped');
  assert.equal(clock(reopened, 'callback', 1).state, 'met');
  assert.equal(clock(reopened, 'resolve', 1).state, 'met');
  assert.equal(clock(reopened, 'ack', 2).state, 'running');
  assert.ok(Date.parse(reopened.ack_by) >= Date.parse(resolved.ack_by));
  const again = (await as.con1.act(resolved, 'claim')).expect(200);
  assert.equal(clock(again, 'ack', 2).state, 'met');
  (await as.con1.act(resolved, 'resolve', outcome)).expect(200);
  assert.equal((await as.op1.act(resolved, 'callback', { reached: true, solved: true })).expect(200).state, 'closed');
});

test('solved on the call: closed at once and never queued', async () => {
  const answer = { public_answer: '可在社保网厅申请缓缴。' };
  const ticket = (await as.op1.open(about('commerce', { answer }))).expect(201);
  assert.deepEqual([ticket.state, ticket.task_force, ticket.outcome.public_answer], ['closed', null, answer.public_answer]);
  const queue = (await as.com1.get('/api/v1/task-forces/COM/queue')).expect(200);
  assert.ok(!queue.tickets.some(({ number }) => number === ticket.number));
});

test('what no rule knows waits at the duty desk, which answers it', async () => {
  const ticket = (await as.op1.open(unclear())).expect(201);
  assert.deepEqual([ticket.state, ticket.task_force, ticket.routing.rule], ['triage', null, null]);
  const answered = (await as.op2.act(ticket, 'answer', { public_answer: '已回电说明办理途径。' })).expect(200);
  assert.equal(answered.state, 'closed');
});

test('the duty desk dispatches, and the clocks go on', async () => {
  const ticket = await stage.triage();
  const dispatched = (await as.disp1.act(ticket, 'dispatch', { task_force: 'KEY' })).expect(200);
  assert.deepEqual([dispatched.state, dispatched.task_force], ['queued', 'KEY']);
  assert.deepEqual([dispatched.ack_by, dispatched.resolve_by], [ticket.ack_by, ticket.resolve_by]);
  const urgent = (await as.mgr1.act(ticket, 'dispatch', { task_force: 'INS', urgency: 2 })).expect(200);
  assert.deepEqual([urgent.task_force, urgent.urgency], ['INS', 2]);
});

test('a failed check goes back to who answered, the clock as if it had never stopped', async () => {
  const resolved = await stage.resolved('IND');
  const back = (await as.op1.act(resolved, 'check', { passed: false, remark: '答复未说明放行时间' })).expect(200);
  assert.deepEqual([back.state, back.holder, back.outcome], ['in_progress', 'ind1', null]);
  assert.equal(clock(back, 'resolve').state, 'running');
  assert.equal(back.resolve_by, resolved.resolve_by);
  assert.equal((await as.ind1.act(resolved, 'resolve', outcome)).expect(200).state, 'resolved');
});

test('a call-back that reaches nobody is planned again, the third one ends it', async () => {
  const ticket = await stage.resolved('IND');
  for (const tries of [1, 2]) {
    const unreached = (await as.op2.act(ticket, 'callback', { reached: false, remark: '无人接听' })).expect(200);
    assert.deepEqual([unreached.state, unreached.callbacks.tries], ['resolved', tries]);
    assert.ok(Date.parse(unreached.callbacks.next_try) > Date.now());
  }
  const last = (await as.op2.act(ticket, 'callback', { reached: false })).expect(200);
  assert.deepEqual([last.state, last.callbacks.tries, last.callbacks.solved], ['closed', 3, null]);
});

test('who handled a ticket never makes its call-back', async () => {
  const ticket = await stage.queued('IND');
  (await as.both1.act(ticket, 'claim')).expect(200);
  (await as.both1.act(ticket, 'resolve', outcome)).expect(200);
  (await as.both1.act(ticket, 'callback', { reached: true, solved: true })).expectProblem(403, 'callback_by_handler');
  (await as.op1.act(ticket, 'callback', { reached: true, solved: true })).expect(200);
});

test('an unsolved claim is resolved with its reason and proof', async () => {
  const ticket = await stage.claimed('IND');
  const unsolved = { ...outcome, justified: false, solved: false, unsolved_reason: 'untrue', proof: '现场照片及街道证明' };
  const resolved = (await as.ind1.act(ticket, 'resolve', unsolved)).expect(200);
  assert.deepEqual([resolved.outcome.unsolved_reason, resolved.outcome.proof], ['untrue', '现场照片及街道证明']);
});

test('a cancelled ticket keeps its number and its reason', async () => {
  const ticket = await stage.claimed('TRA');
  const cancelled = (await as.disp1.act(ticket, 'cancel', { reason: 'withdrawn', note: '来电人称已解决' })).expect(200);
  assert.deepEqual([cancelled.state, cancelled.end_reason, cancelled.holder], ['cancelled', 'withdrawn', null]);
  (await as.tra1.act(ticket, 'resolve', outcome)).expectProblem(409, 'illegal_transition');
});

test('what is not possible says what is', async () => {
  const ticket = await stage.queued('IND');
  const problem = (await as.ind1.act(ticket, 'resolve', outcome)).expectProblem(409, 'illegal_transition');
  assert.equal(problem.state, 'queued');
  assert.deepEqual(problem.allowed.split(',').sort(), ['amend', 'claim', 'note', 'return']);
  assert.deepEqual([...(await as.ind1.get(`/api/v1/tickets/${ticket.number}`)).body.allowed_actions].sort(), ['amend', 'claim', 'note', 'return']);
});
