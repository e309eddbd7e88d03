// Whoever asks without end is asked to wait, and slows down nobody else.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage, about } from './support/matters.js';
import { until } from './support/processes.js';
import { startService } from './support/service.js';

const kPerSecond = 2;
const kBurst = 10 * kPerSecond;
const service = await startService({ threads: 1, more: { 'requests-per-person': kPerSecond } });
const { as } = service;
const me = (id) => as[id].get('/api/v1/me');
const limited = () => service.metric('hotline_http_requests_limited_total');

/** Asks until it is asked to wait; how often it went well. */
async function exhaust(ask) {
  for (let asked = 0; asked < 5 * kBurst; asked += 1) {
    const reply = await ask();
    if (reply.status === 429) return { asked, reply };
    reply.expect(200);
  }
  throw new Error('nobody stops it');
}

test('ten seconds\' worth goes at once, then the next has to wait as long as is said', async () => {
  const before = await limited();
  const { asked, reply } = await exhaust(() => me('mgr1'));
  assert.ok(asked >= kBurst, `${asked}`);
  reply.expectProblem(429, 'too_many_requests');
  assert.match(reply.headers['retry-after'], /^[1-9]\d*$/);
  assert.equal(await limited(), before + 1);
  for (let i = 0; i < 5; i += 1) await me('mgr1');
  assert.ok((await limited()) > before + 1);
  await until(async () => (await me('mgr1')).status === 200, 'room for one more');
});

test('nobody else notices', async () => {
  await exhaust(() => me('aud1'));
  (await me('op1')).expect(200);
  (await as.op1.open(about('industry'))).expect(201);
  (await service.nobody.get('/readyz')).expect(200);
});

test('what is turned away has changed nothing', async () => {
  const ticket = await new Stage(service).queued('IND');
  await exhaust(() => me('ind1'));
  const turnedAway = await as.ind1.act(ticket, 'claim');
  turnedAway.expectProblem(429, 'too_many_requests');
  assert.equal((await as.op2.get(`/api/v1/tickets/${ticket.number}`)).expect(200).state, 'queued');
});

test('a stranger\'s requests are not counted for the person whose name he uses', async () => {
  for (let i = 0; i < 2 * kBurst; i += 1) (await service.nobody.get('/api/v1/me')).expect(401);
  (await me('com1')).expect(200);
});
