// Logging in by password: sessions, their ends, and those who have no business here. Attacks on them: attack_sessions.test.js.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Browser, kPassword, loggedIn, oneTimePassword } from './support/browser.js';
import { about } from './support/matters.js';
import { startService } from './support/service.js';

// An hour of the service passes in three seconds of the world.
const kSpeed = 1200;
const service = await startService({ clock: `virtual:2022-04-18T01:00:00Z:${kSpeed}` });
const { as, nobody } = service;

test('a one-time password is replaced at the first log-in, and good for nothing else', async () => {
  const once = await oneTimePassword(service, 'op1');
  const browser = new Browser(service);
  (await browser.logIn('op1', once)).expectProblem(403, 'new_password_required', '/new_password');
  (await browser.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
  (await browser.logIn('op1', once, { new_password: 'short' })).expectProblem(422, 'invalid_field', '/new_password');
  (await browser.logIn('op1', once, { new_password: 'op1 and some more' })).expectProblem(422, 'invalid_field', '/new_password');
  const session = (await browser.logIn('op1', once, { new_password: kPassword })).expect(200);
  assert.equal(session.current, true);
  assert.equal((await browser.get('/api/v1/me')).expect(200).id, 'op1');
  (await browser.open(about('industry'))).expect(201);
  (await new Browser(service).logIn('op1', once)).expectProblem(401, 'bad_credentials');
  (await new Browser(service).logIn('op1', kPassword)).expect(200);
});

test('the cookie is for this host, and no script sees it', async () => {
  const browser = await loggedIn(service, 'op2');
  const again = await browser.logIn('op2', kPassword);
  assert.match(again.headers['set-cookie'][0], /^hotline=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
});

test('one sees and ends one\'s own sessions, and nobody else\'s', async () => {
  const desk = await loggedIn(service, 'mgr1');
  const phone = new Browser(service);
  const { id } = (await phone.logIn('mgr1', kPassword)).expect(200);
  const { sessions } = (await desk.get('/api/v1/sessions')).expect(200);
  assert.deepEqual(sessions.map(({ current }) => current).sort(), [false, true]);
  assert.equal(sessions[0].address, '127.0.0.1');
  const stranger = await loggedIn(service, 'aud1');
  (await stranger.send('DELETE', `/api/v1/sessions/${id}`)).expectProblem(404, 'session_not_found');
  (await phone.get('/api/v1/me')).expect(200);
  (await desk.send('DELETE', `/api/v1/sessions/${id}`)).expect(204);
  (await phone.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
  const old = desk.cookie;
  (await desk.send('DELETE', '/api/v1/session')).expect(204);
  assert.equal(desk.cookie, 'hotline=');
  desk.cookie = old;
  (await desk.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
});

test('another password ends the other sessions', async () => {
  const desk = await loggedIn(service, 'ind1');
  const phone = new Browser(service);
  (await phone.logIn('ind1', kPassword)).expect(200);
  (await desk.post('/api/v1/me/password', { password: 'not this one', new_password: 'a brown horse and hay' })).expectProblem(401, 'bad_credentials');
  (await desk.post('/api/v1/me/password', { password: kPassword, new_password: 'a brown horse and hay' })).expect(204);
  (await phone.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
  (await desk.get('/api/v1/me')).expect(200);
  (await phone.logIn('ind1', kPassword)).expectProblem(401, 'bad_credentials');
});

test('a reset and a disabling end every session', async () => {
  const browser = await loggedIn(service, 'ind2');
  await oneTimePassword(service, 'ind2');
  (await browser.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
  const leaver = await loggedIn(service, 'con1');
  (await as.adm1.send('PATCH', '/api/v1/people/con1', { disabled: true })).expect(200);
  (await leaver.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
  (await new Browser(service).logIn('con1', kPassword)).expectProblem(401, 'bad_credentials');
});

test('a session ends an hour after its last use', async () => {
  const browser = await loggedIn(service, 'tra1');
  const pause = (hours) => new Promise((resolve) => { setTimeout(resolve, (hours * 3_600_000) / kSpeed); });
  await pause(0.75);
  (await browser.get('/api/v1/me')).expect(200);
  await pause(0.75);
  (await browser.get('/api/v1/me')).expect(200);
  await pause(1.1);
  (await browser.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
});

test('whoever tries passwords has to wait; whoever has logged in from here before is not locked out by others', async () => {
  await loggedIn(service, 'com1');
  for (let i = 0; i < 5; ++i) (await new Browser(service).logIn('key1', 'a wrong password')).expectProblem(401, 'bad_credentials');
  const held = await new Browser(service).logIn('key1', 'a wrong password');
  held.expectProblem(429, 'too_many_tries');
  assert.ok(Number(held.headers['retry-after']) > 0);
  (await new Browser(service).logIn('com1', kPassword)).expect(200);
});

test('no password and no cookie is ever in the log', async () => {
  (await new Browser(service).logIn('nobody7', 'a wrong password')).expectProblem(401, 'bad_credentials');
  const written = service.written();
  for (const secret of [kPassword, 'a wrong password', 'a brown horse and hay']) assert.ok(!written.includes(secret), secret);
  const browser = new Browser(service);
  (await browser.logIn('com1', kPassword)).expect(200);
  assert.ok(!service.written().includes(browser.cookie.slice('hotline='.length)));
  assert.match(written, /"event":"login".*"person":"op1"/);
  assert.ok(!written.includes('nobody7'), 'a name that does not exist may be a password in the wrong field');
});

test('what is no log-in is refused', async () => {
  const wrong = [
    [{}, 'missing_field', '/person'],
    [{ person: 'op1' }, 'missing_field', '/password'],
    [{ person: 'op1', password: 5 }, 'invalid_field', '/password'],
    [{ person: 'op1', password: 'x'.repeat(129) }, 'invalid_field', '/password'],
    [{ person: 'op1', password: 'x', role: 'admin' }, 'unknown_field', '/role'],
  ];
  for (const [body, code, field] of wrong) (await nobody.post('/api/v1/session', body)).expectProblem(422, code, field);
});
