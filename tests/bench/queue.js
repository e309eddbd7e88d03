// Queue page of 50 and claim-next (DESIGN §12), each with few and with many open tickets; and the bytes an open ticket takes.
// The two stores stand side by side and are asked in turn. They keep no append-only file: it plays no part in reading, and what
// a claim appends does not depend on how many tickets there are.
import { ApiClient } from '../../tools/lib-js/api_client.js';
import { Instance } from '../../tools/lib-js/instance.js';
import { withRole } from '../../tools/lib-js/people.js';
import { fill, keepNoLog } from './filling.js';
import { median, rounded } from './processes.js';

const kFew = 1_000;
const kMany = Number(process.env.HOTLINE_BENCH_TICKETS ?? 1_000_000);
const kPages = 400;
const kClaims = 60;  // few enough that the smaller queue stays a queue
const kTaskForce = 'IND';

async function usedMemory(redis) {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))[1]);
}

async function filled(tickets) {
  const instance = new Instance({ threads: 1 });
  await instance.start();
  const redis = instance.connectRedis();
  await keepNoLog(redis);
  const before = await usedMemory(redis);
  const { text_bytes: textBytes } = await fill(instance, tickets);
  const bytes = ((await usedMemory(redis)) - before) / tickets;
  redis.disconnect();
  return { instance, bytes, text: textBytes / tickets };
}

/** Milliseconds of `count` calls to each, in turn. */
async function inTurn(count, calls) {
  const times = calls.map(() => []);
  for (let i = 0; i < count; i += 1) {
    for (const [which, call] of calls.entries()) {
      const begin = process.hrtime.bigint();
      await call();
      times[which].push(Number(process.hrtime.bigint() - begin) / 1e6);
    }
  }
  return times.map(median);
}

export async function benchQueue() {
  const stores = [];
  try {
    for (const tickets of [kFew, kMany]) stores.push(await filled(tickets));
    const clients = stores.map(({ instance }) => new ApiClient(instance.url));
    const tokens = stores.map(({ instance }) =>
      withRole(instance.people, 'staff').find(({ task_forces: own }) => own.includes(kTaskForce)).token);
    const page = (i) => () => clients[i].get(`/task-forces/${kTaskForce}/queue?limit=50`, tokens[i]);
    const claim = (i) => () => clients[i].post(`/task-forces/${kTaskForce}/claim-next`, tokens[i]);
    await inTurn(50, [page(0), page(1)]);
    const [fewPage, manyPage] = await inTurn(kPages, [page(0), page(1)]);
    const [fewClaim, manyClaim] = await inTurn(kClaims, [claim(0), claim(1)]);
    for (const client of clients) await client.close();
    const { bytes, text } = stores[1];
    return {
      tickets: kMany,
      page_few_ms: rounded(fewPage, 3),
      page_many_ms: rounded(manyPage, 3),
      page_ratio: rounded(manyPage / fewPage),
      claim_few_ms: rounded(fewClaim, 3),
      claim_many_ms: rounded(manyClaim, 3),
      claim_ratio: rounded(manyClaim / fewClaim),
      bytes_per_ticket: rounded(bytes, 0),
      text_bytes: rounded(text, 0),
      overhead_bytes: rounded(bytes - text, 0),
    };
  } finally {
    for (const { instance } of stores) await instance.stop();
  }
}

export const queueBudgets = {
  page_ratio: (value) => value <= 1.3,
  claim_ratio: (value) => value <= 1.3,
  overhead_bytes: (value) => value <= 1200,
};
