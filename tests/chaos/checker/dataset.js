// Reads a whole data set out of Redis, every key of it, into plain values. What cannot be read becomes a problem, not an exception.

import { SealedCallers } from '../../../tools/lib-js/sealed_callers.js';
import { parseKey, readDocument, readEvent } from './layout.js';

const kBatch = 500;
// Keys of the data set as a whole.
const kOfAll = ['hl:dataset', 'hl:presence', 'hl:profile', 'hl:roster', 'hl:outages', 'hl:token-use', 'hl:{access}:events', 'hl:{access}:chain', 'hl:passwords'];
// Messages on their way: what became of them is for the tests of notifications.
const kOfTheOutbox = 'hl:{outbox}:';
// Of those who log in: session, sessions of a person, tries, log-ins at the provider.
const kOfLogins = /^hl:(session|sessions|tries|oidc|link):/;
const kTypes = { seq: 'string', t: 'list', q: 'zset', a: 'zset', p: 'zset', v: 'zset', callers: 'hash', idem: 'hash', events: 'stream', chain: 'string', timers: 'zset', open: 'zset' };

async function scan(redis) {
  const keys = new Set();
  let cursor = '0';
  do {
    const [next, batch] = await redis.scan(cursor, 'COUNT', 1000);
    batch.forEach((key) => keys.add(key));
    cursor = next;
  } while (cursor !== '0');
  return [...keys].sort();
}

/** The replies of one command for each key, pipelined. */
async function readEach(redis, keys, command) {
  const replies = [];
  for (let start = 0; start < keys.length; start += kBatch) {
    const pipeline = redis.pipeline();
    for (const key of keys.slice(start, start + kBatch)) command(pipeline, key);
    for (const [error, reply] of await pipeline.exec()) {
      if (error) throw error;
      replies.push(reply);
    }
  }
  return replies;
}

const kReaders = {
  seq: (pipeline, key) => pipeline.get(key),
  t: (pipeline, key) => pipeline.lrange(key, 0, -1),
  q: (pipeline, key) => pipeline.zrange(key, 0, -1, 'WITHSCORES'),
  a: (pipeline, key) => pipeline.zrange(key, 0, -1, 'WITHSCORES'),
  p: (pipeline, key) => pipeline.zrange(key, 0, -1, 'WITHSCORES'),
  v: (pipeline, key) => pipeline.zrange(key, 0, -1, 'WITHSCORES'),
  callers: (pipeline, key) => pipeline.callBuffer('HGETALL', key),
  idem: (pipeline, key) => pipeline.callBuffer('HGETALL', key),
  events: (pipeline, key) => pipeline.xrange(key, '-', '+'),
  chain: (pipeline, key) => pipeline.getBuffer(key),
  timers: (pipeline, key) => pipeline.zrange(key, 0, -1, 'WITHSCORES'),
  open: (pipeline, key) => pipeline.zrange(key, 0, -1, 'WITHSCORES'),  // who looks at a ticket: nothing to check
};

function pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}

export class Partition {
  constructor(number, sealedCallers) {
    this.number = number;
    this.sealedCallers = sealedCallers;
    this.sequence = 0;
    this.tickets = new Map();  // serial → {revision, document, events}
    this.queues = new Map();   // task force:state:urgency → [[serial, score]]
    this.assigned = new Map();  // person → [[serial, score]]
    this.assisted = new Map();  // task force → [[serial, score]]
    this.supervised = new Map();  // supervisor → [[serial, score]]
    this.callers = [];         // {bucket, hash, serials}
    this.idempotency = [];     // {bucket, hash, serials}
    this.stream = [];          // {serial, text, addedAt} in order
    this.chained = 0;          // how many events the head of the chain counts
    this.timers = new Map();   // serial → instant
  }

  /** `report` is told what cannot be read. */
  take({ kind, rest }, value, report) {
    switch (kind) {
      case 'seq': this.sequence = Number(value); break;
      case 't': this.#takeTicket(Number(rest), value, report); break;
      case 'q': this.queues.set(rest, members(value)); break;
      case 'a': this.assigned.set(rest, members(value)); break;
      case 'p': this.assisted.set(rest, members(value)); break;
      case 'v': this.supervised.set(rest, members(value)); break;
      case 'callers': this.callers.push(...lookups(rest, value)); break;
      case 'idem': this.idempotency.push(...lookups(rest, value)); break;
      case 'timers': this.timers = new Map(members(value)); break;
      case 'chain': this.chained = Number(value.subarray(20)); break;
      case 'events': this.stream = value.map(streamEntry); break;
    }
  }

  #takeTicket(serial, [revision, document, ...events], report) {
    try {
      this.tickets.set(serial, { revision: Number(revision), document: readDocument(document, this.sealedCallers), events: events.map(readEvent) });
    } catch (error) {
      report(`ticket ${serial}: unreadable: ${error.message}`);
    }
  }
}

/** Of a sorted set: [serial, score]. */
function members(flat) {
  return pairs(flat).map(([serial, score]) => [Number(serial), Number(score)]);
}

function lookups(bucket, flat) {
  return pairs(flat).map(([hash, serials]) => ({
    bucket: Number(bucket),
    hash,
    serials: serials.toString().split(',').map(Number),
  }));
}

/** The id begins with what Redis' own clock showed. */
function streamEntry([id, fields]) {
  const named = Object.fromEntries(pairs(fields));
  return { serial: Number(named.t), text: named.e, addedAt: Number(id.split('-')[0]) };
}

/** `secret`: the data set's. @returns {{partitions: Partition[], problems: string[]}} */
export async function readDataset(redis, secret) {
  const sealedCallers = new SealedCallers(secret);
  const problems = [];
  const keys = await scan(redis);
  const types = await readEach(redis, keys, (pipeline, key) => pipeline.type(key));
  const count = Number((await redis.hget('hl:dataset', 'partitions')) ?? 0);
  const partitions = Array.from({ length: count }, (_, number) => new Partition(number, sealedCallers));
  const byKind = new Map(Object.keys(kReaders).map((kind) => [kind, []]));
  keys.forEach((key, i) => {
    if (kOfAll.includes(key) || kOfLogins.test(key) || key.startsWith(kOfTheOutbox)) return;
    const parsed = parseKey(key);
    if (!parsed || parsed.partition >= count) problems.push(`key ${key}: nothing the store writes`);
    else if (types[i] !== kTypes[parsed.kind]) problems.push(`key ${key}: is a ${types[i]}`);
    else byKind.get(parsed.kind).push({ key, parsed });
  });
  for (const [kind, entries] of byKind) {
    const values = await readEach(redis, entries.map(({ key }) => key), kReaders[kind]);
    entries.forEach(({ parsed }, i) => {
      const partition = partitions[parsed.partition];
      partition.take(parsed, values[i], (text) => problems.push(`partition ${parsed.partition}: ${text}`));
    });
  }
  return { partitions, problems };
}
