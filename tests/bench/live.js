// Live events (DESIGN §12): thousands of viewers, hundreds of commits a second; how late each event arrives, whether each does, once
// and in order, and what the viewers cost. The instant of an event is taken before its commit, so what is measured is more than
// the way from the commit to the viewer.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../../tools/lib-js/api_client.js';
import { hotlinedBinary } from '../../tools/lib-js/building.js';
import { Instance } from '../../tools/lib-js/instance.js';
import { withRole } from '../../tools/lib-js/people.js';
import { cpuSeconds, rounded } from './processes.js';

const kViewers = 2_000;
const kManagers = 10;  // each is told everything
const kStreamsOfPerson = 20;
const kPerSecond = 200;
const kSeconds = Number(process.env.HOTLINE_BENCH_LIVE_SECONDS ?? 30);
const kSectors = { IND: 'industry', CON: 'construction', TRA: 'transport', COM: 'commerce' };

/** Tokens of the viewers, each with the group of those who are told the same. */
function crowd(people, taskForces) {
  const of = (role, taskForce) => withRole(people, role).filter(({ task_forces: own }) => taskForce === undefined || own.includes(taskForce));
  const all = Array.from({ length: kManagers }, () => [of('manager')[0].token, 'all']);
  for (let i = 0; all.length < kViewers; i += 1) {
    const taskForce = taskForces[i % taskForces.length];
    const staff = of('staff', taskForce);
    const nth = Math.floor(i / taskForces.length);
    all.push([staff[Math.floor(nth / kStreamsOfPerson)].token, taskForce]);
  }
  return all;
}

/** The program that looks: `ready`, and what it `saw` once it is told that all is `done`. */
function look(port, viewers) {
  const program = path.join(path.dirname(hotlinedBinary()), 'tests', 'bench_live_viewers');
  const child = spawn(program, [String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.write(`${viewers.map((viewer) => viewer.join(' ')).join('\n')}\n.\n`);
  return {
    child,
    ready: async () => (await lines.next()).value === 'ready',
    saw: async () => {
      child.stdin.write('done\n');
      return JSON.parse((await lines.next()).value);
    },
  };
}

/** Opens tickets and claims them, so many commits a second; how many each task force had. */
async function commit(instance, total) {
  const client = new ApiClient(instance.url, { connections: 32 });
  const operator = withRole(instance.people, 'operator')[0].token;
  const staff = Object.fromEntries(Object.keys(kSectors).map((id) => [id, withRole(instance.people, 'staff').find(({ task_forces: own }) => own.includes(id)).token]));
  const counts = Object.fromEntries(Object.keys(kSectors).map((id) => [id, 0]));
  const open = [];
  const running = new Set();
  const began = performance.now();
  for (let i = 0; i < total; i += 1) {
    const due = began + (i * 1000) / kPerSecond;
    if (performance.now() < due) await sleep(due - performance.now());
    const claims = i % 2 === 1 && open.length > 0;
    const taskForce = claims ? open[0].taskForce : Object.keys(kSectors)[(i >> 1) % 4];
    const asked = claims
      ? client.act(open.shift().number, 'claim', staff[taskForce])
      : client.open({ title: '咨询返岗安排', text: '来电人希望了解返岗安排，请回电说明。', sector: kSectors[taskForce] }, `live-${i}`, operator)
        .then(({ ticket }) => open.push({ number: ticket.number, taskForce }));
    counts[taskForce] += 1;
    const task = asked.finally(() => running.delete(task));
    running.add(task);
  }
  await Promise.all(running);
  const seconds = (performance.now() - began) / 1000;
  await client.close();
  return { counts, perSecond: total / seconds };
}

const residentMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

export async function benchLive() {
  const taskForces = Object.keys(kSectors);
  const staffEach = Math.ceil(kViewers / taskForces.length / kStreamsOfPerson);
  const instance = new Instance({ staffEach, args: ['--connections-per-address', String(2 * kViewers)] });
  let looking;
  try {
    await instance.start();
    instance.hotlined.quiet();
    const { pid } = instance.hotlined;
    const empty = residentMb(pid);
    looking = look(instance.port, crowd(instance.people, taskForces));
    if (!(await looking.ready())) throw new Error('the viewers were not let in');
    const cpu = cpuSeconds(pid);
    const { counts, perSecond } = await commit(instance, kPerSecond * kSeconds);
    const busy = cpuSeconds(pid) - cpu;
    const { events, p50_ms, p99_ms, most_ms, out_of_order, ended, groups } = await looking.saw();
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const lost = Object.entries(groups).reduce((sum, [group, seen]) =>
      sum + seen.reduce((of, count) => of + Math.abs((group === 'all' ? total : counts[group]) - count), 0), 0);
    return {
      viewers: kViewers,
      commits_per_s: rounded(perSecond, 0),
      delivered: events,
      event_p50_ms: p50_ms,
      event_p99_ms: p99_ms,
      event_most_ms: most_ms,
      lost,
      out_of_order,
      cut_off: ended,
      rss_mb: rounded(residentMb(pid), 0),
      rss_empty_mb: rounded(empty, 0),
      cpu_percent: rounded((busy / kSeconds) * 100, 0),
    };
  } finally {
    looking?.child.kill('SIGKILL');
    await instance.stop();
  }
}

export const liveBudgets = {
  event_p99_ms: (value) => value <= 200,
  lost: (value) => value === 0,
  out_of_order: (value) => value === 0,
  cut_off: (value) => value === 0,
};
