// Attacks on what somebody may not see or set: walking over numbers, forged cursors, fields that only the service writes. Elsewhere: who gets
// through to which address (matrix), lists of staff, confidential callers and masks (visibility, privacy).
import assert from 'node:assert/strict';
import test from 'node:test';
import { Client } from './support/client.js';
import { Stage, freshPhone } from './support/matters.js';
import { withCheckDigit } from './support/numbers.js';
import { describedAt, example, operations, takesJson } from './support/operations.js';
import { differences } from './support/redis.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

async function limitedTo(taskForce, id) {
  const { token } = (await as[id].post('/api/v1/tokens', { name: '测试', task_forces: [taskForce] })).expect(201);
  return new Client(service.port, token, service.agent);
}

const hidden = {
  triage: await stage.triage(),
  queued: await stage.queued('IND'),
  in_progress: await stage.claimed('IND'),
  resolved: await stage.resolved('IND'),
  closed: await stage.closed('IND'),
};
/** What the lists below hold. */
const phone = freshPhone();
for (const taskForce of ['IND', 'COM', 'COM']) {
  await stage.queued(taskForce, { caller: { phone } });
  const { number } = await stage.claimed(taskForce);
  (await as.mgr1.act(number, 'supervise', { instruction: '请说明进展。' })).expect(200);
  const asking = { IND: 'ind1', COM: 'com1' }[taskForce];
  (await as[asking].act(number, 'assist', { task_force: 'TRA', asked: '请协调。' })).expect(200);
}

/** To none of these anything of `hidden` exists. */
const blind = {
  'staff of another task force': as.con1,
  'a lead of another task force': as['con-lead'],
  'an integration': as.int1,
  'an operator\'s token for another task force': await limitedTo('CON', 'op1'),
  'a manager\'s token for another task force': await limitedTo('CON', 'mgr1'),
};
const nobodys = withCheckDigit('98765403');
const ofOneTicket = operations.filter(({ path }) => path.includes('{number}'));

/** All that a reply says but which ticket and which request it was about. */
function told({ status, headers, text }, number) {
  const { date: _, 'x-request-id': id, 'content-length': __, ...others } = headers;
  return { status, headers: others, text: text.replaceAll(number, 'NUMBER').replaceAll(id, 'ID') };
}

for (const [who, client] of Object.entries(blind)) {
  test(`walking over numbers: to ${who} a ticket that may not be seen and one that nobody has are the same`, async () => {
    const before = await service.redis.snapshot();
    for (const asked of ofOneTicket) {
      const ask = async (number, json, headers) =>
        told(await client.send(asked.method, asked.path.replace('{number}', number), json, { headers }), number);
      const tries = takesJson(asked) ? [[example(asked), {}], [example(asked), { 'If-Match': '"1"' }], [{ colour: 'red' }, {}]] : [[undefined, {}]];
      for (const [json, headers] of tries) {
        const unknown = await ask(nobodys, json, headers);
        if (headers['If-Match'] || !takesJson(asked)) assert.equal(unknown.status, 404, unknown.text);
        for (const [state, { number }] of Object.entries(hidden)) assert.deepEqual(await ask(number, json, headers), unknown, `${asked.path} ${state}`);
      }
    }
    assert.deepEqual(differences(before, await service.redis.snapshot()), []);
  });
}

test('walking over numbers: a token cannot merge into a ticket that it does not see, nor learn of it', async () => {
  const client = await limitedTo('CON', 'op1');
  const mine = await stage.queued('CON');
  const before = await service.redis.snapshot();
  const unknown = await client.act(mine, 'merge', { into: nobodys });
  unknown.expectProblem(404, 'ticket_not_found', '/into');
  for (const { number } of Object.values(hidden)) {
    assert.deepEqual(told(await client.act(mine, 'merge', { into: number }), number), told(unknown, nobodys));
  }
  assert.deepEqual(differences(before, await service.redis.snapshot()), []);
});

/** A page of each list, as somebody who may ask for it; each is as long as it can be unless the limit says less. */
const listOf = (query) => (who, more = {}) => as[who].get(`/api/v1/tickets?${new URLSearchParams({ limit: 200, ...query, ...more })}`);
const lists = [
  ['com1', 'queued tickets', listOf({ state: 'queued' })],
  ['com1', 'tickets in progress', listOf({ state: 'in_progress' })],
  ['com1', 'a task force\'s', listOf({ task_force: 'COM' })],
  ['com1', 'one\'s own', listOf({ assignee: 'me' })],
  ['tra1', 'parts that are owed', listOf({ assisting: 'TRA' })],
  ['mgr1', 'where one\'s orders stand', listOf({ supervised_by: 'me' })],
  ['com1', 'a queue', (who, more = {}) => as[who].get(`/api/v1/task-forces/COM/queue?${new URLSearchParams({ limit: 200, ...more })}`)],
  ['op1', 'a caller\'s', (who, more = {}) => as[who].post('/api/v1/callers/lookup', { phone, limit: 200, ...more })],
];
const numbersOf = (reply) => reply.expect(200).tickets.map(({ number }) => number);

const base64url = (text) => Buffer.from(text).toString('base64url');
const flipped = (text) => [...text].flatMap((_, at) => [1, 2, 16].map((bit) =>
  text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ bit) + text.slice(at + 1)));

/** What somebody makes of cursors that were given out, and what nobody gave out. */
function forgeries(cursors) {
  const numbers = Object.values(hidden).map(({ number }) => number);
  const [some] = cursors;
  const [level, instant, number] = Buffer.from(some, 'base64url').toString().split('.');
  const plain = [
    ...numbers.map((other) => `0.0.${other}`), ...numbers.map((other) => `${level}.${instant}.${other}`),
    `99.253402300799999.${number}`, `100.0.${number}`, `-1.0.${number}`, `0.-1.${number}`, `0.253402300800000.${number}`,
    `0.9223372036854775808.${number}`, `0.1e3.${number}`, `0.0x10.${number}`, ` 0.0.${number}`, `0.0.${number} `, `0.0.${number}\0`,
    `0.0.${nobodys}`, '0.0.0', '..', '0.0', `0.0.0.${number}`, '+inf.-inf.(', '*', '0.0.hl:roster', '\r\nSet-Cookie: a=b', '{}', '',
  ];
  return [
    ...cursors, ...flipped(some), ...[...some].map((_, end) => some.slice(0, end)), some + some, `${some}=`, `${some}!`, ` ${some}`,
    some.toUpperCase(), 'A'.repeat(3_000), '../../etc/passwd', '1650245400000-0', '游标', ...plain.map(base64url),
  ];
}

/** Of the same list, by people who see more; and of every other list. */
async function cursorsOfAll() {
  const pages = lists.map(([who, , ask]) => ask(who, { limit: 1 }));
  const others = ['op1', 'ind1'].map((who) => listOf({ state: 'queued' })(who, { limit: 1 }));
  const cursors = (await Promise.all([...pages, ...others])).map((reply) => reply.expect(200).next_cursor);
  assert.ok(cursors.every((cursor) => cursor !== null), 'each list has more than one page');
  return cursors;
}

test('forged cursors: nothing that a list does not hold anyway, whatever was made of a cursor and whoever got it', async () => {
  const forged = forgeries(await cursorsOfAll());
  for (const [who, name, ask] of lists) {
    const whole = new Set(numbersOf(await ask(who)));
    const wrong = [];
    const outcomes = { taken: 0, refused: 0 };
    for (const cursor of forged) {
      const reply = await ask(who, { cursor });
      outcomes[reply.status === 200 ? 'taken' : 'refused'] += 1;
      const held = reply.status === 200 && numbersOf(reply).every((number) => whole.has(number));
      const refused = reply.body.code === 'bad_cursor' || (reply.status === 422 && reply.body.code === 'invalid_field');
      if (!held && !refused) wrong.push(`${cursor}: ${reply.status} ${reply.text.slice(0, 200)}`);
    }
    assert.deepEqual(wrong, [], name);
    assert.ok(outcomes.taken > 10 && outcomes.refused > 20, JSON.stringify(outcomes));
  }
});

test('forged cursors: the record of accesses takes nothing but the id of an entry', async () => {
  const forged = [
    '-', '+', '(1-0', '0-0-0', '1650245400000', '1-*', '-1-0', '1-0 COUNT 5', '0-0', '00-000', '99999999999999999999-0', base64url('0.0.0'),
  ];
  const ask = (before) => as.aud1.get(`/api/v1/audit/access?${new URLSearchParams({ before })}`);
  for (const before of forged) (await ask(before)).expectProblem(422, 'invalid_field', 'before');
  (await ask('1-0\r\nFLUSHALL')).expectProblem(400, 'bad_request');
  (await as.aud1.get('/api/v1/audit/access?before=9999999999999999999-9999999999999999999')).expect(200);
});

/** What only the service writes, or somebody else decides. */
const kWritten = {
  id: 'con1', number: '100001074', state: 'closed', revision: 99, generation: 9, holder: 'con1', assignee: 'con1', opened_by: 'adm1',
  opened_at: '2020-01-01T00:00:00Z', task_force: 'TRA', clocks: [], due_at: '2099-01-01T00:00:00Z', roles: ['admin'], role: 'admin',
  disabled: false, owner: 'adm1', by: 'adm1', actor: 'adm1', sha256: '0'.repeat(64), token_sha256: '0'.repeat(64),
  password_hash: '$argon2id$', once: false, scope: {}, masked: false,
};
const kFields = [...Object.entries(kWritten), ['__proto__', { administers: true }], ['constructor', { prototype: { roles: ['admin'] } }]];

/** The objects of a body that name their fields: the body itself, and those within. */
function objectsIn(asked, json, names = []) {
  const inside = Object.entries(json).filter(([name, value]) => value && typeof value === 'object' && !Array.isArray(value) && name !== 'facts');
  return [names, ...inside.flatMap(([name, value]) => objectsIn(asked, value, [...names, name]))];
}

/** A copy with one more field in the object at these names. */
function withField(json, [first, ...rest], name, value) {
  return first === undefined ? { ...json, [name]: value } : { ...json, [first]: withField(json[first], rest, name, value) };
}

test('mass assignment: what only the service writes is refused by name in every body, and changes nothing', async () => {
  const ticket = await stage.claimed('IND');
  const before = await service.redis.snapshot();
  const wrong = [];
  let tried = 0;
  for (const asked of operations.filter(takesJson)) {
    const path = asked.path.replace('{number}', ticket.number).replace('{id}', asked.path.includes('task-forces') ? 'IND' : 'ind1');
    const json = example(asked) ?? {};
    for (const place of objectsIn(asked, json)) {
      for (const [name, value] of kFields.filter(([field]) => describedAt(asked, [...place, field]) === undefined)) {
        tried += 1;
        const headers = { 'Idempotency-Key': `assigned-${tried}`, 'If-Match': '"2"' };
        const client = asked.path.startsWith('/api/v1/task-forces') ? as.ind1 : as.adm1;
        const reply = await client.send(asked.method, path, withField(json, place, name, value), { headers });
        const pointer = `/${[...place, name].join('/')}`;
        const named = reply.body?.code === 'unknown_field' && reply.body.field === pointer;
        if (!named) wrong.push(`${asked.method} ${asked.path} ${pointer}: ${reply.status} ${reply.text}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(tried > 500, `${tried}`);
  assert.deepEqual(differences(before, await service.redis.snapshot()), []);
});
