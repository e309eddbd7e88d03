// Stores with open tickets in them, made by bench_fill.
import path from 'node:path';
import { hotlinedBinary } from '../../tools/lib-js/building.js';
import { run } from './processes.js';

/** Nothing is appended meanwhile: that would only take time. */
export async function keepNoLog(redis) {
  await redis.config('SET', 'appendonly', 'no');
  await redis.config('SET', 'hash-max-listpack-entries', '512');  // as deploy/redis/redis.conf has it
}

/**
 * Opens tickets; gives what bench_fill prints. With `due`: from number `first` on, each with something due by itself,
 * `perSecond` of them a second from the instant `from` on.
 */
export async function fill(instance, tickets, due = null) {
  const program = path.join(path.dirname(hotlinedBinary()), 'tests', 'bench_fill');
  const args = [`unix://${instance.socket}`, instance.path('secret'), instance.config, tickets];
  if (due) args.push(due.first, due.from, due.perSecond);
  return JSON.parse(await run(program, args.map(String)));
}
