// What the service refuses: with which code, and with nothing changed in Redis.
import assert from 'node:assert/strict';
import net from 'node:net';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { illegalTransitions, wrongPeople, wrongRevisions, wrongWords } from './malformed/acting.js';
import { wrongAddresses, wrongNumbers, wrongQueries, wrongTokens } from './malformed/asking.js';
import { notJson, wrongFields, wrongKeys } from './malformed/opening.js';
import { wireFaults } from './malformed/wire.js';
import { representatives } from './support/extent.js';
import { Stage, unclear } from './support/matters.js';
import { misheard, swapped, withCheckDigit } from './support/numbers.js';
import { exchange, message } from './support/raw_http.js';
import { differences } from './support/redis.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

const seeds = {
  triage: await stage.triage(),
  queued: await stage.queued('IND'),
  in_progress: await stage.claimed('IND'),
  waiting: await stage.waiting('IND'),
  resolved: await stage.resolved('IND'),
  closed: await stage.closed('IND'),
  cancelled: await stage.cancelled(),
};
seeds.misheard = { number: misheard(seeds.queued.number) };
seeds.swapped = { number: swapped(seeds.queued.number) };
seeds.unknown = { number: withCheckDigit('98765403') };

/** Runs `attempt`; whatever it was, Redis must hold what it held. */
async function changingNothing(attempt) {
  const before = await service.redis.snapshot();
  const reply = await attempt();
  assert.deepEqual(differences(before, await service.redis.snapshot()), []);
  return reply;
}

function refuses(rows, attempt) {
  for (const row of representatives(rows, ({ action, status, code }) => `${action} ${status} ${code}`)) {
    test(`refused with ${row.code}: ${row.name}`, async () => {
      const reply = await changingNothing(() => attempt(row));
      reply.expectProblem(row.status, row.code, row.field);
    });
  }
}

const open = ({ who, open: json, raw, headers }) =>
  as[who].send('POST', '/api/v1/tickets', json, { raw, headers: { 'Idempotency-Key': randomUUID(), ...headers } });

const act = ({ who, ticket, action, json, revision, ifMatch }) => {
  const { intoSeed, ...rest } = json ?? {};
  const body = intoSeed ? { ...rest, into: seeds[intoSeed].number } : json;
  const { number, revision: current } = seeds[ticket];
  const at = revision === 'current' ? current : revision;
  const value = ifMatch ?? (at === undefined ? null : `"${at}"`);
  return as[who].send('POST', `/api/v1/tickets/${number}/${action}`, body, { headers: { 'If-Match': value } });
};

const ask = ({ who, method, path, json, headers }) =>
  as[who].send(method, path.replace(/\{(\w+)\}/, (_, seed) => seeds[seed].number), json, { headers });

refuses([...notJson, ...wrongFields, ...wrongKeys], open);
refuses([...illegalTransitions, ...wrongWords, ...wrongRevisions, ...wrongPeople], act);
refuses([...wrongAddresses, ...wrongNumbers, ...wrongQueries, ...wrongTokens], ask);
refuses(wireFaults, ({ as: request, parts }) => exchange(service.port, parts, request));

test('a refusal names the ticket’s state and what is possible instead', async () => {
  const problem = (await as.op1.act(seeds.closed, 'urge')).expectProblem(409, 'illegal_transition');
  assert.deepEqual([problem.state, problem.allowed], ['closed', '']);
});

test('a claim that was lost names the holder', async () => {
  assert.equal((await as.ind2.act(seeds.in_progress, 'claim')).expectProblem(409, 'claim_lost').holder, 'ind1');
});

test('a key that comes with another body is refused and changes nothing', async () => {
  const key = randomUUID();
  (await as.op1.open(unclear(), key)).expect(201);
  const reply = await changingNothing(() => as.op1.open(unclear({ place: '别处' }), key));
  reply.expectProblem(422, 'idempotency_key_reused', 'Idempotency-Key');
});

test('the connection goes on after a refused body', async () => {
  const agent = new (await import('node:http')).Agent({ keepAlive: true, maxSockets: 1 });
  const { Client } = await import('./support/client.js');
  const client = new Client(service.port, as.op1.token, agent);
  for (let i = 0; i < 3; i += 1) {
    (await client.open({ title: i })).expectProblem(422, 'invalid_field', '/title');
    (await client.get('/api/v1/me')).expect(200);
  }
  agent.destroy();
});

// The service gives a header 10 s and a whole request 20 s; both senders run at once.
test('a sender too slow for its header or its body is told so', { timeout: 60_000 }, async () => {
  const token = `Authorization: Bearer ${as.op1.token}`;
  const head = ['Content-Type: application/json', `Idempotency-Key: ${randomUUID()}`, 'Content-Length: 64', token];
  const slow = { header: 'POST /api/v1/tickets HTTP/1.1\r\nHost: a\r\n', body: message('POST', '/api/v1/tickets', head, '{"title":') };
  const as408 = { method: 'POST', path: '/api/v1/tickets' };
  const replies = await changingNothing(() => Promise.all(Object.values(slow).map((bytes) => exchange(service.port, bytes, as408))));
  for (const reply of replies) reply.expectProblem(408, 'request_timeout');
});

test('a sender that drips byte by byte and goes away leaves nothing behind', async () => {
  await changingNothing(async () => {
    const socket = net.connect({ host: '127.0.0.1', port: service.port });
    await once(socket, 'connect');
    for (const byte of 'POST /api/v1/tickets HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n{"tit') socket.write(byte);
    socket.destroy();
    await once(socket, 'close');
    return (await service.nobody.get('/healthz')).expect(200);
  });
});

test('after all that a call is taken as ever', async () => {
  (await as.op1.open(unclear())).expect(201);
});
