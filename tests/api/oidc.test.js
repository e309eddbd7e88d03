// Logging in by a real OpenID Connect provider, and with a break-glass account when there is none.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { Client } from './support/client.js';
import { LoginProvider, Visitor } from './support/login_provider.js';
import { until } from './support/processes.js';
import { startService } from './support/service.js';

const kSecret = 'odd:secret %2B+/';
const folder = mkdtempSync(path.join(os.tmpdir(), 'hotline-oidc-'));
const secretFile = path.join(folder, 'client-secret');
writeFileSync(secretFile, `${kSecret}\n`, { mode: 0o600 });

const people = {
  'sub-wang': { preferred_username: 'wang', name: '王某', groups: ['operators', 'transport', 'cooks'] },
  'sub-cook': { preferred_username: 'cook', name: '厨师', groups: ['cooks'] },
  'sub-loner': { preferred_username: 'loner', name: '孤某' },
  'sub-ind1': { preferred_username: 'ind1', name: '冒充', groups: 'operators' },
  'sub-adm1': { preferred_username: 'adm1', name: '冒充', groups: ['admins'] },
  'sub-system': { preferred_username: 'system', name: '冒充', groups: ['admins'] },
  'sub-odd': { preferred_username: 'o d/d', name: '怪', groups: ['operators'] },
  'sub-zhao': { preferred_username: 'zhao', name: '赵某', groups: ['operators'] },
};
// One thread: what it has learnt of the provider is then the same for each request.
const service = await startService({ threads: 1, more: { 'oidc-client-secret-file': secretFile } });
const { as, nobody, port } = service;
const here = `http://127.0.0.1:${port}`;
const kCallback = '/api/v1/session/oidc/callback';
const provider = await new LoginProvider({ people, client: { client_id: 'hotline', client_secret: kSecret } }).reserve();
after(async () => {
  if (provider.server.listening) await provider.down();
  rmSync(folder, { recursive: true, force: true });
});

function loginSection(of, { passwords = 'everyone', breakGlass = '', clientId = 'hotline', extra = '' } = {}) {
  return `login:
  session: {idle_minutes: 30, longest_minutes: 45}
  passwords: ${passwords}
${breakGlass}  oidc:
    issuer: ${of.issuer}
    client_id: ${clientId}
    public_url: ${of.publicUrl ?? here}
    scopes: [profile]
    roles:
      operators: {roles: [operator]}
      transport: {roles: [staff], task_forces: [TRA]}
      industry: {roles: [staff], task_forces: [IND]}
      admins: {roles: [admin]}
${extra}`;
}

async function configure(section, of = service) {
  of.edit('service.yaml', (text) => text.replace(/^login:\n(?:[ #].*\n)*/m, section));
  (await of.as.adm1.post('/api/v1/configuration/reload')).expect(200);
}

const logged = (pattern) => until(() => pattern.test(service.written()), String(pattern), 5000);

/** A browser, which keeps both cookies. */
class Browser extends Client {
  constructor(of = service) {
    super(of.port, undefined, of.agent);
    this.cookies = new Map();
    this.at = new Visitor();
  }

  async send(method, url, json, { headers = {}, ...rest } = {}) {
    const Cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') || null;
    const own = { Cookie, Origin: method === 'GET' ? null : `http://127.0.0.1:${this.port}`, Host: `127.0.0.1:${this.port}` };
    const reply = await super.send(method, url, json, { headers: { ...own, ...headers }, ...rest });
    for (const cookie of reply.headers['set-cookie'] ?? []) {
      const [name, value] = cookie.split(';')[0].split('=');
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return reply;
  }

  /** To the provider and back; the address to come back to. */
  async away(who, { returnTo, ...more } = {}) {
    const begun = await this.get(`/api/v1/session/oidc${returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`}`);
    begun.expect(302);
    return this.at.visit(begun.headers.location, who, more);
  }

  async logIn(who, more) {
    return this.get(await this.away(who, more));
  }
}

async function loggedIn(who, of = service) {
  const browser = new Browser(of);
  (await browser.logIn(who)).expect(302);
  return browser;
}

test('without a provider there is nothing to log in by', async () => {
  assert.deepEqual((await nobody.get('/api/v1/login-options')).expect(200), { passwords: 'everyone', oidc: false });
  (await nobody.get('/api/v1/session/oidc')).expectProblem(404, 'route_not_found');
  (await nobody.get(`${kCallback}?state=a&code=b`)).expectProblem(404, 'route_not_found');
});

test('a provider that is away is told so, and used as soon as it is there', async () => {
  await configure(loginSection(provider));
  assert.deepEqual((await nobody.get('/api/v1/login-options')).expect(200), { passwords: 'everyone', oidc: true });
  const away = await new Browser().get('/api/v1/session/oidc');
  away.expectProblem(503, 'provider_unavailable');
  assert.equal(await service.metric('hotline_logins_total', { result: 'provider_unavailable' }), 1);
  await provider.up(here + kCallback);
  (await new Browser().get('/api/v1/session/oidc')).expect(302);
});

test('whoever is new is brought in with the roles of all groups that count', async () => {
  const browser = new Browser();
  const back = await browser.logIn('sub-wang', { returnTo: '/tickets?mine=1' });
  back.expect(302);
  assert.equal(back.headers.location, '/tickets?mine=1');
  const [session, login] = back.headers['set-cookie'];
  assert.match(session, /^hotline=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
  assert.equal(login, 'hotline-login=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0');
  const me = (await browser.get('/api/v1/me')).expect(200);
  assert.deepEqual(me, { id: 'wang', name: '王某', roles: ['operator', 'staff'], task_forces: ['TRA'] });
  const { sessions } = (await browser.get('/api/v1/sessions')).expect(200);
  assert.equal(sessions.length, 1);
  assert.equal(Date.parse(sessions[0].ends_at) - Date.parse(sessions[0].began_at), 30 * 60_000);
  const known = (await as.adm1.get('/api/v1/people/wang')).expect(200);
  assert.equal(known.subject, `${provider.issuer} sub-wang`);
  assert.equal('subject' in (await browser.get('/api/v1/people/wang')).expect(200), false);
  await logged(/"event":"login","person":"wang"/);
  (await browser.send('DELETE', '/api/v1/session')).expect(204);
});

test('at the next log-in name and roles are what the provider says by then, and nothing is written if they are the same', async () => {
  people['sub-wang'] = { ...people['sub-wang'], name: '王某某', groups: ['industry'] };
  await loggedIn('sub-wang');
  const after1 = (await as.adm1.get('/api/v1/people/wang')).expect(200);
  assert.deepEqual([after1.name, after1.roles, after1.task_forces], ['王某某', ['staff'], ['IND']]);
  await loggedIn('sub-wang');
  assert.equal((await as.adm1.get('/api/v1/people/wang')).expect(200).revision, after1.revision);
});

test('a person renamed at the provider is the same person here', async () => {
  people['sub-wang'].preferred_username = 'wang-li';
  const browser = await loggedIn('sub-wang');
  assert.equal((await browser.get('/api/v1/me')).expect(200).id, 'wang');
  (await as.adm1.get('/api/v1/people/wang-li')).expectProblem(404, 'person_not_found');
});

test('nobody gets in whose groups count for nothing, or whose name cannot be one here', async () => {
  for (const who of ['sub-cook', 'sub-loner', 'sub-odd', 'sub-system']) {
    const { subject } = (await new Browser().logIn(who)).expectProblem(403, 'not_linked');
    assert.equal(subject, `${provider.issuer} ${who}`);
  }
  (await as.adm1.get('/api/v1/people/cook')).expectProblem(404, 'person_not_found');
});

test('somebody local is not taken over by a name, and is linked by an administrator', async () => {
  for (const who of ['sub-ind1', 'sub-adm1']) (await new Browser().logIn(who)).expectProblem(403, 'not_linked');
  const subject = `${provider.issuer} sub-ind1`;
  (await as.mgr1.send('PATCH', '/api/v1/people/ind1', { subject })).expectProblem(403, 'forbidden');
  for (const wrong of ['sub-ind1', `${provider.issuer}`, `${provider.issuer} `, 'http://example.org sub-ind1']) {
    (await as.adm1.send('PATCH', '/api/v1/people/ind1', { subject: wrong })).expectProblem(422, 'invalid_field', '/subject');
  }
  (await as.adm1.send('PATCH', '/api/v1/people/ind1', { subject })).expect(200);
  (await as.adm1.send('PATCH', '/api/v1/people/ind2', { subject })).expectProblem(409, 'subject_taken', '/subject');
  const browser = await loggedIn('sub-ind1');
  assert.deepEqual((await browser.get('/api/v1/me')).expect(200), { id: 'ind1', name: '冒充', roles: ['operator'], task_forces: [] });
  assert.equal((await as.adm1.send('PATCH', '/api/v1/people/ind1', { subject: null })).expect(200).subject, null);
  (await browser.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
  (await new Browser().logIn('sub-ind1')).expectProblem(403, 'not_linked');
});

test('bringing people in from a file leaves them linked', async () => {
  const before = (await as.adm1.get('/api/v1/people/wang')).expect(200);
  writeFileSync(service.file('more.yaml'), 'people: [{id: wang, name: 王某, roles: [operator]}]\n');
  await service.ctl('people', 'import', service.file('more.yaml'));
  const browser = await loggedIn('sub-wang');
  assert.equal((await browser.get('/api/v1/me')).expect(200).name, before.name);
});

test('whoever is disabled here stays out', async () => {
  const browser = await loggedIn('sub-zhao');
  (await as.adm1.send('PATCH', '/api/v1/people/zhao', { disabled: true })).expect(200);
  (await browser.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
  (await new Browser().logIn('sub-zhao')).expectProblem(403, 'not_linked');
  (await as.adm1.send('PATCH', '/api/v1/people/zhao', { disabled: false })).expect(200);
  await loggedIn('sub-zhao');
});

test('a log-in ends once, and in the browser that began it', async () => {
  const browser = new Browser();
  const callback = await browser.away('sub-wang');
  const cookies = new Map(browser.cookies);
  (await browser.get(callback)).expect(302);
  browser.cookies = cookies;
  (await browser.get(callback)).expectProblem(400, 'login_expired');

  const victim = new Browser();
  const forced = await new Browser().away('sub-wang');
  (await victim.get(forced)).expectProblem(400, 'login_expired');
  await victim.away('sub-zhao');
  (await victim.get(forced)).expectProblem(400, 'login_expired');
  assert.equal(victim.cookies.has('hotline'), false);

  for (const query of ['', '?code=x', '?state=x', '?state=x&code=y', '?state=&code=']) {
    (await victim.get(kCallback + query)).expectProblem(400, 'login_expired');
  }
});

test('an answer that is not of this provider, or none, logs nobody in', async () => {
  const mixed = new Browser();
  const callback = await mixed.away('sub-wang');
  assert.ok(callback.includes('iss='), callback);
  (await mixed.get(callback.replace(/iss=[^&]*/, 'iss=https%3A%2F%2Fevil.example'))).expectProblem(401, 'login_rejected');
  (await new Browser().logIn('sub-wang', { cancel: true })).expectProblem(401, 'login_rejected', 'error');
  const without = new Browser();
  (await without.get((await without.away('sub-wang')).replace(/code=[^&]*/, ''))).expectProblem(401, 'login_rejected');
  const guessed = new Browser();
  (await guessed.get((await guessed.away('sub-wang')).replace(/code=[^&]*/, 'code=guessed'))).expectProblem(401, 'login_rejected');
});

test('nobody is sent on to another host', async () => {
  const browser = new Browser();
  for (const elsewhere of ['https://evil.example/', '//evil.example', '/\\evil.example', '\\evil', '/a\\b', 'evil', '', '/a b', '/长', ` //evil`]) {
    (await browser.get(`/api/v1/session/oidc?return_to=${encodeURIComponent(elsewhere)}`)).expectProblem(422, 'invalid_field', 'return_to');
  }
  (await browser.get(`/api/v1/session/oidc?return_to=${'/a'.repeat(251)}`)).expectProblem(422, 'invalid_field', 'return_to');
  (await browser.get('/api/v1/session/oidc?return=/a')).expectProblem(422, 'unknown_field');
});

test('a page of somewhere else cannot use up the tries of an address', async () => {
  for (const headers of [{ 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' }, { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' }]) {
    for (const address of ['/api/v1/session/oidc', kCallback]) {
      (await new Browser().get(address, { headers })).expectProblem(403, 'foreign_origin');
    }
  }
  const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
  (await new Browser().get('/api/v1/session/oidc', { headers })).expect(302);
});

test('a provider that goes away in the middle ends no log-in well, and is used again when it comes back', async () => {
  const browser = new Browser();
  const callback = await browser.away('sub-wang');
  await provider.down();
  (await browser.get(callback)).expectProblem(503, 'provider_unavailable');
  await provider.up();
  (await browser.get(callback)).expectProblem(400, 'login_expired');
  await loggedIn('sub-wang');
});

test('a provider that does not know the service is an unavailable one, until the secret is the right one', async () => {
  writeFileSync(secretFile, 'wrong');
  (await as.adm1.post('/api/v1/configuration/reload')).expect(200);
  (await new Browser().logIn('sub-wang')).expectProblem(503, 'provider_unavailable');
  await logged(/"event":"login_provider_unavailable".*"why":"status 401 invalid_client"/);
  writeFileSync(secretFile, kSecret);
  (await as.adm1.post('/api/v1/configuration/reload')).expect(200);
  await loggedIn('sub-wang');
});

test('keys that are exchanged are learnt, though not as often as somebody likes', async () => {
  await loggedIn('sub-wang');
  provider.sign();
  await loggedIn('sub-wang');
  const keysAsked = () => provider.asked.filter((each) => each === 'GET /jwks').length;
  const before = keysAsked();
  const known = provider.sign();
  (await new Browser().logIn('sub-wang')).expectProblem(401, 'login_rejected');
  (await new Browser().logIn('sub-wang')).expectProblem(401, 'login_rejected');
  assert.equal(keysAsked(), before, 'within a minute of the last time nobody asks again');
  provider.sign(known);
  await loggedIn('sub-wang');
});

test('a public client without a secret, ES256, and claims in the token itself', async () => {
  const other = await startService({ threads: 2 });
  const client = { client_id: 'hotline-public', token_endpoint_auth_method: 'none' };
  const second = await new LoginProvider({ people, client, algorithm: 'ES256', inToken: true }).reserve();
  second.publicUrl = `http://127.0.0.1:${other.port}`;
  await second.up(second.publicUrl + kCallback);
  try {
    await configure(loginSection(second, { clientId: 'hotline-public' }), other);
    const browser = await loggedIn('sub-wang', other);
    assert.equal((await browser.get('/api/v1/me')).expect(200).id, people['sub-wang'].preferred_username);
    assert.ok(!second.asked.some((each) => each.endsWith('/me')), 'there was no need to ask further');
  } finally {
    await second.down();
  }
});

const kPassword = 'staple of a blue horse';

async function withPassword(id) {
  const once = (await as.adm1.post(`/api/v1/people/${id}/reset-password`)).expect(200).one_time_password;
  (await new Browser().post('/api/v1/session', { person: id, password: once, new_password: kPassword })).expect(200);
}

const logIn = (person, password = kPassword) => new Browser().post('/api/v1/session', { person, password });

test('only a break-glass account logs in with a password where that is so, and everybody sees it', async () => {
  for (const id of ['adm1', 'op1']) await withPassword(id);
  const glass = { passwords: 'break_glass', breakGlass: '  break_glass: [adm1]\n' };
  assert.equal(await service.metric('hotline_break_glass_logins_total'), 0);
  assert.match((await nobody.get('/metrics')).text, /^hotline_break_glass_logins_total 0$/m);
  await configure(loginSection(provider, glass));
  assert.deepEqual((await nobody.get('/api/v1/login-options')).expect(200), { passwords: 'break_glass', oidc: true });

  const times = { right: [], wrong: [] };
  for (let i = 0; i < 2; ++i) {
    for (const [which, password] of [['right', kPassword], ['wrong', 'a wrong password']]) {
      const began = performance.now();
      const told = (await logIn('op1', password)).expectProblem(401, 'bad_credentials');
      times[which].push(performance.now() - began);
      assert.equal(told.detail, (await logIn('nobody7')).expectProblem(401, 'bad_credentials').detail);
    }
  }
  const [right, wrong] = Object.values(times).map((all) => Math.min(...all));
  assert.ok(right > wrong / 2 && right < wrong * 2, `${right} ms for the right password, ${wrong} ms for a wrong one`);
  assert.equal(await service.metric('hotline_break_glass_logins_total'), 0);

  (await logIn('adm1')).expect(200);
  assert.equal(await service.metric('hotline_break_glass_logins_total'), 1);
  await logged(/"level":"error","event":"break_glass_login","person":"adm1","address":"127\.0\.0\.1"/);
  const { accesses } = (await as.aud1.get('/api/v1/audit/access')).expect(200);
  assert.deepEqual([accesses[0].what, accesses[0].by, accesses[0].ticket], ['break_glass_login', 'adm1', null]);

  (await as.adm1.send('PATCH', '/api/v1/people/adm1', { subject: `${provider.issuer} sub-adm1` })).expectProblem(422, 'invalid_field', '/subject');
  (await as.op1.get('/api/v1/me')).expect(200);
  await loggedIn('sub-wang');
});

test('a break-glass account is not what a provider says somebody is, however it came to be linked', async () => {
  await configure(loginSection(provider));
  (await as.adm1.send('PATCH', '/api/v1/people/adm1', { subject: `${provider.issuer} sub-adm1` })).expect(200);
  await loggedIn('sub-adm1');
  await configure(loginSection(provider, { breakGlass: '  break_glass: [adm1]\n' }));
  (await new Browser().logIn('sub-adm1')).expectProblem(403, 'not_linked');
  (await logIn('op1')).expect(200);
  (await logIn('adm1')).expect(200);
  assert.equal(await service.metric('hotline_break_glass_logins_total'), 2);
});

test('no code, token, secret or cookie is ever in the log', async () => {
  const browser = new Browser();
  const callback = await browser.away('sub-wang');
  const binding = browser.cookies.get('hotline-login');
  (await browser.get(callback)).expect(302);
  const written = service.written();
  for (const secret of [...new URL(callback, here).searchParams].filter(([name]) => name !== 'iss').map(([, value]) => value)) {
    assert.ok(!written.includes(secret), secret);
  }
  for (const secret of [kSecret, binding, browser.cookies.get('hotline'), 'sub-cook', '王某', 'eyJ']) assert.ok(!written.includes(secret), secret);
});

test('whoever comes back with nothing again and again has to wait, and holds nobody up who has a password', async () => {
  let held;
  for (let i = 0; i < 52 && held?.status !== 429; ++i) held = await new Browser().get(`${kCallback}?state=${i}&code=${i}`);
  held.expectProblem(429, 'too_many_tries');
  assert.ok(Number(held.headers['retry-after']) > 0);
  const keysBefore = provider.asked.length;
  (await new Browser().get(`${kCallback}?state=x&code=y`)).expectProblem(429, 'too_many_tries');
  assert.equal(provider.asked.length, keysBefore);
  (await logIn('op1')).expect(200);
});
