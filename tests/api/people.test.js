// People: brought in, changed and disabled while the service runs, on every node.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import test from 'node:test';
import { loggedIn } from './support/browser.js';
import { Client } from './support/client.js';
import { about } from './support/matters.js';
import { peopleFile } from './support/people.js';
import { until, stop } from './support/processes.js';
import { listening, startService } from './support/service.js';

const service = await startService();
const { as, nobody } = service;

const kNewcomer = { id: 'ind9', name: '新来的', roles: ['staff'], task_forces: ['IND'] };

async function tokenOf(id) {
  const { token } = (await as.adm1.post('/api/v1/tokens', { name: 'for the test', owner: id })).expect(201);
  return token;
}

test('an administrator brings somebody in, who works at once', async () => {
  const added = await as.adm1.post('/api/v1/people', kNewcomer);
  assert.deepEqual(added.expect(201), { ...kNewcomer, disabled: false, subject: null, revision: Number(added.headers.etag.slice(1, -1)) });
  assert.equal(added.headers.location, '/api/v1/people/ind9');
  const newcomer = new Client(service.port, await tokenOf('ind9'), service.agent);
  const ticket = (await as.op1.open(about('industry'))).expect(201);
  (await newcomer.act(ticket, 'claim')).expect(200);
});

test('an id is taken once, also by whoever has left', async () => {
  (await as.adm1.post('/api/v1/people', kNewcomer)).expectProblem(409, 'person_exists', '/id');
});

test('what is no person changes nothing', async () => {
  const wrong = [
    [{ ...kNewcomer, id: 'a b' }, 'invalid_field', '/id'],
    [{ ...kNewcomer, id: 'system' }, 'invalid_field', '/id'],
    [{ ...kNewcomer, id: 'x1', roles: [] }, 'invalid_field', '/roles'],
    [{ ...kNewcomer, id: 'x1', roles: ['king'] }, 'invalid_field', '/roles'],
    [{ ...kNewcomer, id: 'x1', roles: ['system'] }, 'invalid_field', '/roles'],
    [{ ...kNewcomer, id: 'x1', roles: 'staff' }, 'invalid_field', '/roles'],
    [{ id: 'x1', name: 'x' }, 'missing_field', '/roles'],
    [{ ...kNewcomer, id: 'x1', task_forces: ['XXX'] }, 'invalid_field', '/task_forces'],
    [{ ...kNewcomer, id: 'x1', disabled: true }, 'unknown_field', '/disabled'],
    [{ ...kNewcomer, id: 'x1', password: 'given by mass assignment' }, 'unknown_field', '/password'],
  ];
  for (const [body, code, field] of wrong) (await as.adm1.post('/api/v1/people', body)).expectProblem(422, code, field);
  (await as.adm1.get('/api/v1/people/x1')).expectProblem(404, 'person_not_found');
});

test('only administrators change people', async () => {
  for (const id of ['op1', 'disp1', 'ind1', 'ind-lead', 'mgr1', 'aud1', 'int1', 'insp1']) {
    (await as[id].post('/api/v1/people', { ...kNewcomer, id: 'x2' })).expectProblem(403, 'forbidden');
    (await as[id].send('PATCH', '/api/v1/people/ind9', { roles: ['admin'] })).expectProblem(403, 'forbidden');
    (await as[id].post('/api/v1/people/ind9/reset-password')).expectProblem(403, 'forbidden');
  }
  (await nobody.post('/api/v1/people', kNewcomer)).expectProblem(401, 'unauthenticated');
});

test('a change says which revision it was decided on', async () => {
  const { revision } = (await as.adm1.get('/api/v1/people/ind9')).expect(200);
  const named = await as.adm1.send('PATCH', '/api/v1/people/ind9', { name: '李某' }, { headers: { 'If-Match': `"${revision}"` } });
  assert.equal(named.expect(200).name, '李某');
  const late = await as.adm1.send('PATCH', '/api/v1/people/ind9', { name: '王某' }, { headers: { 'If-Match': `"${revision}"` } });
  assert.equal(late.expectProblem(412, 'stale_revision').current_revision, String(named.body.revision));
});

test('many changes at once are all taken, one after the other', async () => {
  const names = Array.from({ length: 20 }, (_, i) => `p${i}`);
  await Promise.all(names.map(async (id) => (await as.adm1.post('/api/v1/people', { ...kNewcomer, id })).expect(201)));
  const { people } = (await as.adm1.get('/api/v1/people')).expect(200);
  for (const id of names) assert.ok(people.some((person) => person.id === id), id);
  assert.equal(new Set(people.map(({ revision }) => revision)).size, people.length, 'each change has a revision of its own');
});

test('everybody sees whom they work with', async () => {
  const seen = async (id, query = '') => (await as[id].get(`/api/v1/people${query}`)).expect(200).people.map((person) => person.id);
  assert.deepEqual(await seen('ind1'), ['ind1']);
  assert.ok((await seen('ind-lead')).includes('ind9'));
  assert.ok(!(await seen('ind-lead')).includes('tra1'));
  assert.deepEqual(await seen('mgr1', '?task_force=TRA'), ['tra-lead', 'tra1', 'tra2']);
  (await as.ind1.get('/api/v1/people/tra1')).expectProblem(404, 'person_not_found');
  assert.equal((await as.ind1.get('/api/v1/people/ind1')).expect(200).id, 'ind1');
});

test('whoever is disabled is out at once, on another node within a second or so, and keeps the history', async () => {
  const leaver = new Client(service.port, await tokenOf('ind9'), service.agent);
  const { tickets } = (await leaver.get('/api/v1/tickets?assignee=me')).expect(200);
  const child = service.another();
  try {
    const port = await until(() => listening(child), 'the other node');
    const there = new Client(port, leaver.token);
    (await there.get('/api/v1/me')).expect(200);
    (await as.adm1.send('PATCH', '/api/v1/people/ind9', { disabled: true })).expect(200);
    (await leaver.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
    await until(async () => (await there.get('/api/v1/me')).status === 401, 'the other node to follow');
  } finally {
    await stop(child);
  }
  const { events } = (await as.op1.get(`/api/v1/tickets/${tickets[0].number}/history`)).expect(200);
  assert.ok(events.some(({ actor }) => actor === 'ind9'));
  assert.equal((await as.adm1.get('/api/v1/people/ind9')).expect(200).disabled, true);
});

test('there is always an administrator', async () => {
  (await as.adm1.send('PATCH', '/api/v1/people/adm1', { disabled: true })).expectProblem(409, 'last_admin');
  (await as.adm1.send('PATCH', '/api/v1/people/adm1', { roles: ['operator'] })).expectProblem(409, 'last_admin');
  (await as.adm1.get('/api/v1/me')).expect(200);
});

test('hotlinectl names everybody, and brings in no one twice', async () => {
  const { stdout } = await service.ctl('people', 'list');
  assert.match(stdout, /^ind9 .*\(disabled\)$/m);
  assert.match((await service.ctl('people', 'import', service.file('people.yaml'))).stdout, /, 0 changes made/);
});

test('files that are brought in at the same time are all brought in', async () => {
  const groups = ['a', 'b', 'c'].map((letter) => Array.from({ length: 15 }, (_, i) => `${letter}${i}`));
  const imported = groups.map((ids, i) => {
    const file = service.file(`people-${i}.yaml`);
    const people = ids.map((id) => ({ id, name: id, roles: ['staff'], task_forces: ['IND'], token: `token-of-${id}` }));
    writeFileSync(file, peopleFile(people), { mode: 0o600 });
    return service.ctl('people', 'import', file);
  });
  for (const { stdout } of await Promise.all(imported)) assert.match(stdout, /^15 people in the file, 30 changes made/);
  const { stdout } = await service.ctl('people', 'list');
  for (const id of groups.flat()) assert.match(stdout, new RegExp(`^${id} `, 'm'));
});

test('whom a file of people disables has no session left when enabled again', async () => {
  const leaver = await loggedIn(service, 'key1');
  const bringIn = async (disabled) => {
    const key1 = service.people.find(({ id }) => id === 'key1');
    writeFileSync(service.file('key1.yaml'), peopleFile([{ ...key1, disabled }]), { mode: 0o600 });
    await service.ctl('people', 'import', service.file('key1.yaml'));
  };
  await bringIn(true);
  await until(async () => (await leaver.get('/api/v1/me')).status === 401, 'the disabling to arrive');
  await bringIn(false);
  await until(async () => (await as.key1.get('/api/v1/me')).status === 200, 'the enabling to arrive');
  (await leaver.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
});
