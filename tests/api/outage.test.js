// Redis goes away and comes back.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { Stage, about, freshPhone, unclear } from './support/matters.js';
import { until } from './support/processes.js';
import { startService } from './support/service.js';

const service = await startService({ more: { 'requests-per-person': 0 } });
const { as } = service;
const stage = new Stage(service);

const ready = async () => (await service.nobody.get('/readyz')).status === 200;

for (const signal of ['SIGTERM', 'SIGKILL']) {
  test(`Redis ends by ${signal}: 503 and when to try again, then everything is as it was`, async () => {
    const key = randomUUID();
    const matter = about('industry', { caller: { phone: freshPhone() } });
    const ticket = (await as.op1.open(matter, key)).expect(201);
    const claimed = (await as.ind1.act(ticket, 'claim')).expect(200);

    await service.redis.down(signal);
    await until(async () => !(await ready()), 'not to be ready');
    const requests = [
      () => as.op1.get(`/api/v1/tickets/${ticket.number}`),
      () => as.op1.open(unclear()),
      () => as.ind1.act(ticket, 'note', { text: '无法保存的记录' }),
      () => as.ind1.post('/api/v1/task-forces/IND/claim-next'),
      () => as.op1.get('/api/v1/tickets?state=queued'),
      () => as.op1.post('/api/v1/callers/lookup', { phone: freshPhone() }),
      () => service.nobody.get('/readyz'),
    ];
    for (const request of requests) {
      const reply = await request();
      reply.expectProblem(503, 'store_unavailable');
      assert.ok(Number(reply.headers['retry-after']) >= 1);
    }
    (await service.nobody.get('/healthz')).expect(200);
    (await as.op1.get('/api/v1/configuration')).expect(200);
    (await as.op1.post('/api/v1/routing/preview', matter)).expect(200);

    await service.redis.up();
    await until(ready, 'to be ready again');
    const after = (await as.ind1.get(`/api/v1/tickets/${ticket.number}`)).expect(200);
    assert.deepEqual([after.state, after.holder, after.revision], [claimed.state, claimed.holder, claimed.revision]);
    assert.equal((await as.op1.open(matter, key)).expect(200).number, ticket.number);
    (await as.ind1.act(ticket, 'note', { text: '恢复后的记录' })).expect(200);
    await stage.closed('CON');
  });
}

test('calls that come while Redis restarts are each taken once, or said not to be', async () => {
  const calls = Array.from({ length: 60 }, () => ({ key: randomUUID(), matter: unclear({ caller: { phone: freshPhone() } }) }));
  const taken = new Map();
  const answered = [];
  const insist = async (call) => {
    await until(async () => {
      const reply = await as.op1.open(call.matter, call.key);
      answered.push(reply.status);
      if (reply.status >= 500) {
        assert.ok(['store_unavailable', 'outcome_unknown', 'too_busy'].includes(reply.body.code), reply.text);
        return false;
      }
      taken.set(call.key, reply.body.number);
      return true;
    }, 'the call to be taken');
  };
  const all = Promise.all(calls.map(insist));
  await service.redis.down('SIGKILL');
  await service.redis.up();
  await all;
  assert.equal(new Set(taken.values()).size, calls.length);
  for (const call of calls) {
    const { tickets } = (await as.op1.post('/api/v1/callers/lookup', { phone: call.matter.caller.phone })).expect(200);
    assert.deepEqual(tickets.map(({ number }) => number), [taken.get(call.key)]);
  }
});

test('the service is stopped and started again: tickets, queues and keys are still there', async () => {
  const key = randomUUID();
  const matter = about('commerce', { caller: { phone: freshPhone() } });
  const ticket = (await as.op1.open(matter, key)).expect(201);
  await service.down();
  await service.up();
  const again = service.as;
  assert.equal((await again.op1.open(matter, key)).expect(200).number, ticket.number);
  assert.equal((await again.com1.post('/api/v1/task-forces/COM/claim-next')).expect(200).number, ticket.number);
});
