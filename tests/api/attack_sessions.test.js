// Attacks on who somebody is: sessions that an attacker knows, pages of other sites, guessing names and passwords, rights that were taken
// away. Elsewhere: sessions after a log-out, another password and a disabling (login), tokens that ended or were revoked (tokens), a token
// of somebody who was disabled, on every node (people).
import assert from 'node:assert/strict';
import test from 'node:test';
import { Browser, kPassword, loggedIn } from './support/browser.js';
import { Client } from './support/client.js';
import { about } from './support/matters.js';
import { example, operations } from './support/operations.js';
import { differences } from './support/redis.js';
import { startService } from './support/service.js';

const service = await startService();
const secure = await startService({ certified: true });
const { as, nobody } = service;
const atWork = await loggedIn(service, 'adm1');
const atWorkUnderTls = await loggedIn(secure, 'op1');

const whoIs = (client, cookie) => client.get('/api/v1/me', { headers: { Cookie: cookie } });

test('session fixation: neither a value that somebody chose nor a session that somebody has is the one after the log-in', async () => {
  const attacker = await loggedIn(service, 'com1');
  await loggedIn(service, 'op1');
  for (const planted of ['hotline=chosen-by-somebody-else', attacker.cookie]) {
    const victim = new Browser(service);
    victim.cookie = planted;
    (await victim.logIn('op1', kPassword)).expect(200);
    assert.notEqual(victim.cookie, planted);
    const known = await whoIs(nobody, planted);
    if (planted === attacker.cookie) assert.equal(known.expect(200).id, 'com1');
    else known.expectProblem(401, 'unauthenticated');
  }
});

test('session fixation: under TLS a cookie that anybody on the way could have set is not looked at', async () => {
  const [attacker, victim] = [await loggedIn(secure, 'com1'), atWorkUnderTls];
  const planted = attacker.cookie.replace('__Host-hotline=', 'hotline=');
  (await whoIs(secure.nobody, planted)).expectProblem(401, 'unauthenticated');
  for (const both of [`${planted}; ${victim.cookie}`, `${victim.cookie}; ${planted}`]) {
    assert.equal((await whoIs(secure.nobody, both)).expect(200).id, 'op1', both.slice(0, 10));
  }
});

/** The link of a message is signed, and looks at no cookie: whoever has it may use it from anywhere. */
const needsNoCookie = ({ path }) => path === '/n/{token}';
const changing = operations.filter((asked) => !['GET', 'HEAD', 'OPTIONS'].includes(asked.method) && !needsNoCookie(asked));
const isLogIn = ({ operation }) => operation.operationId === 'logIn';

const foreign = {
  'another site': { Origin: 'https://evil.example' },
  'no site at all': { Origin: 'null' },
  'a site that begins with our name': { Origin: `http://127.0.0.1:${service.port}.evil.example` },
  'another port of the host': { Origin: `http://127.0.0.1:${service.port - 1}` },
  'another site, as the browser says': { Origin: null, 'Sec-Fetch-Site': 'cross-site' },
  'another host of the site, as the browser says': { Origin: null, 'Sec-Fetch-Site': 'same-site' },
  'our site, but the browser says another': { 'Sec-Fetch-Site': 'cross-site' },
  'where nobody says': { Origin: null },
};

for (const [whence, headers] of Object.entries(foreign)) {
  test(`CSRF: whatever changes something is refused from ${whence}`, async () => {
    const ticket = (await as.op1.open(about('industry'))).expect(201);
    const before = await service.redis.snapshot();
    for (const asked of changing) {
      // Whoever logs in has no cookie that a page could misuse; a program need not say where it is from.
      if (isLogIn(asked) && Object.values(headers).join('') === '') continue;
      const path = asked.path.replace('{number}', ticket.number).replace('{id}', asked.path.includes('task-forces') ? 'IND' : 'ind1');
      const all = { 'If-Match': null, 'Idempotency-Key': 'forged', ...headers };
      (await atWork.send(asked.method, path, example(asked), { headers: all })).expectProblem(403, 'foreign_origin');
    }
    assert.deepEqual(differences(before, await service.redis.snapshot()), []);
  });
}

test('CSRF: under TLS a page that came without it is another site', async () => {
  const browser = atWorkUnderTls;
  const preview = (headers) => browser.send('POST', '/api/v1/routing/preview', about('industry'), { headers });
  (await preview({ Origin: browser.page.replace('https:', 'http:') })).expectProblem(403, 'foreign_origin');
  (await preview({})).expect(200);
  (await browser.send('POST', '/api/v1/session', { person: 'op1', password: kPassword }, { headers: { Origin: browser.page.replace('https:', 'http:') } }))
    .expectProblem(403, 'foreign_origin');
});

test('CSRF: a page of our own gets through, and no other is ever told that it may read', async () => {
  for (const headers of [{}, { Origin: null, 'Sec-Fetch-Site': 'same-origin' }]) {
    (await atWork.send('POST', '/api/v1/configuration/reload', undefined, { headers })).expect(200);
  }
  for (const method of ['GET', 'OPTIONS']) {
    const asks = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' };
    const { headers } = await atWork.send(method, '/api/v1/me', undefined, { headers: asks });
    assert.deepEqual(Object.keys(headers).filter((name) => name.startsWith('access-control-')), []);
  }
});

/** Tries count for a quarter of an hour; these are to be answered all the same. */
async function forgetTries() {
  for (const key of await service.redis.keys()) if (key.startsWith('hl:tries:')) await service.redis.client.sendCommand(['DEL', key]);
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

test('guessing names: whoever exists, has no password, is disabled or unknown gets the same answer after the same time', async () => {
  await loggedIn(service, 'tra2');
  (await as.adm1.send('PATCH', '/api/v1/people/con1', { disabled: true })).expect(200);
  const times = { tra2: [], ind2: [], con1: [], nobody7: [] };
  const answers = new Set();
  // In turn, so that what else the machine does meets all alike. Without a hash to compute one of them would be many times as quick.
  for (let round = 0; round < 5; round += 1) {
    await forgetTries();
    for (const [id, taken] of Object.entries(times)) {
      const began = performance.now();
      const reply = await new Browser(service).logIn(id, 'a wrong password');
      taken.push(performance.now() - began);
      const { request_id: _, ...answer } = reply.expectProblem(401, 'bad_credentials');
      const { date, 'x-request-id': __, 'content-length': ___, ...headers } = reply.headers;
      answers.add(JSON.stringify([answer, headers]));
      assert.ok(date);
    }
  }
  assert.equal(answers.size, 1, [...answers].join('\n'));
  const all = Object.values(times).map(median);
  assert.ok(Math.max(...all) < 2 * Math.min(...all), JSON.stringify(times));
});

test('guessing passwords: whoever has somebody\'s session or token has no more tries at the password than anybody else', async () => {
  const browser = await loggedIn(service, 'key1');
  await forgetTries();
  const guess = (client, password) => client.post('/api/v1/me/password', { password, new_password: 'a brown horse and hay' });
  for (const client of [browser, as.key1, browser, as.key1, browser]) (await guess(client, 'a wrong password')).expectProblem(401, 'bad_credentials');
  for (const client of [browser, as.key1]) {
    const held = await guess(client, kPassword);
    held.expectProblem(429, 'too_many_tries');
    assert.ok(Number(held.headers['retry-after']) > 0);
  }
  (await new Browser(service).logIn('key1', kPassword)).expectProblem(429, 'too_many_tries');
  await forgetTries();
  (await guess(browser, kPassword)).expect(204);
});

async function tokenOf(id, limits = {}) {
  const { token } = (await as[id].post('/api/v1/tokens', { name: '测试', ...limits })).expect(201);
  return new Client(service.port, token, service.agent);
}

test('stale rights: what a role or a task force allowed ends with it at once, for sessions and for tokens made before', async () => {
  const session = await loggedIn(service, 'op2');
  const clients = [session, await tokenOf('op2'), await tokenOf('op2', { actions: ['open'] })];
  for (const client of clients) (await client.open(about('industry'))).expect(201);
  (await as.adm1.send('PATCH', '/api/v1/people/op2', { roles: ['staff'], task_forces: ['COM'] })).expect(200);
  for (const client of clients) (await client.open(about('industry'))).expectProblem(403, 'forbidden');
  const { number } = (await as.op1.open(about('commerce'))).expect(201);
  for (const client of clients) (await client.get(`/api/v1/tickets/${number}`)).expect(200);
  (await as.adm1.send('PATCH', '/api/v1/people/op2', { task_forces: [] })).expect(200);
  for (const client of clients) (await client.get(`/api/v1/tickets/${number}`)).expectProblem(404, 'ticket_not_found');
});

test('stale rights: an administrator who is one no more administers nothing with what was open', async () => {
  (await as.adm1.send('PATCH', '/api/v1/people/mgr1', { roles: ['manager', 'admin'] })).expect(200);
  const clients = [await loggedIn(service, 'mgr1'), await tokenOf('mgr1')];
  (await as.adm1.send('PATCH', '/api/v1/people/mgr1', { roles: ['manager'] })).expect(200);
  for (const client of clients) {
    (await client.send('PATCH', '/api/v1/people/mgr1', { roles: ['admin'] })).expectProblem(403, 'forbidden');
    (await client.post('/api/v1/people/op1/reset-password')).expectProblem(403, 'forbidden');
    (await client.get('/api/v1/tokens?owner=op1')).expectProblem(403, 'forbidden');
  }
});

test('stale rights: whoever comes back finds neither the sessions nor the tokens that were ended', async () => {
  const session = await loggedIn(service, 'tra1');
  const { id, token } = (await as.tra1.post('/api/v1/tokens', { name: '手机' })).expect(201);
  (await as.adm1.send('DELETE', `/api/v1/tokens/${id}`)).expect(204);
  (await as.adm1.send('PATCH', '/api/v1/people/tra1', { disabled: true })).expect(200);
  (await as.adm1.send('PATCH', '/api/v1/people/tra1', { disabled: false })).expect(200);
  (await session.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
  (await new Client(service.port, token, service.agent).get('/api/v1/me')).expectProblem(401, 'unauthenticated');
});
