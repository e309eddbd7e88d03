// Timers (DESIGN §12): many armed, some due each second; how late each fires, whether each does and once, and what waiting
// for them costs. What has to happen is what bench_fill planned; what did is read from the event streams. The log is kept
// as in production, so each step is on disk before it counts as done, save for a rewrite, which takes a core for seconds.
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../tools/lib-js/child.js';
import { Instance } from '../../tools/lib-js/instance.js';
import { fill, keepNoLog } from './filling.js';
import { cpuSeconds, percentile, rounded } from './processes.js';

const kArmed = Number(process.env.HOTLINE_BENCH_TICKETS ?? 1_000_000);
const { perSecond: kPerSecond, seconds: kSeconds } = kArmed < 1_000_000 ? { perSecond: 500, seconds: 8 } : { perSecond: 2_000, seconds: 30 };
const kDue = kPerSecond * kSeconds;
const kIdleMs = 15_000;
const kQuietMs = 3_000;  // several sweeps: what is still undone, or done again, shows by then
const kPartitions = 16;
const kPage = 5_000;

const partitions = Array.from({ length: kPartitions }, (_, p) => `hl:{${String(p).padStart(2, '0')}}`);

/** How many timers are set to `instant` or earlier. */
async function armedUntil(redis, instant) {
  const counts = await Promise.all(partitions.map((prefix) => redis.zcount(`${prefix}:timers`, '-inf', instant)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function keepLog(redis) {
  await redis.config('SET', 'auto-aof-rewrite-percentage', '0');
  await redis.config('SET', 'appendfsync', 'always');
  await redis.config('SET', 'appendonly', 'yes');
  await until(async () => {
    const state = await redis.info('persistence');
    return ['aof_enabled:1', 'aof_rewrite_in_progress:0', 'aof_rewrite_scheduled:0', 'aof_last_bgrewrite_status:ok']
      .every((line) => state.includes(line));
  }, 'the log is not written anew', 600_000);
}

/** Tickets with something far away to do, and those whose instant comes: gives their plan. */
async function arm(instance, redis) {
  await keepNoLog(redis);
  const far = Math.max(kArmed - kDue, kDue);
  const { seconds } = await fill(instance, far);
  await keepLog(redis);
  // Some times as slow with the log as without, and then there is still time to be idle.
  const from = Date.now() + Math.ceil((10_000 * seconds * kDue) / far) + kIdleMs + 2 * kQuietMs;
  const { planned } = await fill(instance, kDue, { first: far, from, perSecond: kPerSecond });
  const to = from + kSeconds * 1_000;
  if (Date.now() + kIdleMs + kQuietMs > from) throw new Error('this machine is too slow: timers are due before all are armed');
  if ((await armedUntil(redis, to + 60_000)) !== kDue) throw new Error('other timers are due at the same time');
  return { planned, from, to };
}

/** CPU of a process as percent of one core. */
async function cpuPercent(pid, ms) {
  const [begin, cpu] = [performance.now(), cpuSeconds(pid)];
  await sleep(ms);
  return ((cpuSeconds(pid) - cpu) / (performance.now() - begin)) * 100_000;
}

async function* eventsSince(redis, prefix, instant) {
  for (let start = String(instant); ;) {
    const entries = await redis.xrange(`${prefix}:events`, start, '+', 'COUNT', kPage);
    if (entries.length === 0) return;
    for (const [id, [, serial, , event]] of entries) yield { at: Number(id.split('-')[0]), serial, event: JSON.parse(event) };
    start = `(${entries.at(-1)[0]}`;
  }
}

/** The steps on record since `instant`: by ticket and planned instant, and by what must never happen twice. */
async function stepsSince(redis, instant) {
  const firedAt = new Map();
  const times = new Map();
  for (const [partition, prefix] of partitions.entries()) {
    for await (const { at, serial, event: { a: action, d: changes } } of eventsSince(redis, prefix, instant)) {
      if (action !== 'escalate') continue;
      const due = `${partition} ${serial} ${Date.parse(changes.planned_at)}`;
      firedAt.set(due, Math.min(at, firedAt.get(due) ?? at));
      const step = [partition, serial, changes.target, changes.of_generation, changes.level].join(' ');
      times.set(step, (times.get(step) ?? 0) + 1);
    }
  }
  return { firedAt, doubled: [...times.values()].filter((count) => count > 1).length };
}

export async function benchTimers() {
  const instance = new Instance({ threads: 1 });
  try {
    await instance.start();
    instance.hotlined.quiet();
    const redis = instance.connectRedis();
    const { planned, from, to } = await arm(instance, redis);
    await sleep(kQuietMs);
    const idle = await cpuPercent(instance.hotlined.pid, kIdleMs);
    if (Date.now() > from) throw new Error('this machine is too slow: it was not idle for long enough');
    await sleep(from - Date.now());
    const busy = await cpuPercent(instance.hotlined.pid, to - from);
    const overdue = async () => (await armedUntil(redis, Date.now())) > 0;
    for (const limit = Date.now() + 60_000; Date.now() < limit && (await overdue());) await sleep(100);
    await sleep(kQuietMs);

    const { firedAt, doubled } = await stepsSince(redis, from - kIdleMs);
    const lateness = planned.map(([partition, serial, at]) => firedAt.get(`${partition} ${serial} ${at}`) - at)
      .filter((late) => !Number.isNaN(late));
    redis.disconnect();
    return {
      armed: Math.max(kArmed, 2 * kDue),
      due_per_s: kPerSecond,
      late_p50_ms: percentile(lateness, 50),
      late_p99_ms: percentile(lateness, 99),
      late_most_ms: percentile(lateness, 100),
      lost: planned.length - lateness.length,
      doubled,
      idle_cpu_percent: rounded(idle),
      busy_cpu_percent: rounded(busy, 0),
    };
  } finally {
    await instance.stop();
  }
}

export const timersBudgets = {
  late_p99_ms: (value) => value <= 100,
  lost: (value) => value === 0,
  doubled: (value) => value === 0,
  idle_cpu_percent: (value) => value < 1,
};
