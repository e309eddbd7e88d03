// What others do for a ticket, decide on it, and order: parts, requests, final answers, reports, supervision; and claims that lapse.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage, outcome } from './support/matters.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

const clock = (ticket, target, item = 0) => ticket.clocks.find((each) => each.target === target && each.item === item && each.generation === ticket.generation);
const listed = async (who, query) => (await as[who].get(`/api/v1/tickets?${query}&limit=200`)).expect(200).tickets.map(({ number }) => number);
const hoursFrom = (instant, hours) => new Date(Date.parse(instant) + hours * 3_600_000).toISOString();

test('another task force does its part before the ticket is resolved', async () => {
  const ticket = await stage.claimed('IND');
  (await as.tra1.get(`/api/v1/tickets/${ticket.number}`)).expectProblem(404, 'ticket_not_found');
  const asked = (await as.ind1.act(ticket, 'assist', { task_force: 'TRA', asked: '请协调放行冷链车辆。' })).expect(200);
  assert.deepEqual(asked.parts.map(({ number, task_force, ended_at }) => [number, task_force, ended_at]), [[1, 'TRA', null]]);
  assert.equal(clock(asked, 'part', 1).state, 'running');
  const refused = (await as.ind1.act(ticket, 'resolve', outcome)).expectProblem(409, 'parts_open');
  assert.equal(refused.parts, '1');

  assert.ok((await listed('tra1', 'assisting=TRA')).includes(ticket.number));
  const seen = (await as.tra1.get(`/api/v1/tickets/${ticket.number}`)).expect(200);
  assert.deepEqual(seen.allowed_actions, ['contribute']);
  const done = (await as.tra1.act(ticket, 'contribute', { part: 1, account: '已与卡口协调。' })).expect(200);
  assert.equal(clock(done, 'part', 1).state, 'met');
  assert.ok(!(await listed('tra1', 'assisting=TRA')).includes(ticket.number));
  (await as.ind1.act(ticket, 'resolve', outcome)).expect(200);
});

test('a part nobody needs any more is recalled, by nobody else than those who may', async () => {
  const ticket = await stage.claimed('CON');
  (await as.con1.act(ticket, 'assist', { task_force: 'COM', asked: '请核实。', due: hoursFrom(new Date().toISOString(), 1) })).expect(200);
  (await as.com1.act(ticket, 'recall', { part: 1, account: '不办' })).expectProblem(403, 'forbidden');
  (await as.tra1.act(ticket, 'contribute', { part: 1, account: '我来' })).expectProblem(404, 'ticket_not_found');
  const recalled = (await as.con1.act(ticket, 'recall', { part: 1, account: '诉求人已自行解决。' })).expect(200);
  assert.equal(recalled.parts[0].recalled, true);
  assert.equal(clock(recalled, 'part', 1).state, 'stopped');
});

test('lists of parts and orders are for those they concern', async () => {
  (await as.con1.get('/api/v1/tickets?assisting=TRA')).expectProblem(403, 'forbidden', 'assisting');
  (await as.mgr1.get('/api/v1/tickets?assisting=XXX')).expectProblem(404, 'task_force_not_found', 'assisting');
  (await as.con1.get('/api/v1/tickets?supervised_by=mgr1')).expectProblem(403, 'forbidden', 'supervised_by');
  (await as.mgr1.get('/api/v1/tickets?supervised_by=me&assisting=TRA')).expectProblem(422, 'invalid_field', 'supervised_by');
});

test('the holder asks, the lead grants, and the due instant moves', async () => {
  const ticket = await stage.claimed('IND');
  const until = hoursFrom(ticket.resolve_by, 20);
  const asked = (await as.ind1.act(ticket, 'extend', { until, reason: '需等待上级批复。' })).expect(200);
  assert.equal(asked.request.kind, 'extension');
  assert.equal(asked.resolve_by, ticket.resolve_by);
  (await as.ind1.act(ticket, 'extend', { until, reason: '再问' })).expectProblem(409, 'request_pending');
  (await as['ind-lead'].act(ticket, 'decide', { approved: false })).expectProblem(422, 'missing_field', '/remark');
  const granted = (await as['ind-lead'].act(ticket, 'decide', { approved: true })).expect(200);
  assert.equal(Date.parse(granted.resolve_by), Date.parse(until));
  assert.deepEqual([granted.request, granted.extensions], [null, 1]);
  (await as['ind-lead'].act(ticket, 'decide', { approved: true })).expectProblem(409, 'nothing_pending');
  const why = (await as.ind1.get(`/api/v1/tickets/${ticket.number}/clocks`)).expect(200).clocks.find(({ target }) => target === 'resolve');
  assert.deepEqual(why.facts.map(({ kind }) => kind), ['start', 'extend']);
  assert.equal(Date.parse(why.first_due), Date.parse(ticket.resolve_by));
  assert.equal(why.sum_ms, why.total_ms);
});

test('what goes beyond the policy a manager decides, and nobody decides their own', async () => {
  const ticket = await stage.claimed('IND', {}, 'ind-lead');
  const until = hoursFrom(ticket.resolve_by, 30 * 24);
  (await as['ind-lead'].act(ticket, 'extend', { until, reason: '长期工程。' })).expect(200);
  (await as['ind-lead'].act(ticket, 'decide', { approved: true })).expectProblem(403, 'decided_by_asker');
  (await as['ind-lead2'].act(ticket, 'decide', { approved: true })).expectProblem(403, 'forbidden');
  (await as.mgr1.act(ticket, 'decide', { approved: true, remark: '同意' })).expect(200);
  const urgent = await stage.claimed('IND', { urgency: 1 });
  (await as.ind1.act(urgent, 'extend', { until: hoursFrom(urgent.resolve_by, 1), reason: '来不及' })).expectProblem(409, 'not_in_policy');
});

test('complex tickets wait only when somebody agreed', async () => {
  const ticket = await stage.claimed('IND', { urgency: 4 });
  const asked = (await as.ind1.act(ticket, 'wait', { reason: 'approval' })).expect(200);
  assert.deepEqual([asked.state, asked.request.kind, asked.request.reason], ['in_progress', 'waiting', 'approval']);
  const waiting = (await as['ind-lead'].act(ticket, 'decide', { approved: true })).expect(200);
  assert.deepEqual([waiting.state, waiting.waiting.reason, waiting.request], ['waiting', 'approval', null]);
  assert.equal(clock(waiting, 'resolve').state, 'paused');
});

test('a final answer closes for good; later calls attach', async () => {
  const ticket = await stage.resolved('IND');
  (await as.op1.act(ticket, 'final-answer', { reason: '无新事实' })).expectProblem(403, 'forbidden');
  (await as['ind-lead'].act(ticket, 'final-answer', { reason: '三次依法答复，无新事实新理由。' })).expect(200);
  const closed = (await as.mgr1.act(ticket, 'decide', { approved: true })).expect(200);
  assert.equal(closed.state, 'closed');
  assert.deepEqual([closed.final_answer.signed_by, closed.final_answer.approved_by], ['ind-lead', 'mgr1']);
  const seen = (await as.op1.get(`/api/v1/tickets/${ticket.number}`)).expect(200);
  assert.deepEqual(seen.allowed_actions, ['urge']);
  const again = (await as.op1.act(ticket, 'urge', { note: '再次来电' })).expect(200);
  assert.deepEqual([again.state, again.urges], ['closed', 1]);
  const usual = await stage.closed('IND');
  (await as.op1.act(usual, 'urge')).expectProblem(409, 'illegal_transition');
});

test('an order is reported on, refused, reported on again, and closed by who gave it', async () => {
  const ticket = await stage.claimed('TRA');
  (await as.disp1.act(ticket, 'supervise', { instruction: '请说明' })).expectProblem(403, 'forbidden');
  const ordered = (await as.insp1.act(ticket, 'supervise', { instruction: '请于今日内书面说明。' })).expect(200);
  assert.equal(clock(ordered, 'supervision', 1).state, 'running');
  assert.ok((await listed('insp1', 'supervised_by=me')).includes(ticket.number));
  (await as.tra1.act(ticket, 'report', { order: 1, text: '在办。' })).expect(200);
  (await as.insp1.act(ticket, 'close-supervision', { order: 1, accepted: false, remark: '未说明责任人。' })).expect(200);
  const reported = (await as.tra1.act(ticket, 'report', { order: 1, text: '责任人：承办科，今日办结。' })).expect(200);
  assert.equal(clock(reported, 'supervision', 1).state, 'met');
  (await as.mgr1.act(ticket, 'close-supervision', { order: 1, accepted: true })).expectProblem(403, 'forbidden');
  const closed = (await as.insp1.act(ticket, 'close-supervision', { order: 1, accepted: true })).expect(200);
  assert.notEqual(closed.supervision[0].closed_at, null);
  assert.ok(!(await listed('insp1', 'supervised_by=me')).includes(ticket.number));
});

test('an order stands after its ticket has closed', async () => {
  const ticket = await stage.resolved('IND');
  (await as.mgr1.act(ticket, 'supervise', { instruction: '请复核。' })).expect(200);
  (await as.op2.act(ticket, 'callback', { reached: true, solved: true })).expect(200);
  const reported = (await as['ind-lead'].act(ticket, 'report', { order: 1, text: '已复核。' })).expect(200);
  assert.equal(reported.state, 'closed');
  (await as.mgr1.act(ticket, 'close-supervision', { order: 1, accepted: true })).expect(200);
});

test('interim reports follow each other', async () => {
  const ticket = await stage.claimed('IND', { urgency: 1 });
  assert.equal(clock(ticket, 'report', 1).state, 'running');
  const first = (await as.ind1.act(ticket, 'report', { text: '已派员到现场。' })).expect(200);
  assert.deepEqual([clock(first, 'report', 1).state, clock(first, 'report', 2).state], ['met', 'running']);
  const hours = (Date.parse(clock(first, 'report', 2).due) - Date.parse(first.changed_at)) / 3_600_000;
  assert.equal(hours, 4);
});
