// Queues and lists, page by page, while others work on them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { extent } from './support/extent.js';
import { Stage, about, freshPhone } from './support/matters.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

const kMany = extent(300, 80);

/** All pages of a list, with `between` called after each; every ticket in the order it came. */
async function walk(client, path, limit, between = async () => {}) {
  const seen = [];
  let cursor;
  do {
    const at = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await client.get(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${at}`)).expect(200);
    assert.ok(page.tickets.length <= limit);
    seen.push(...page.tickets);
    await between(seen);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return seen;
}

async function openMany(count, matter) {
  const tickets = [];
  for (let begun = 0; begun < count; begun += 20) {
    const some = Array.from({ length: Math.min(20, count - begun) }, (_, i) => as.op1.open(matter(begun + i)));
    tickets.push(...(await Promise.all(some)).map((reply) => reply.expect(201)));
  }
  return tickets;
}

const inOrder = (a, b) => a.urgency - b.urgency || Date.parse(a.opened_at) - Date.parse(b.opened_at);

test(`${kMany} tickets in pages of seven while others open and claim: none twice, none that stayed missing`, async () => {
  const matter = (i) => about('transport', { urgency: 1 + (i % 5), caller: { phone: freshPhone() } });
  const opened = await openMany(kMany, matter);
  const gone = new Set();
  const come = [];
  let page = 0;
  const meanwhile = async (seen) => {
    page += 1;
    const known = new Set(seen.map(({ number }) => number));
    const ahead = opened.find(({ number }) => !known.has(number) && !gone.has(number));
    const behind = opened.find(({ number }) => known.has(number) && !gone.has(number));
    for (const ticket of [ahead, page % 2 ? behind : undefined].filter(Boolean)) {
      (await as.tra1.act(ticket, 'claim')).expect(200);
      gone.add(ticket.number);
    }
    come.push((await as.op1.open(matter(page))).expect(201).number);
  };
  const seen = await walk(as.tra2, '/api/v1/task-forces/TRA/queue', 7, meanwhile);
  const numbers = seen.map(({ number }) => number);
  assert.equal(new Set(numbers).size, numbers.length, 'a ticket came twice');
  const missing = opened.filter(({ number }) => !gone.has(number) && !numbers.includes(number));
  assert.deepEqual(missing.map(({ number }) => number), []);
  assert.ok(gone.size > kMany / 10 && come.length > kMany / 10);
});

test('the most urgent come first, then the longest waiting', async () => {
  const seen = await walk(as.disp1, '/api/v1/tickets?state=queued&task_force=TRA', 13);
  assert.ok(seen.length > (kMany * 2) / 3);
  assert.deepEqual(seen.map(({ number }) => number), [...seen].sort(inOrder).map(({ number }) => number));
});

test('a task force alone lists what is queued there, as its queue does', async () => {
  const list = await walk(as.op1, '/api/v1/tickets?task_force=TRA', 100);
  const queue = await walk(as.op1, '/api/v1/task-forces/TRA/queue', 100);
  assert.deepEqual(list, queue);
  assert.ok(list.every(({ state, task_force: owner }) => state === 'queued' && owner === 'TRA'));
});

test('every state has its list', async () => {
  const one = {
    triage: await stage.triage(),
    queued: await stage.queued('CON'),
    in_progress: await stage.claimed('CON'),
    waiting: await stage.waiting('CON'),
    resolved: await stage.resolved('CON'),
    closed: await stage.closed('CON'),
    cancelled: await stage.cancelled(),
  };
  for (const [state, ticket] of Object.entries(one)) {
    const listed = await walk(as.disp1, `/api/v1/tickets?state=${state}`, 200);
    assert.ok(listed.some(({ number }) => number === ticket.number), state);
    assert.ok(listed.every((entry) => entry.state === state), state);
  }
});

test('what a person has claimed is listed for that person', async () => {
  const first = await stage.claimed('COM');
  const second = await stage.waiting('COM');
  const released = await stage.claimed('COM');
  (await as.com1.act(released, 'release')).expect(200);
  const mine = await walk(as.com1, '/api/v1/tickets?assignee=me', 50);
  assert.deepEqual(mine.map(({ number }) => number).sort(), [first.number, second.number].sort());
  assert.deepEqual(await walk(as.mgr1, '/api/v1/tickets?assignee=com1', 1).then((all) => all.length), 2);
});

test('a list shows neither texts nor who called', async () => {
  const phone = freshPhone();
  const secret = '来电人住址某小区三栋';
  const ticket = await stage.queued('COM', { text: secret, caller: { phone, name: '王女士', address: secret } });
  const reply = await as.com1.get('/api/v1/task-forces/COM/queue?limit=200');
  assert.ok(reply.body.tickets.some(({ number }) => number === ticket.number));
  for (const word of [phone, '王女士', secret]) assert.ok(!reply.text.includes(word));
});

test('a task force knows how much it has', async () => {
  await stage.queued('CON');
  const all = (await as.mgr1.get('/api/v1/task-forces')).expect(200).task_forces;
  assert.deepEqual(all.map(({ id }) => id), ['IND', 'CON', 'TRA', 'COM', 'KEY', 'INS']);
  for (const counted of all) {
    assert.deepEqual((await as.mgr1.get(`/api/v1/task-forces/${counted.id}`)).expect(200), counted);
    for (const state of ['queued', 'in_progress', 'waiting', 'resolved']) {
      const listed = await walk(as.mgr1, `/api/v1/tickets?state=${state}&task_force=${counted.id}`, 200);
      assert.equal(counted[state], listed.length, `${counted.id} ${state}`);
    }
  }
});

test('a cursor that was tampered with is refused', async () => {
  const { next_cursor: cursor } = (await as.op1.get('/api/v1/tickets?task_force=TRA&limit=1')).expect(200);
  (await as.op1.get(`/api/v1/tickets?task_force=TRA&limit=1&cursor=${encodeURIComponent(cursor)}x`)).expectProblem(400, 'bad_cursor', 'cursor');
});
