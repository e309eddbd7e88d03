// Behind a reverse proxy people keep their own addresses, and nobody can borrow another's.
import assert from 'node:assert/strict';
import test from 'node:test';
import { kPassword, oneTimePassword } from './support/browser.js';
import { until } from './support/processes.js';
import { startService } from './support/service.js';

const through = (address) => ({ headers: { 'X-Forwarded-For': address } });
const lines = (service, event) => service.written().split('\n').filter((line) => line.includes(`"${event}"`)).map((line) => JSON.parse(line));

test('the proxy that was named is believed', async () => {
  const service = await startService({ more: { 'trusted-proxy': '127.0.0.1' } });
  (await service.as.op1.post('/api/v1/callers/lookup', { phone: '13904310001' }, through('203.0.113.9, 198.51.100.4'))).expect(200);
  const [latest] = (await service.as.aud1.get('/api/v1/audit/access')).expect(200).accesses;
  assert.equal(latest.address, '198.51.100.4', 'what the proxy saw, not what the client told it');

  for (let i = 0; i < 6; i += 1) await service.nobody.post('/api/v1/session', { person: 'op1', password: 'wrong' }, through('198.51.100.5'));
  (await service.nobody.post('/api/v1/session', { person: 'op1', password: 'wrong' }, through('198.51.100.5'))).expectProblem(429, 'too_many_tries');
  (await service.nobody.post('/api/v1/session', { person: 'op1', password: 'wrong' }, through('198.51.100.6'))).expectProblem(401, 'bad_credentials');
  const refused = () => [...new Set(lines(service, 'login_refused').map(({ address }) => address))].sort().join();
  await until(() => refused() === '198.51.100.5,198.51.100.6', 'both to be in the log');
});

test('where the proxy speaks TLS with the clients, sessions are for TLS only', async () => {
  const service = await startService({ more: { 'trusted-proxy': '127.0.0.1', 'tls-at-proxy': true } });
  const logIn = { person: 'op1', password: await oneTimePassword(service, 'op1'), new_password: kPassword };
  const reply = await service.nobody.post('/api/v1/session', logIn, through('198.51.100.4'));
  reply.expect(200);
  const [cookie] = reply.headers['set-cookie'];
  assert.match(cookie, /^__Host-hotline=.*; Secure/);
  const [, value] = /=([^;]*)/.exec(cookie);
  const me = (name) => service.nobody.get('/api/v1/me', { headers: { Cookie: `${name}=${value}` } });
  (await me('__Host-hotline')).expect(200);
  (await me('hotline')).expectProblem(401, 'unauthenticated');
});

test('nobody else is', async () => {
  const service = await startService();
  (await service.as.op1.post('/api/v1/callers/lookup', { phone: '13904310001' }, through('198.51.100.4'))).expect(200);
  const [latest] = (await service.as.aud1.get('/api/v1/audit/access')).expect(200).accesses;
  assert.equal(latest.address, '127.0.0.1');
});

test('an address that is none keeps the service from starting', async () => {
  const service = await startService();
  const child = service.another({ 'trusted-proxy': 'proxy.example' });
  assert.notEqual((await child.ended).code, 0);
  assert.match(child.output.stderr, /proxy\.example is not an IP address/);
});
