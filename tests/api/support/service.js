// The real binary on a Redis of its own, in a directory of its own.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after } from 'node:test';
import { Authority } from './certificates.js';
import { Client } from './client.js';
import { hotlinePeople, peopleFile } from './people.js';
import { start, stop, until } from './processes.js';
import { Redis } from './redis.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
export const binary = path.resolve(root, process.env.HOTLINED ?? 'build/dev/hotlined');
const hotlinectl = path.join(path.dirname(binary), 'hotlinectl');
const kSockets = 256;
const keep = process.env.HOTLINE_TEST_KEEP !== undefined;

/** The port a process says it listens on, once it has said so. */
export function listening(child) {
  for (const line of child.output.stderr.split('\n').slice(0, -1)) {
    if (!line.includes('"listening"')) continue;
    const entry = JSON.parse(line);
    if (entry.event === 'listening') return entry.port;
  }
  return undefined;
}

export class Service {
  constructor(dir, redis, people, more) {
    Object.assign(this, { dir, redis, people, more });
    this.config = path.join(dir, 'config');
    this.agent = new http.Agent({ keepAlive: true, maxSockets: kSockets });
    this.log = '';
  }

  /** From now on it is spoken to under TLS. */
  certify() {
    this.authority = new Authority(this.dir);
    const { certificate, key } = this.authority.issue('server');
    Object.assign(this.more, { 'tls-certificate': certificate, 'tls-key': key });
    this.agent = new https.Agent({ keepAlive: true, maxSockets: kSockets, ca: this.authority.root });
  }

  /** Starts the binary and waits until it says where it listens. */
  async up() {
    this.#keepLog();
    this.child = this.another();
    this.port = await until(() => {
      if (this.child.exitCode !== null) throw new Error(`hotlined ended:\n${this.child.output.stderr}`);
      return listening(this.child);
    }, 'hotlined');
    const clients = this.people.map(({ id, token }) => [id, new Client(this.port, token, this.agent)]);
    this.as = Object.fromEntries(clients);
    this.nobody = new Client(this.port, undefined, this.agent);
    await until(async () => (await this.nobody.get('/readyz')).status === 200, 'hotlined to be ready');
  }

  /** hotlinectl on this service's Redis: {stdout, stderr}; throws what it says when it fails. */
  async ctl(...args) {
    const common = ['--redis', `unix://${this.redis.socket}`, '--config', this.config, '--secret-file', this.file('secret')];
    return promisify(execFile)(hotlinectl, [...args, ...common]);
  }

  /** One more process of the binary, on the same Redis; some of the arguments changed, or left out (undefined). */
  another(changed = {}) {
    const usual = {
      listen: '127.0.0.1:0',
      redis: `unix://${this.redis.socket}`,
      config: this.config,
      'secret-file': this.file('secret'),
      ...this.more,
    };
    const args = Object.entries({ ...usual, ...changed }).filter(([, value]) => value !== undefined).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, String(value)]));
    return start(binary, args, { cwd: this.dir });
  }

  /** Asks the binary to end; it must do so with 0. */
  async down() {
    const end = await stop(this.child);
    if (end.code !== 0) throw new Error(`hotlined ended with ${end.code ?? end.signal}:\n${this.child.output.stderr.slice(-4000)}`);
  }

  /** What the process before this one has written is not lost with it. */
  #keepLog() {
    if (this.child) this.log += this.child.output.stderr + this.child.output.stdout;
  }

  /** Ends Redis and removes the directory; with HOTLINE_TEST_KEEP it stays, the log in it. */
  async end() {
    this.agent.destroy();
    await this.redis.down();
    if (keep) writeFileSync(path.join(this.dir, 'hotlined.log'), this.written());
    else rmSync(this.dir, { recursive: true, force: true });
  }

  /** Everything it has written so far, earlier runs included. */
  written() {
    return this.log + this.child.output.stderr + this.child.output.stdout;
  }

  file(name) {
    return path.join(this.dir, name);
  }

  configFile(name) {
    return path.join(this.config, name);
  }

  /** Replaces a file of the configuration by what `edit` makes of its text. */
  edit(name, edit) {
    const before = readFileSync(this.configFile(name), 'utf8');
    const text = edit(before);
    if (text === before) throw new Error(`nothing to edit in ${name}`);
    writeFileSync(this.configFile(name), text);
    return before;
  }

  /** The value of a metric with these labels, 0 where there is none. */
  async metric(name, labels = {}) {
    const { text } = await this.nobody.get('/metrics');
    const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const matching = lines.filter((line) => wanted.every((label) => line.includes(label)));
    return matching.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }
}

function prepare(people) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'hotline-api-'));
  cpSync(path.join(root, 'config'), path.join(dir, 'config'), { recursive: true });
  mkdirSync(path.join(dir, 'redis'));
  if (people.length > 0) writeFileSync(path.join(dir, 'people.yaml'), peopleFile(people), { mode: 0o600 });
  writeFileSync(path.join(dir, 'secret'), `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  return dir;
}

/** A running service that ends with the test file. `empty`: nobody is there yet; `more`: further arguments; `certified`: under TLS. */
export async function startService({ people = [], threads = 2, clock = 'real', empty = false, more = {}, certified = false } = {}) {
  if (!existsSync(binary)) throw new Error(`${binary} is not there: build it, or say in HOTLINED where it is`);
  const everybody = empty ? [] : [...hotlinePeople(), ...people];
  const dir = prepare(everybody);
  const service = new Service(dir, await Redis.start(path.join(dir, 'redis')), everybody, { threads, clock, ...more });
  if (certified) service.certify();
  try {
    if (everybody.length > 0) await service.ctl('people', 'import', service.file('people.yaml'));
    await service.up();
  } catch (error) {
    if (service.child) await stop(service.child, 'SIGKILL');
    await service.end();
    throw error;
  }
  after(async () => {
    try {
      await service.down();
    } finally {
      await service.end();
    }
  });
  return service;
}
