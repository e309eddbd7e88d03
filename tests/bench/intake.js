// Durable intake (DESIGN §12): tickets opened over HTTP beside redis-benchmark calling the same function with the same arguments,
// 64 connections each, appendfsync always. The two take turns, so that both meet the same machine.
import { randomBytes } from 'node:crypto';
import { Instance } from '../../tools/lib-js/instance.js';
import { withRole } from '../../tools/lib-js/people.js';
import { cpuSeconds, median, rounded, run } from './processes.js';

const kConnections = 64;
const kRounds = 11;
const kSeconds = 2;

const lua = new URL('open_ticket.lua', import.meta.url).pathname;

async function overHttp(instance, round) {
  const token = withRole(instance.people, 'operator')[0].token;
  const before = [cpuSeconds(instance.hotlined.pid), cpuSeconds(instance.redis.pid)];
  const output = await run('wrk', ['-t', '1', '-c', String(kConnections), '-d', `${kSeconds}s`, '-s', lua, instance.url,
    '--', token, `bench-${round}`]);
  const after = [cpuSeconds(instance.hotlined.pid), cpuSeconds(instance.redis.pid)];
  const { requests, errors, seconds, p50_ms, p99_ms } = JSON.parse(output.trim().split('\n').at(-1));
  if (errors > 0) throw new Error(`${errors} of ${requests} tickets were not accepted`);
  return {
    rate: requests / seconds,
    hotlinedCpu: (after[0] - before[0]) / requests,
    redisCpu: (after[1] - before[1]) / requests,
    p50_ms, p99_ms,
  };
}

/**
 * The same call as the service makes, with a document and an event that the service wrote: gives the call of a round. The
 * random numbers of redis-benchmark can repeat themselves from one run to another, and a key that is known opens nothing.
 */
async function openCall(redis) {
  const [ticketKey] = (await redis.keys('hl:{00}:t:*')).slice(-1);
  const [, document, event] = await redis.lrange(ticketKey, 0, 2);
  const queue = (await redis.keys('hl:{00}:q:IND:queued:*'))[0];
  const due = String(Date.now() + 1_800_000);
  const chainKeys = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
  return (round) => ['FCALL', 'hotline_2_open', '8', 'hl:{00}:seq', 'hl:{00}:t:', 'hl:{00}:idem:1', 'hl:{00}:callers:1', queue,
    'hl:{00}:events', 'hl:{00}:timers', 'hl:{00}:chain', `idem${round}-__rand_int__`, `call${round}-__rand_int__`, String(Date.now()), document, event, due, ...chainKeys];
}

async function overRedis(instance, call, requests) {
  const output = await run('redis-benchmark', ['-s', instance.socket, '-c', String(kConnections), '-n', String(requests),
    '-r', '2000000000', '--csv', ...call]);
  // "test","rps",… / "FCALL …","12345.67",…  The call itself holds commas and quotes, so the numbers are counted from the end.
  const fields = output.trim().split('\n').at(-1).split(',').map((field) => field.replaceAll('"', ''));
  return Number(fields.at(-7));
}

export async function benchIntake() {
  const instance = new Instance({ threads: 1 });
  try {
    await instance.start();
    instance.hotlined.quiet();
    const redis = instance.connectRedis();
    // A rewrite of the log takes a core for seconds, in whichever round it falls.
    await redis.config('SET', 'auto-aof-rewrite-percentage', '0');
    await overHttp(instance, 'warm-up');
    const call = await openCall(redis);
    const http = [];
    const direct = [];
    for (let round = 0; round < kRounds; round += 1) {
      http.push(await overHttp(instance, round));
      direct.push(await overRedis(instance, call(round), Math.ceil(http[round].rate * kSeconds)));
    }
    redis.disconnect();
    return {
      http_per_s: rounded(median(http.map(({ rate }) => rate)), 0),
      redis_per_s: rounded(median(direct), 0),
      ratio: rounded(median(http.map(({ rate }, i) => rate / direct[i]))),
      cpu_ratio: rounded(median(http.map(({ hotlinedCpu, redisCpu }) => hotlinedCpu / redisCpu))),
      hotlined_cpu_us: rounded(median(http.map(({ hotlinedCpu }) => hotlinedCpu * 1e6)), 1),
      redis_cpu_us: rounded(median(http.map(({ redisCpu }) => redisCpu * 1e6)), 1),
      p50_ms: median(http.map(({ p50_ms }) => p50_ms)),
      p99_ms: median(http.map(({ p99_ms }) => p99_ms)),
    };
  } finally {
    await instance.stop();
  }
}

export const intakeBudgets = { ratio: (value) => value >= 0.8, cpu_ratio: (value) => value <= 1.0 };
