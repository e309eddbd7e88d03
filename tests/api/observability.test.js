// What the service says about itself, and what it never says.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { Stage, about, freshPhone, outcome } from './support/matters.js';
import { until } from './support/processes.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

/** How much a metric grows while `work` is done. */
async function growth(name, labels, work) {
  const before = await service.metric(name, labels);
  await work();
  return (await service.metric(name, labels)) - before;
}

test('opened tickets are counted by channel, category group and urgency', async () => {
  const work = async () => {
    (await as.op1.open(about('industry', { category: 'E3', urgency: 3 }))).expect(201);
    (await as.op1.open(about('industry', { category: 'E3', channel: 'web' }))).expect(201);
  };
  assert.equal(await growth('hotline_tickets_created_total', { channel: 'phone', category: 'E', urgency: '3' }, work), 1);
});

test('a replayed request is not counted as another ticket', async () => {
  const key = randomUUID();
  const matter = about('industry', { caller: { phone: freshPhone() } });
  (await as.op1.open(matter, key)).expect(201);
  const work = async () => (await as.op1.open(matter, key)).expect(200);
  assert.equal(await growth('hotline_tickets_created_total', {}, work), 0);
});

test('transitions, claims, returns, repeat calls and call-backs are counted', async () => {
  const labels = { from: 'queued', to: 'in_progress', task_force: 'CON' };
  assert.equal(await growth('hotline_ticket_transitions_total', labels, () => stage.claimed('CON')), 1);
  assert.equal(await growth('hotline_claims_total', { task_force: 'CON', result: 'won' }, () => stage.claimed('CON')), 1);
  const ticket = await stage.claimed('IND');
  assert.equal(await growth('hotline_claims_total', { task_force: 'IND', result: 'lost' }, () => as.ind2.act(ticket, 'claim')), 1);
  assert.equal(await growth('hotline_repeat_calls_total', {}, () => as.op1.act(ticket, 'urge')), 1);
  const back = { reason: 'wrong_sector', ground: '属建筑业' };
  const returns = { task_force: 'IND', reason: 'wrong_sector' };
  assert.equal(await growth('hotline_returns_total', returns, () => as.ind1.act(ticket, 'return', back)), 1);
  const resolved = await stage.resolved('COM');
  const callback = () => as.op2.act(resolved, 'callback', { reached: true, solved: true, satisfaction: 5 });
  assert.equal(await growth('hotline_callbacks_total', { result: 'solved' }, callback), 1);
});

test('requests are timed by route, never by address', async () => {
  const ticket = await stage.queued('IND');
  (await as.op1.get(`/api/v1/tickets/${ticket.number}`)).expect(200);
  const { text } = await service.nobody.get('/metrics');
  assert.ok(text.includes('route="/api/v1/tickets/{number}"'));
  assert.ok(!text.includes(ticket.number));
});

test('a request id goes in and comes out, also of errors, and stands in the log', async () => {
  const id = 'call-20220418.0930_17';
  const reply = await as.op1.get('/api/v1/tickets/12', { headers: { 'X-Request-Id': id } });
  reply.expectProblem(400, 'bad_ticket_number');
  assert.equal(reply.headers['x-request-id'], id);
  await until(() => service.written().includes(id), 'the log to be written');
});

test('a bad request id is replaced, not repeated', async () => {
  const reply = await as.op1.get('/api/v1/me', { headers: { 'X-Request-Id': 'a b"c' } });
  assert.notEqual(reply.headers['x-request-id'], 'a b"c');
});

test('neither log, metrics nor Redis keys hold a phone number, a name or a token', async () => {
  const digits = '13987650123';
  const name = '隐私测试者';
  const phone = `${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`;
  const matter = about('industry', { caller: { phone, name, address: '隐私路一号' } });
  const ticket = (await as.op1.open(matter)).expect(201);
  (await as.op1.post('/api/v1/callers/lookup', { phone: digits })).expect(200);
  (await as.op1.open({ ...matter, colour: digits })).expectProblem(422, 'unknown_field', '/colour');
  (await as.op1.open({ ...matter, caller: { phone: `${digits}99999999` } })).expectProblem(422, 'bad_phone', '/caller/phone');
  const raw = `{"title":"${name}","caller":{"phone":"${digits}"`;
  const headers = { 'Idempotency-Key': randomUUID() };
  (await as.op1.send('POST', '/api/v1/tickets', undefined, { raw, headers })).expectProblem(400, 'malformed_json');
  (await as.op1.act(ticket, 'amend', { caller: { phone: digits, name } }, 1)).expect(200);
  (await as.ind1.act(ticket, 'claim')).expect(200);
  const last = await as.ind1.act(ticket, 'resolve', outcome);
  last.expect(200);
  await until(() => service.written().includes(last.headers['x-request-id']), 'the log to be written');

  const { text: metrics } = await service.nobody.get('/metrics');
  const keys = (await service.redis.keys()).join('\n');
  for (const [where, text] of Object.entries({ log: service.written(), metrics, keys })) {
    for (const secret of [digits, phone, digits.slice(3), name, '隐私路', ...service.people.map(({ token }) => token)]) {
      assert.ok(!text.includes(secret), `${secret} in the ${where}`);
    }
  }
});

test('what takes long stands in the log: the call to Redis, and the request with the times of its parts', async () => {
  await service.redis.client.sendCommand(['CLIENT', 'PAUSE', '700', 'ALL']);
  const id = 'slow-one';
  (await as.op1.post('/api/v1/tickets', about('industry'), { headers: { 'Idempotency-Key': randomUUID(), 'X-Request-Id': id } })).expect(201);
  const line = (matches) => service.written().split('\n').filter((text) => text.startsWith('{')).map((text) => JSON.parse(text)).find(matches);
  const request = await until(() => line(({ event, request_id: of }) => event === 'slow_request' && of === id), 'the request to be told');
  assert.equal(request.route, '/api/v1/tickets');
  assert.ok(request.answer_ms >= 400 && request.read_ms < 200 && request.write_ms < 200, JSON.stringify(request));
  const call = await until(() => line(({ event }) => event === 'slow_redis_call'), 'the call to be told');
  assert.ok(call.wait_ms + call.answer_ms >= 249 && call.wait_ms < 200 && call.calls >= 1 && call.script.length > 0, JSON.stringify(call));
});

test('every line of the log is one JSON object with an event', () => {
  const lines = service.child.output.stderr.split('\n').slice(0, -1);
  assert.ok(lines.length > 10);
  for (const line of lines) assert.equal(typeof JSON.parse(line).event, 'string', line);
});
