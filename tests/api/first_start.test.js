// The very first start: nobody is there, so somebody has to be let in, once.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Client } from './support/client.js';
import { stop, until } from './support/processes.js';
import { listening, startService } from './support/service.js';

const service = await startService({ empty: true });
const kPassword = 'staple of a blue horse';
const printed = (output) => output.stdout.match(/^The first administrator is "admin"\. One-time password: (\S+)$/m)?.[1];
const once = printed(service.child.output);

async function browser(password, more = {}) {
  const client = new Client(service.port, undefined, service.agent);
  const reply = await client.post('/api/v1/session', { person: 'admin', password, ...more });
  const [cookie] = reply.headers['set-cookie'] ?? [];
  const headers = { Cookie: cookie?.split(';')[0] ?? '', Origin: `http://127.0.0.1:${service.port}` };
  return { reply, ask: (method, path, json) => client.send(method, path, json, { headers }) };
}

test('a one-time password is printed, and is not in the log', () => {
  assert.ok(once?.length >= 24, service.child.output.stdout);
  assert.ok(!service.child.output.stderr.includes(once));
});

test('with it the first administrator chooses a password and brings in the others', async () => {
  (await browser(once)).reply.expectProblem(403, 'new_password_required');
  const admin = await browser(once, { new_password: kPassword });
  admin.reply.expect(200);
  (await admin.ask('POST', '/api/v1/people', { id: 'op1', name: '话务员', roles: ['operator'] })).expect(201);
  (await browser(once)).reply.expectProblem(401, 'bad_credentials');
});

test('the next start, and the next node, print none', async () => {
  const child = service.another();
  await until(() => listening(child), 'the other node');
  assert.equal(printed(child.output), undefined);
  await stop(child);
});

test('on the machine itself there is always a way in', async () => {
  const { stdout } = await service.ctl('people', 'reset-password', 'admin');
  const [, password] = stdout.match(/^One-time password of admin: (\S+)$/m);
  (await browser(kPassword)).reply.expectProblem(401, 'bad_credentials');
  (await browser(password, { new_password: 'another blue horse' })).reply.expect(200);
  const { stderr } = await service.ctl('people', 'reset-password', 'nobody7').catch((error) => error);
  assert.match(stderr, /nobody called nobody7/);
});
