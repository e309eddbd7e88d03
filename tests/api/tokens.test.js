// API tokens: made for less than their owner may do, shown once, ending.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Client } from './support/client.js';
import { about } from './support/matters.js';
import { until } from './support/processes.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;

async function issued(owner, asked) {
  const token = (await as[owner].post('/api/v1/tokens', { name: '测试', ...asked })).expect(201);
  return { ...token, client: new Client(service.port, token.token, service.agent) };
}

test('a token takes only the actions it was made for', async () => {
  const { client } = await issued('op1', { actions: ['open', 'urge'] });
  const ticket = (await client.open(about('industry'))).expect(201);
  assert.deepEqual(ticket.allowed_actions, ['urge']);
  (await client.act(ticket, 'urge')).expect(200);
  (await client.act(ticket, 'note', { text: '来电' })).expectProblem(403, 'forbidden');
  (await as.op1.act(ticket, 'note', { text: '来电' })).expect(200);
});

test('a token sees only the task forces it was made for', async () => {
  const { client } = await issued('disp1', { task_forces: ['IND'] });
  const mine = (await as.op1.open(about('industry'))).expect(201);
  const other = (await as.op1.open(about('transport'))).expect(201);
  (await client.get(`/api/v1/tickets/${mine.number}`)).expect(200);
  (await client.get(`/api/v1/tickets/${other.number}`)).expectProblem(404, 'ticket_not_found');
  (await client.get(`/api/v1/tickets/${other.number}/history`)).expectProblem(404, 'ticket_not_found');
  (await client.act(other, 'note', { text: '看不见' })).expectProblem(404, 'ticket_not_found');
  const listed = (await client.get('/api/v1/tickets?state=queued')).expect(200).tickets;
  assert.deepEqual([...new Set(listed.map(({ task_force: id }) => id))], ['IND']);
  (await client.get('/api/v1/task-forces/TRA/queue')).expectProblem(403, 'forbidden');
  (await client.get('/api/v1/tickets?state=triage')).expectProblem(403, 'forbidden');
  (await client.post('/api/v1/callers/lookup', { phone: '13904310001' })).expectProblem(403, 'forbidden');
});

test('a token with limits neither administers nor makes others', async () => {
  const { client, id } = await issued('adm1', { actions: ['open'] });
  (await client.post('/api/v1/people', { id: 'x', name: 'x', roles: ['admin'] })).expectProblem(403, 'forbidden');
  (await client.post('/api/v1/configuration/reload')).expectProblem(403, 'forbidden');
  (await client.post('/api/v1/tokens', { name: 'more' })).expectProblem(403, 'forbidden');
  (await client.send('DELETE', `/api/v1/tokens/${id}`)).expectProblem(403, 'forbidden');
  (await client.post('/api/v1/me/password', { password: 'x', new_password: 'a long one, longer' })).expectProblem(403, 'forbidden');
  const profile = await as.adm1.get('/api/v1/profile');
  const headers = { 'If-Match': profile.headers.etag };
  (await client.post('/api/v1/profile', { profile: 'normal', reason: 'x' }, { headers })).expectProblem(403, 'forbidden');
});

test('a token ends at its instant, and when it is revoked', async () => {
  const soon = new Date(Date.now() + 1500).toISOString();
  const ending = await issued('int1', { expires_at: soon });
  (await ending.client.get('/api/v1/me')).expect(200);
  const revoked = await issued('int1', {});
  (await as.int1.send('DELETE', `/api/v1/tokens/${revoked.id}`)).expect(204);
  (await revoked.client.get('/api/v1/me')).expectProblem(401, 'unauthenticated');
  await until(async () => (await ending.client.get('/api/v1/me')).status === 401, 'the token to end');
});

test('it is shown once, kept as its hash, and its last use is known', async () => {
  const { id, token, client } = await issued('ind1', { name: '手机' });
  (await client.get('/api/v1/me')).expect(200);
  const { tokens } = (await as.ind1.get('/api/v1/tokens')).expect(200);
  const known = tokens.find((entry) => entry.id === id);
  assert.equal(known.name, '手机');
  assert.ok(Date.now() - Date.parse(known.last_used_at) < 60_000);
  assert.ok(!JSON.stringify(tokens).includes(token));
  const roster = await service.redis.client.sendCommand(['XRANGE', 'hl:roster', '-', '+']);
  assert.ok(!JSON.stringify(roster).includes(token));
  assert.ok(!service.written().includes(token));
});

test('one\'s tokens are one\'s own business, and an administrator\'s', async () => {
  const { id } = await issued('ind1', {});
  (await as.ind2.get('/api/v1/tokens?owner=ind1')).expectProblem(403, 'forbidden');
  (await as.ind2.send('DELETE', `/api/v1/tokens/${id}`)).expectProblem(404, 'token_not_found');
  (await as.ind2.post('/api/v1/tokens', { name: 'x', owner: 'ind1' })).expectProblem(403, 'forbidden');
  assert.ok((await as.adm1.get('/api/v1/tokens?owner=ind1')).expect(200).tokens.some((entry) => entry.id === id));
  (await as.adm1.send('DELETE', `/api/v1/tokens/${id}`)).expect(204);
  (await as.adm1.post('/api/v1/tokens', { name: 'x', owner: 'nobody7' })).expectProblem(404, 'person_not_found');
});

test('what is no token is refused', async () => {
  const wrong = [
    [{}, 'missing_field', '/name'],
    [{ name: 'x', actions: ['fly'] }, 'invalid_field', '/actions'],
    [{ name: 'x', task_forces: ['XXX'] }, 'invalid_field', '/task_forces'],
    [{ name: 'x', expires_at: '2020-01-01T00:00:00Z' }, 'invalid_field', '/expires_at'],
    [{ name: 'x', sha256: '0'.repeat(64) }, 'unknown_field', '/sha256'],
  ];
  for (const [body, code, field] of wrong) (await as.op1.post('/api/v1/tokens', body)).expectProblem(422, code, field);
});
