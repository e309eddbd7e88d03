// The profile of time limits: one act puts another bundle in force, on every node, and it is on record.
import assert from 'node:assert/strict';
import test from 'node:test';
import { about } from './support/matters.js';
import { listening, startService } from './support/service.js';
import { stop, until } from './support/processes.js';
import { Client } from './support/client.js';

const service = await startService();
const { as } = service;
const kHour = 3_600_000;

const profile = async () => (await as.op1.get('/api/v1/profile')).expect(200);
const version = async (client = as.op1) => (await client.get('/api/v1/configuration')).expect(200).version;
const switchTo = (who, name, revision, reason = '社会面清零') =>
  as[who].post('/api/v1/profile', { profile: name, reason }, { headers: revision === undefined ? {} : { 'If-Match': `"${revision}"` } });
const atWork = await version();

/** How many hours the first contact of a ticket may take, weekends and nights included. */
async function contactHours(ticket) {
  const now = (await as.op1.get(`/api/v1/tickets/${ticket.number}`)).expect(200);
  return (Date.parse(now.clocks.find(({ target }) => target === 'contact').due) - Date.parse(now.opened_at)) / kHour;
}

test('while nobody has switched, the configuration\'s default is in force', async () => {
  const found = await profile();
  assert.deepEqual([found.profile, found.revision, found.history], ['campaign', 0, []]);
  assert.deepEqual(found.profiles.map(({ id }) => id), ['campaign', 'normal']);
  assert.match(atWork, /^[0-9a-f]{12}$/);
});

test('only a manager or an administrator switches, on what they have seen, to what there is, and says why', async () => {
  for (const id of ['op1', 'disp1', 'ind-lead', 'aud1', 'int1']) (await switchTo(id, 'normal', 0)).expectProblem(403, 'forbidden');
  (await switchTo('mgr1', 'normal')).expectProblem(428, 'precondition_required');
  (await switchTo('mgr1', 'normal', 7)).expectProblem(412, 'stale_revision');
  (await switchTo('mgr1', 'martial', 0)).expectProblem(422, 'invalid_field', '/profile');
  (await switchTo('mgr1', 'normal', 0, '')).expectProblem(422, 'invalid_field', '/reason');
  assert.equal((await profile()).revision, 0);
});

test('a switch is followed by every thread and node and by open tickets, and is on record', async () => {
  const ticket = (await as.op1.open(about('industry'))).expect(201);
  const before = await contactHours(ticket);
  const other = service.another();
  const port = await until(() => listening(other), 'the other node');
  const there = new Client(port, service.people.find(({ id }) => id === 'op1').token, service.agent);
  const switched = (await switchTo('mgr1', 'normal', 0)).expect(200);
  assert.deepEqual([switched.profile, switched.revision], ['normal', 1]);
  await until(async () => (await version()) === `${atWork}+normal` && (await version(there)) === `${atWork}+normal`, 'all nodes to follow');
  const versions = await Promise.all(Array.from({ length: 20 }, () => version()));
  assert.deepEqual([...new Set(versions)], [`${atWork}+normal`]);
  assert.notEqual(await contactHours(ticket), before, 'another calendar');
  const { history } = await profile();
  assert.deepEqual(history.map(({ revision, profile: name, by, reason }) => [revision, name, by, reason]), [[1, 'normal', 'mgr1', '社会面清零']]);
  assert.equal((await stop(other)).code, 0);
});

test('it stays over a reload and a restart', async () => {
  assert.equal((await as.adm1.post('/api/v1/configuration/reload')).expect(200).version, `${atWork}+normal`);
  await service.down();
  await service.up();
  assert.equal(await version(service.as.op1), `${atWork}+normal`);
});

test('of two who switch at once one is told that it is too late', async () => {
  const replies = await Promise.all(['mgr1', 'adm1', 'mgr1', 'adm1'].map((who) => service.as[who].post('/api/v1/profile',
    { profile: 'campaign', reason: '疫情反弹' }, { headers: { 'If-Match': '"1"' } })));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 412, 412, 412]);
  await until(async () => (await version(service.as.op1)) === atWork, 'the default to be back');
  assert.equal((await service.as.op1.get('/api/v1/profile')).expect(200).revision, 2);
});
