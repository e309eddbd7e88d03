// The synthetic call: says that tickets get through, and is none of anybody's business.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Viewer } from './support/live.js';
import { Stage } from './support/matters.js';
import { stop, until } from './support/processes.js';
import { kSecret, startNotifying } from './support/notifications.js';
import { Receiver } from './support/receiver.js';
import { listening } from './support/service.js';

const kPeriod = 1;
const platform = await new Receiver().up();
const service = await startNotifying({
  channels: [{ id: 'platform', kind: 'webhook', url: platform.url }],
  secrets: { platform: { secret: kSecret } },
  args: { 'canary-seconds': kPeriod },
});
test.after(() => platform.down());
const { as } = service;
const stages = ['open', 'route', 'claim', 'resolve', 'close'];
const passed = async () => Promise.all(stages.map((stage) => service.metric('hotline_canary_stage_timestamp_seconds', { stage })));
/** The tickets that there are, whoever opened them. */
const tickets = async () => (await service.redis.keys()).filter((key) => /^hl:\{\d+\}:t:\d+$/.test(key)).length;

test('each stage says when the call last got through it', async () => {
  const first = await until(async () => {
    const times = await passed();
    return times.every((time) => time > 0) && times;
  }, 'a whole call');
  for (const time of first) assert.ok(Math.abs(time - Date.now() / 1000) < 30);
  assert.deepEqual([...first].sort(), first, 'in their order');
  await until(async () => (await passed()).every((time, i) => time > first[i]), 'the next call');
});

test('no figure, list, viewer or receiver knows of it', async () => {
  const manager = await Viewer.follow(as.mgr1);
  const before = await passed();
  await until(async () => (await passed()).every((time, i) => time >= before[i] + 2 * kPeriod), 'two more calls');
  const mine = await new Stage(service).queued('IND');
  await manager.next('ticket', ({ ticket }) => ticket.number === mine.number);
  assert.deepEqual(manager.told(), [`${mine.number}@1`]);
  await until(() => platform.about(mine).length > 0, 'the real ticket to be delivered');
  assert.equal(platform.taken.length, platform.about(mine).length);
  for (const [name, value] of [['tickets_created', 1], ['claims', 0], ['callbacks', 0], ['sla_due', 0]]) {
    assert.equal(await service.metric(`hotline_${name}_total`), value, name);
  }
  const { text } = (await as.mgr1.get('/api/v1/task-forces'));
  assert.ok(!text.includes('CANARY'));
  manager.close();
});

test('nobody can call as it does, and nobody can be it', async () => {
  (await as.op1.open({ channel: 'canary', title: '一', text: '二' })).expectProblem(422, 'invalid_field', '/channel');
  for (const id of ['canary', 'canary.staff']) {
    (await as.adm1.post('/api/v1/people', { id, name: '金丝雀', roles: ['operator'] })).expectProblem(422, 'invalid_field', '/id');
  }
});

test('of two nodes one calls in each period', async () => {
  const other = service.another();
  try {
    await until(() => listening(other), 'the second node');
    const [count, from] = [await tickets(), Date.now()];
    await until(async () => Date.now() - from > 5_000 * kPeriod, 'five periods');
    const calls = (await tickets()) - count;
    assert.ok(calls >= 3 && calls <= 7, `${calls} calls in five periods`);
  } finally {
    await stop(other);
  }
});

test('what they wrote is in order', async () => {
  await service.ctl('verify');
  await service.ctl('audit', 'verify');
});
