// An instance of its own: a redis-server on a unix socket and a hotlined on a free port, both in one temporary folder.
// Both can be killed and started again on the same data.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ApiClient } from './api_client.js';
import { hotlinectlBinary, hotlinedBinary, kRepository } from './building.js';
import { Child, until } from './child.js';
import { makePeople, peopleFile, withRole } from './people.js';
import { connectRedis } from './redis.js';

function threadCount() {
  return os.availableParallelism?.() ?? os.cpus().length;
}

export class Instance {
  constructor({ config = join(kRepository, 'config'), staffEach = 3, threads = threadCount(), clock = 'real', args = [] } = {}) {
    this.config = config;
    this.staffEach = staffEach;
    this.threads = threads;
    this.clock = clock;
    this.args = args;  // further ones of hotlined
    this.folder = mkdtempSync(join(os.tmpdir(), 'hotline-'));
    this.socket = this.path('redis.sock');
    this.stopped = false;
    this.secret = randomBytes(32).toString('hex');
    writeFileSync(this.path('secret'), this.secret, { mode: 0o600 });
  }

  path(name) {
    return join(this.folder, name);
  }

  async start() {
    await this.startRedis();
    await this.#introducePeople();
  }

  /**
   * Task forces are the configuration's business: the instance itself is asked for them, then started with their staff. A virtual
   * clock begins with the second start.
   */
  async #introducePeople() {
    this.people = makePeople([]);
    await this.startHotlined(0, 'real');
    const client = new ApiClient(this.url);
    const { task_forces: taskForces } = await client.get('/task-forces', withRole(this.people, 'operator')[0].token);
    await client.close();
    await this.hotlined.kill('SIGTERM');
    this.taskForces = taskForces.map(({ id }) => id);
    this.people = makePeople(this.taskForces, this.staffEach);
    await this.startHotlined();
  }

  async startRedis() {
    const options = {
      port: 0, unixsocket: this.socket, dir: this.folder, save: '', daemonize: 'no',
      appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction',
      'aof-load-truncated': 'no',
    };
    rmSync(this.socket, { force: true });
    await promisify(execFile)(join(kRepository, 'deploy', 'redis', 'repair-log'), [this.folder]);
    this.redis = new Child('redis-server', Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]));
    await until(async () => {
      this.redis.assertRunning();
      return existsSync(this.socket) && this.#redisAnswers();
    }, 'redis-server does not answer', 30_000);
  }

  async #redisAnswers() {
    const redis = connectRedis(this.socket);
    try {
      return (await redis.ping()) === 'PONG';
    } catch {
      return false;  // still loading its data
    } finally {
      redis.disconnect();
    }
  }

  /** `port` 0 takes a free one; a restart may ask for the port its clients know. */
  async startHotlined(port = 0, clock = this.clock) {
    await this.#importPeople();
    const { port: listening } = await this.launch({ port, clock }, (child) => {
      this.hotlined = child;
    });
    this.port = listening;
    this.url = `http://127.0.0.1:${listening}`;
    await this.ready();
  }

  async #importPeople() {
    writeFileSync(this.path('people.yaml'), peopleFile(this.people), { mode: 0o600 });
    if (this.stopped) throw new Error('stopped');
    const importing = promisify(execFile)(hotlinectlBinary(), [
      'people', 'import', this.path('people.yaml'), '--redis', `unix://${this.socket}`, '--config', this.config,
      '--secret-file', this.path('secret'),
    ]);
    this.importing = importing.child;
    await importing;
  }

  /**
   * A node on the instance's data, once it listens: {child, port}. `onStart` is given the process at once: it may have to be ended
   * before it listens.
   */
  async launch({ port = 0, clock = this.clock, environment = {} }, onStart = () => {}) {
    if (this.stopped) throw new Error('stopped');
    let listening = null;
    const child = new Child(hotlinedBinary(), [
      '--listen', `127.0.0.1:${port}`, '--redis', `unix://${this.socket}`, '--config', this.config,
      '--secret-file', this.path('secret'), '--threads', String(this.threads), '--clock', clock,
      '--requests-per-person', '0',  // one token stands for a crowd
      ...this.args,
    ], (line) => {
      listening ??= portOf(line);
    }, environment);
    onStart(child);
    await until(() => {
      child.assertRunning();
      return listening;
    }, 'hotlined does not listen');
    return { child, port: listening };
  }

  /** Waits until it can serve. */
  async ready() {
    const client = new ApiClient(this.url);
    await until(async () => {
      this.hotlined.assertRunning();
      return (await client.exchange('GET', '/readyz')).status === 200;
    }, 'hotlined is not ready');
    await client.close();
  }

  /** The instant of the world at which its virtual clock began. */
  async clockOrigin() {
    const redis = this.connectRedis();
    try {
      return Number(await redis.hget('hl:dataset', 'clock_origin'));
    } finally {
      redis.disconnect();
    }
  }

  connectRedis() {
    return connectRedis(this.socket);
  }

  /** Also while it is still starting: nothing of it stays behind. */
  async stop() {
    if (this.stopped) return;
    this.stopped = true;
    this.importing?.kill('SIGKILL');
    await this.hotlined?.kill('SIGTERM');
    await this.redis?.kill('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function portOf(line) {
  if (!line.includes('"listening"')) return null;
  try {
    const { event, port } = JSON.parse(line);
    return event === 'listening' ? port : null;
  } catch {
    return null;
  }
}
