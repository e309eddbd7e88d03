// A private Redis on a unix socket, plain or in cluster mode (one node that owns all slots: a command that crosses slots fails).
import path from 'node:path';
import { createClient } from '@redis/client';
import { freePort, start, stop, until } from './processes.js';

export const mode = process.env.HOTLINE_TEST_REDIS ?? 'plain';
if (!['plain', 'cluster'].includes(mode)) throw new Error(`HOTLINE_TEST_REDIS is plain or cluster, not ${mode}`);

const kDigestsAtOnce = 500;

export class Redis {
  constructor(dir) {
    this.dir = dir;
    this.socket = path.join(dir, 'redis.sock');
  }

  static async start(dir) {
    const redis = new Redis(dir);
    await redis.up();
    return redis;
  }

  /** Starts the server on what its directory holds. */
  async up() {
    const args = ['--port', '0', '--bind', '127.0.0.1', '--unixsocket', this.socket, '--dir', this.dir];
    args.push('--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--enable-debug-command', 'yes');
    if (mode === 'cluster') args.push('--cluster-enabled', 'yes', '--cluster-port', String(await freePort()));
    this.child = start('redis-server', args, { cwd: this.dir });
    await until(() => this.#connect(), 'redis-server');
    if (mode === 'cluster') await this.#ownAllSlots();
  }

  async #connect() {
    if (this.child.exitCode !== null) throw new Error(`redis-server ended:\n${this.child.output.stdout}`);
    const client = createClient({ socket: { path: this.socket, reconnectStrategy: false } });
    client.on('error', () => {});
    try {
      await client.connect();
      this.client = client;
      return (await client.sendCommand(['PING'])) === 'PONG';
    } catch {
      return false;
    }
  }

  async #ownAllSlots() {
    const owned = /cluster_slots_assigned:16384/.test(await this.client.sendCommand(['CLUSTER', 'INFO']));
    if (!owned) await this.client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '16383']);
    await until(async () => /cluster_state:ok/.test(await this.client.sendCommand(['CLUSTER', 'INFO'])), 'the cluster');
  }

  /** Ends the server; with SIGKILL as a power cut would. */
  async down(signal = 'SIGTERM') {
    if (this.client?.isOpen) this.client.destroy();
    return stop(this.child, signal);
  }

  async keys() {
    const keys = [];
    let cursor = '0';
    do {
      const [next, page] = await this.client.sendCommand(['SCAN', cursor, 'COUNT', '1000']);
      cursor = next;
      keys.push(...page);
    } while (cursor !== '0');
    return [...new Set(keys)].sort();
  }

  /** Every key with a digest of what it holds. */
  async snapshot() {
    const keys = await this.keys();
    const digests = new Map();
    for (let i = 0; i < keys.length; i += kDigestsAtOnce) {
      const some = keys.slice(i, i + kDigestsAtOnce);
      const answers = await this.client.sendCommand(['DEBUG', 'DIGEST-VALUE', ...some]);
      some.forEach((key, j) => digests.set(key, answers[j]));
    }
    return digests;
  }
}

/** That somebody was there is written down, whatever becomes of their request; and up to where events are told follows by itself. */
const kUse = ['hl:presence', 'hl:token-use', 'hl:{outbox}:cursors'];

/** The keys that differ between two snapshots. */
export function differences(before, after) {
  const keys = new Set([...before.keys(), ...after.keys()]);
  for (const key of kUse) keys.delete(key);
  return [...keys].filter((key) => before.get(key) !== after.get(key)).sort();
}
