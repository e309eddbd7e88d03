// What every reply tells a browser not to do, and how many connections one address may have.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import test from 'node:test';
import { unclear } from './support/matters.js';
import { until } from './support/processes.js';
import { exchange } from './support/raw_http.js';
import { startService } from './support/service.js';

const kConnections = 20;
const service = await startService({ more: { 'connections-per-address': kConnections } });
const { as, nobody } = service;

const careful = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

const replies = {
  'a ticket that was opened': () => as.op1.open(unclear()),
  'a reading': () => as.op1.get('/api/v1/me'),
  'a refused field': () => as.op1.open({ title: 1 }),
  'an unknown ticket': () => as.op1.get('/api/v1/tickets/100001074'),
  'an address that is none': () => as.op1.get('/api/v1/nothing'),
  'a method that is none': () => as.op1.send('DELETE', '/api/v1/me'),
  'nobody': () => nobody.get('/api/v1/me'),
  'OPTIONS': () => nobody.send('OPTIONS', '/api/v1/tickets'),
  'HEAD': () => as.op1.send('HEAD', '/api/v1/me'),
  'a probe': () => nobody.get('/healthz'),
  'what is not HTTP': () => exchange(service.port, 'rubbish\r\n\r\n', { method: 'GET', path: '/' }),
};

for (const [what, ask] of Object.entries(replies)) {
  test(`the reply to ${what} says what a browser must not do with it`, async () => {
    const { headers } = await ask();
    for (const [name, value] of Object.entries(careful)) assert.equal(headers[name], value, name);
    assert.equal(headers['strict-transport-security'], undefined, 'only under TLS');
  });
}

const open = () => service.metric('hotline_http_connections');
const refused = () => service.metric('hotline_http_connections_refused_total', { limit: 'address' });

async function connect(localAddress) {
  const socket = net.connect({ host: '127.0.0.1', port: service.port, localAddress });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

const question = 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const asProbe = { method: 'GET', path: '/healthz' };

test('an address with too many connections is told so; others, and those it has, go on', async () => {
  await until(async () => (await open()) === 1, 'earlier connections to be seen gone: one asks');
  assert.equal(await refused(), 0);
  const idle = [];
  while (idle.length < kConnections - 1) idle.push(await connect('127.0.0.1'));
  await until(async () => (await open()) === kConnections, 'all of them to be let in');

  const reply = await exchange(service.port, [], { method: 'GET', path: '/api/v1/me' });
  const problem = reply.expectProblem(503, 'too_busy');
  assert.equal(problem.detail, 'There are too many connections from this address');
  assert.equal(reply.headers['retry-after'], '1');
  assert.equal(await refused(), 1);

  const other = await connect('127.0.0.2');
  other.write(question);
  assert.match(String((await once(other, 'data'))[0]), /^HTTP\/1\.1 200 /);
  (await as.op1.get('/api/v1/me')).expect(200);

  for (const socket of idle) socket.destroy();
  await until(async () => (await open()) === 1, 'them to be seen gone');
  (await exchange(service.port, question, asProbe)).expect(200);
});

test('a crowd beyond that is closed without a word', async () => {
  const before = await refused();
  const crowd = await Promise.all(Array.from({ length: 200 }, () => connect('127.0.0.1')));
  await until(async () => (await refused()) === before + 200 - (kConnections - 1), 'all of them to be counted');
  assert.ok((await open()) <= kConnections + 16);
  for (const socket of crowd) socket.destroy();
});
