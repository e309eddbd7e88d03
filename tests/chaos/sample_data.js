// Writes a small sound data set by hand, the way the store's functions would, so that the checker is tested without a service.

import { createHash } from 'node:crypto';
import { kStates, queueOf } from './checker/layout.js';

const kPartitions = 2;
const kOpenedAt = 1_650_000_000_000;

export const keyOf = (partition, rest) => `hl:{${String(partition).padStart(2, '0')}}:${rest}`;

const hashOf = (text) => createHash('sha256').update(text).digest().subarray(0, 16);
export const bucketKey = (partition, kind, hash) => keyOf(partition, `${kind}:${hash.readUInt16LE(0) % 1024}`);

/** A life in steps: [action, state, actor, changes]. */
const kLives = {
  triage: [['open', 'triage', 'op1']],
  queued: [['open', 'queued', 'op1']],
  held: [['open', 'queued', 'op1'], ['claim', 'in_progress', 'tra1', { holder: 'tra1' }]],
  resolved: [
    ['open', 'queued', 'op1'], ['claim', 'in_progress', 'tra1', { holder: 'tra1' }],
    ['release', 'queued', 'tra1', { holder: '' }], ['claim', 'in_progress', 'tra2', { holder: 'tra2' }],
    ['resolve', 'resolved', 'tra2', { holder: '' }],
  ],
};

function eventsOf(life, taskForce) {
  return life.map(([action, state, actor, changes], i) => JSON.stringify({
    r: i + 1, a: action, b: actor, t: kOpenedAt + i, s: kStates.indexOf(state),
    ...(state === 'triage' ? {} : { tf: taskForce }), ...(changes ? { d: changes } : {}),
  }));
}

async function writeTicket(redis, partition, serial, lifeName, phone, idempotencyKey = `key:${partition}:${serial}`) {
  const life = kLives[lifeName];
  const [, state, actor] = life.at(-1);
  const holder = state === 'in_progress' ? actor : '';
  const taskForce = state === 'triage' ? '' : 'TRA';
  const openedAt = kOpenedAt + serial;
  const document = JSON.stringify({
    s: kStates.indexOf(state), o: openedAt, u: 2, ti: 'title', tx: 'text',
    ...(holder ? { pa: [{ f: 'COM', b: holder, t: 1 }, { f: 'IND', b: holder, t: 1, d: 2 }], so: [{ i: 'order', b: 'mgr1', t: 1 }] } : {}),
    ...(taskForce ? { tf: taskForce } : {}), ...(holder ? { h: holder } : {}), ...(phone ? { cl: { p: phone } } : {}),
  });
  const events = eventsOf(life, 'TRA');
  await redis.incr(keyOf(partition, 'seq'));
  await redis.rpush(keyOf(partition, `t:${serial}`), events.length, document, ...events);
  await redis.zadd(keyOf(partition, `q:${queueOf({ taskForce, state, urgency: 2 })}`), openedAt, serial);
  if (holder) await redis.zadd(keyOf(partition, `a:${holder}`), openedAt, serial);
  if (holder) await redis.zadd(keyOf(partition, 'p:COM'), openedAt, serial);
  if (holder) await redis.zadd(keyOf(partition, 'v:mgr1'), openedAt, serial);
  await redis.zadd(keyOf(partition, 'timers'), openedAt + 3_600_000, serial);
  const key = hashOf(idempotencyKey);
  await redis.hset(bucketKey(partition, 'idem', key), key, serial);
  if (phone) await addCaller(redis, partition, hashOf(phone), serial);
  for (const event of events) await addEvent(redis, partition, serial, event);
}

/** With a link that is as long as one; nobody here has the secret. */
async function addEvent(redis, partition, serial, event) {
  const count = (await redis.xlen(keyOf(partition, 'events'))) + 1;
  const link = `${'-'.repeat(20)}${count}`;
  await redis.xadd(keyOf(partition, 'events'), '*', 't', serial, 'e', event, 'h', link);
  await redis.set(keyOf(partition, 'chain'), link);
}

async function addCaller(redis, partition, hash, serial) {
  const key = bucketKey(partition, 'callers', hash);
  const known = await redis.hget(key, hash);
  await redis.hset(key, hash, known ? `${known},${serial}` : String(serial));
}

export async function writeSampleData(redis) {
  await redis.flushall();
  await redis.hset('hl:dataset', 'partitions', kPartitions, 'secret', '0123456789abcdef');
  await writeTicket(redis, 0, 1, 'triage', '');
  await writeTicket(redis, 0, 2, 'queued', '+8616400000001');
  await writeTicket(redis, 0, 3, 'held', '+8616400000001');
  // The key of 0:2 once more, by somebody else: a ticket of its own.
  await writeTicket(redis, 1, 1, 'resolved', '+8616400000002', 'key:0:2');
  await writeTicket(redis, 1, 2, 'triage', '');
  return {
    tickets: 5, events: 10, openedAt: kOpenedAt,
    keyHash: hashOf('key:0:2'), anonymousKeyHash: hashOf('key:0:1'), otherKeyHash: hashOf('key:1:2'), callerHash: hashOf('+8616400000001'),
  };
}
