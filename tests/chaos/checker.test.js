// The checker is tested first: sound data has no problems, and each planted corruption is found by the invariant it breaks.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Child, until } from '../../tools/lib-js/child.js';
import { connectRedis } from '../../tools/lib-js/redis.js';
import { parseTicketNumber, ticketNumber } from '../../tools/lib-js/ticket_number.js';
import { checkDataset } from './checker/check.js';
import { bucketKey, keyOf, writeSampleData } from './sample_data.js';

const kSecret = '7'.repeat(64);
const folder = mkdtempSync(join(tmpdir(), 'hotline-checker-'));
const socket = join(folder, 'redis.sock');
let server;
let redis;

before(async () => {
  server = new Child('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder]);
  await until(() => {
    server.assertRunning();
    return existsSync(socket);
  }, 'redis-server does not listen');
  redis = connectRedis(socket);
});

after(async () => {
  redis.disconnect();
  await server.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

test('Checker.SoundDataHasNoProblems', async () => {
  const sample = await writeSampleData(redis);
  const { tickets, events, problems } = await checkDataset(redis, kSecret);
  assert.deepEqual(problems, []);
  assert.deepEqual({ tickets, events }, { tickets: sample.tickets, events: sample.events });
});

test('Checker.NothingIsNothingWrong', async () => {
  await redis.flushall();
  const { tickets, problems } = await checkDataset(redis, kSecret);
  assert.deepEqual({ tickets, problems }, { tickets: 0, problems: [] });
});

async function changeDocument(key, change) {
  const document = JSON.parse(await redis.lindex(key, 1));
  await redis.lset(key, 1, JSON.stringify({ ...document, ...change }));
}

async function changeEvent(key, index, change) {
  const event = JSON.parse(await redis.lindex(key, index));
  await redis.lset(key, index, JSON.stringify({ ...event, ...change }));
}

const kCorruptions = {
  'TicketMissingInItsQueue|everyTicketInItsQueue': () => redis.zrem(keyOf(0, 'q:TRA:queued:2'), 2),
  'TicketInTwoQueues|everyTicketInItsQueue': ({ openedAt }) => redis.zadd(keyOf(0, 'q:IND:queued:2'), openedAt + 2, 2),
  'TicketInTheQueueOfAnotherUrgency|everyTicketInItsQueue': () => redis.rename(keyOf(0, 'q:TRA:queued:2'), keyOf(0, 'q:TRA:queued:1')),
  'QueueWithAnotherInstant|everyTicketInItsQueue': () => redis.zadd(keyOf(0, 'q:TRA:queued:2'), 5, 2),
  'QueueNamesATicketThatIsNot|everyTicketInItsQueue': () => redis.zadd(keyOf(0, 'q:TRA:queued:2'), 5, 77),
  'EventMissingInTheHistory|revisionsAndEventsAgree': () => redis.rpop(keyOf(1, 't:1')),
  'WrongRevision|revisionsAndEventsAgree': () => redis.lset(keyOf(0, 't:3'), 0, 3),
  'EventsWithAGap|revisionsAndEventsAgree': () => changeEvent(keyOf(0, 't:3'), 3, { r: 3 }),
  'DocumentInAnotherState|revisionsAndEventsAgree': () => changeDocument(keyOf(0, 't:2'), { s: 4 }),
  'EventMissingInTheStream|streamAndHistoriesAgree': async () => {
    const [[id]] = await redis.xrange(keyOf(1, 'events'), '-', '+', 'COUNT', 1);
    await redis.xdel(keyOf(1, 'events'), id);
  },
  'EventTwiceInTheStream|streamAndHistoriesAgree': async () => {
    await redis.xadd(keyOf(0, 'events'), '*', 't', 2, 'e', await redis.lindex(keyOf(0, 't:2'), 2));
  },
  'StreamTellsAnotherStory|streamAndHistoriesAgree': () => changeEvent(keyOf(0, 't:2'), 2, { b: 'op2' }),
  'ChainThatWasSetBack|chainIsAsLongAsTheStream': () => redis.set(keyOf(0, 'chain'), `${'-'.repeat(20)}1`),
  'TicketLost|everySerialExists': () => redis.del(keyOf(0, 't:2')),
  'SequenceTurnedBack|everySerialExists': () => redis.set(keyOf(0, 'seq'), 2),
  'HolderWithoutTheTicket|everyHolderHasTheirTickets': () => redis.zrem(keyOf(0, 'a:tra1'), 3),
  'TicketWithTwoHolders|everyHolderHasTheirTickets': ({ openedAt }) => redis.zadd(keyOf(0, 'a:tra2'), openedAt + 3, 3),
  'ReleasedTicketStillHeld|everyHolderHasTheirTickets': ({ openedAt }) => redis.zadd(keyOf(0, 'a:tra1'), openedAt + 2, 2),
  'OwedPartIsNotListed|everyPartAndOrderIsListed': () => redis.zrem(keyOf(0, 'p:COM'), 3),
  'PartThatIsDoneIsListed|everyPartAndOrderIsListed': ({ openedAt }) => redis.zadd(keyOf(0, 'p:IND'), openedAt + 3, 3),
  'StandingOrderIsNotListed|everyPartAndOrderIsListed': () => redis.zrem(keyOf(0, 'v:mgr1'), 3),
  'StepFiredTwice|everyStepFiresOnce': async () => {
    const step = { a: 'escalate', d: { target: 'ack', of_generation: '1', level: 'red' } };
    await changeEvent(keyOf(1, 't:1'), 3, step);
    await changeEvent(keyOf(1, 't:1'), 4, step);
  },
  'StepRepeatedTwice|everyStepFiresOnce': async () => {
    const step = { a: 'escalate', d: { target: 'ack', of_generation: '1', level: 'red', repeat: '2' } };
    await changeEvent(keyOf(1, 't:1'), 3, step);
    await changeEvent(keyOf(1, 't:1'), 4, step);
  },
  'TimerLost|everyOpenTicketHasATimer': () => redis.zrem(keyOf(0, 'timers'), 2),
  'TimerOfATicketThatIsNot|everyOpenTicketHasATimer': () => redis.zadd(keyOf(0, 'timers'), 5, 77),
  'HeldByNobody|everyHolderHasTheirTickets': () => changeDocument(keyOf(0, 't:3'), { h: '' }),
  'ClaimedWhileHeld|everyHistoryIsLawful': () => changeEvent(keyOf(1, 't:1'), 4, { a: 'claim', s: 2 }),
  'HolderOfAnotherStory|everyHistoryIsLawful': () => changeEvent(keyOf(0, 't:3'), 3, { b: 'tra9' }),
  'TransitionThatTheTableDoesNotHave|everyHistoryIsLawful': () => changeEvent(keyOf(0, 't:2'), 2, { a: 'resolve' }),
  'KeyOpenedTwoTickets|everyTicketHasOneKey': ({ keyHash }) => redis.hset(bucketKey(0, 'idem', keyHash), keyHash, '1,2'),
  'TicketWithoutKey|everyTicketHasOneKey': ({ keyHash }) => redis.hdel(bucketKey(0, 'idem', keyHash), keyHash),
  'KeyOfOneCallerInTwoPartitions|keysStayInOnePartition': async ({ anonymousKeyHash, otherKeyHash }) => {
    await redis.hdel(bucketKey(1, 'idem', otherKeyHash), otherKeyHash);
    await redis.hset(bucketKey(1, 'idem', anonymousKeyHash), anonymousKeyHash, 2);
  },
  'KeyInTheWrongBucket|everyTicketHasOneKey': ({ keyHash }) => redis.hset(keyOf(0, 'idem:1024'), keyHash, 2),
  'CallerWithoutTheTicket|callersFindTheirTickets': ({ callerHash }) => redis.hset(bucketKey(0, 'callers', callerHash), callerHash, '2'),
  'CallerInTwoPartitions|callersStayInOnePartition': () => changeDocument(keyOf(1, 't:1'), { cl: { p: '+8616400000001' } }),
  'KeyThatNobodyWrites|nothing the store writes': () => redis.set(keyOf(0, 'x:1'), 1),
  'PartitionThatDoesNotExist|nothing the store writes': () => redis.set(keyOf(7, 'seq'), 1),
  'KeyOfAnotherType|is a string': () => redis.set(keyOf(0, 'q:TRA:queued:3'), 1),
  'UnreadableDocument|unreadable': () => redis.lset(keyOf(0, 't:2'), 1, '{'),
};

for (const [title, plant] of Object.entries(kCorruptions)) {
  const [name, finding] = title.split('|');
  test(`Checker.Finds${name}`, async () => {
    const sample = await writeSampleData(redis);
    await plant(sample);
    const { problems } = await checkDataset(redis, kSecret);
    assert.ok(problems.some((problem) => problem.includes(finding)), `found only: ${problems.join('; ') || 'nothing'}`);
  });
}

test('TicketNumber.ReadsWhatItWrites', () => {
  for (const [partition, serial] of [[0, 1], [15, 1], [99, 123_456], [7, 99_999_999]]) {
    assert.deepEqual(parseTicketNumber(ticketNumber(partition, serial)), { partition, serial });
  }
});

test('TicketNumber.NoticesAWrongDigit', () => {
  const number = ticketNumber(3, 42);
  for (let i = 1; i < number.length; ++i) {
    const wrong = number.slice(0, i) + ((Number(number[i]) + 1) % 10) + number.slice(i + 1);
    assert.equal(parseTicketNumber(wrong), null);
  }
});
