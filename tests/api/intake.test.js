// One call, one ticket; and amendments that never overwrite what somebody else wrote.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { limits } from './support/limits.js';
import { Stage, about, checkpoint, freshPhone, unclear } from './support/matters.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

// As many as a data set has unless it is said otherwise.
const kPartitions = 16;

test('the same key with the same body gives the same ticket again', async () => {
  const key = randomUUID();
  const matter = about('industry', { caller: { phone: freshPhone() } });
  const ticket = (await as.op1.open(matter, key)).expect(201);
  (await as.ind1.act(ticket, 'claim')).expect(200);
  const again = await as.op1.open(matter, key);
  const replayed = again.expect(200);
  assert.equal(again.headers['idempotency-replayed'], 'true');
  assert.deepEqual([replayed.number, replayed.state, replayed.revision], [ticket.number, 'in_progress', 2]);
});

test('the same key with another body is refused', async () => {
  const key = randomUUID();
  const caller = { phone: freshPhone() };
  (await as.op1.open(unclear({ caller }), key)).expect(201);
  const before = await service.redis.snapshot();
  (await as.op1.open(unclear({ caller, place: '别处' }), key)).expectProblem(422, 'idempotency_key_reused', 'Idempotency-Key');
  assert.deepEqual(await service.redis.snapshot(), before);
});

test('a key counts for one number: with others, whichever partitions they fall into, it opens a ticket each', async () => {
  const key = randomUUID();
  const callers = [undefined, ...Array.from({ length: 3 * kPartitions }, () => ({ phone: freshPhone() }))];
  const opened = new Map();
  for (const caller of callers) opened.set(caller, (await as.op1.open(unclear(caller && { caller }), key)).expect(201).number);
  assert.equal(new Set(opened.values()).size, callers.length);
  for (const caller of callers) {
    const again = await as.op1.open(unclear(caller && { caller }), key);
    assert.equal(again.expect(200).number, opened.get(caller));
    const other = await as.op1.open(unclear({ place: '别处', ...(caller && { caller }) }), key);
    other.expectProblem(422, 'idempotency_key_reused', 'Idempotency-Key');
  }
});

test('the same body is the same bytes: said in another way it is another body', async () => {
  const [key, phone] = [randomUUID(), freshPhone()];
  const send = (raw) => as.op1.send('POST', '/api/v1/tickets', undefined, { raw, headers: { 'Idempotency-Key': key } });
  const bytes = JSON.stringify(unclear({ caller: { phone } }));
  const ticket = (await send(bytes)).expect(201);
  for (const other of [` ${bytes}`, JSON.stringify({ caller: { phone }, ...unclear() }), bytes.replace(phone, `+86 ${phone}`)]) {
    assert.notEqual(other, bytes);
    (await send(other)).expectProblem(422, 'idempotency_key_reused', 'Idempotency-Key');
  }
  assert.equal((await send(bytes)).expect(200).number, ticket.number);
});

test('fifty requests with one key at once make one ticket', async () => {
  const key = randomUUID();
  const matter = about('commerce', { caller: { phone: freshPhone() } });
  const replies = await Promise.all(Array.from({ length: 50 }, () => as.op1.open(matter, key)));
  assert.equal(replies.filter(({ status }) => status === 201).length, 1);
  assert.equal(replies.filter(({ status }) => status === 200).length, 49);
  assert.equal(new Set(replies.map(({ body }) => body.number)).size, 1);
});

test('a hundred calls at once get a hundred numbers', async () => {
  const replies = await Promise.all(Array.from({ length: 100 }, () => as.op1.open(unclear({ caller: { phone: freshPhone() } }))));
  const numbers = replies.map((reply) => reply.expect(201).number);
  assert.equal(new Set(numbers).size, 100);
});

test('an imported complaint keeps when it was made', async () => {
  const matter = about('industry', { channel: 'integration', received_at: '2022-04-17T23:59:59+08:00' });
  const ticket = (await as.int1.open(matter)).expect(201);
  assert.equal(ticket.channel, 'integration');
  const { events } = (await as.op1.get(`/api/v1/tickets/${ticket.number}/history`)).expect(200);
  assert.equal(Date.parse(events[0].changes.received_at), Date.parse('2022-04-17T23:59:59+08:00'));
});

test('facts and urgency of the category are kept', async () => {
  const ticket = (await as.op1.open(checkpoint())).expect(201);
  assert.deepEqual([ticket.category, ticket.urgency, ticket.task_force], ['B2', 2, 'TRA']);
  assert.equal(ticket.facts.plate, '吉A·0X73Q');
});

test('the longest texts are taken, character by character', async () => {
  const title = '诉'.repeat(limits.title);
  const text = '求'.repeat(limits.text);
  const ticket = (await as.op1.open({ title, text })).expect(201);
  const read = (await as.op1.get(`/api/v1/tickets/${ticket.number}`)).expect(200);
  assert.equal(read.title, title);
  assert.equal(read.text, text);
});

test('a ticket number is read with blanks and dashes between its digits', async () => {
  const { number } = await stage.triage();
  const spoken = `${number.slice(0, 3)}-${number.slice(3, 6)}%20${number.slice(6)}`;
  assert.equal((await as.op1.get(`/api/v1/tickets/${spoken}`)).expect(200).number, number);
});

test('an amendment replaces the given fields and leaves the others', async () => {
  const ticket = await stage.queued('IND', { place: '旧址', district: '220102' });
  const amended = (await as.op1.act(ticket, 'amend', { title: '已核实地址', place: '新址' }, 1)).expect(200);
  assert.deepEqual([amended.title, amended.place, amended.district, amended.text], ['已核实地址', '新址', '220102', ticket.text]);
  assert.equal(amended.revision, 2);
});

test('an amendment clears what is null and leaves the rest of the caller', async () => {
  const caller = { phone: freshPhone(), name: '张先生', address: '旧地址' };
  const ticket = await stage.queued('IND', { place: '旧址', caller });
  const amended = (await as.op1.act(ticket, 'amend', { place: null, caller: { address: null } }, 1)).expect(200);
  assert.deepEqual([amended.place, amended.caller.address], ['', '']);
  assert.deepEqual([amended.caller.name, amended.caller.phone], ['张先生', `+86${caller.phone}`]);
});

test('a stale amendment is refused with what has changed since', async () => {
  const ticket = await stage.queued('IND');
  (await as.op1.act(ticket, 'amend', { title: '第一次修改', place: '新址' }, 1)).expect(200);
  (await as.ind1.act(ticket, 'claim')).expect(200);
  const problem = (await as.op2.act(ticket, 'amend', { title: '第二次修改' }, 1)).expectProblem(412, 'stale_revision');
  assert.equal(problem.current_revision, '3');
  const fields = problem.fields.split(',');
  for (const field of ['title', 'place', 'state', 'holder']) assert.ok(fields.includes(field), `${field} in ${problem.fields}`);
  assert.equal((await as.op2.get(`/api/v1/tickets/${ticket.number}`)).body.title, '第一次修改');
  assert.equal((await as.op2.act(ticket, 'amend', { title: '第二次修改' }, 3)).expect(200).title, '第二次修改');
});

test('of many amendments at one revision exactly one is taken', async () => {
  const ticket = await stage.queued('IND');
  const all = Array.from({ length: 20 }, (_, i) => as.op1.act(ticket, 'amend', { place: `地点${i}` }, 1));
  const statuses = (await Promise.all(all)).map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 200).length, 1);
  assert.equal(statuses.filter((status) => status === 412).length, 19);
});

test('actions without If-Match are all done, one after the other', async () => {
  const ticket = await stage.queued('IND');
  const notes = Array.from({ length: 20 }, (_, i) => as.op1.act(ticket, 'note', { text: `记录${i}` }));
  for (const reply of await Promise.all(notes)) reply.expect(200);
  const { events } = (await as.op1.get(`/api/v1/tickets/${ticket.number}/history`)).expect(200);
  assert.deepEqual(events.map(({ revision }) => revision), Array.from({ length: 21 }, (_, i) => i + 1));
});

test('a changed urgency changes the promise', async () => {
  const ticket = await stage.queued('IND');
  const raised = (await as.op1.act(ticket, 'amend', { urgency: 1 }, 1)).expect(200);
  assert.ok(Date.parse(raised.resolve_by) < Date.parse(ticket.resolve_by));
});
