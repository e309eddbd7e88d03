// Several nodes on one Redis, each with a wall clock of its own, which can be killed and started again on the ports their clients know.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../../tools/lib-js/child.js';

// Beside them a node fires nothing; with them it may fire that much too early or too late.
const kFiringSkews = [0, 400, -400];
const kFarSkews = [3000, -3000];

export class Fleet {
  /** The first node's clock is always near Redis', that of the last one far off, and of those in between now this, now that. */
  constructor(instance, dice, size) {
    Object.assign(this, { instance, dice });
    this.disturbances = [];  // {from, to}, of the world's time
    this.library = instance.path('skewed_clock.so');
    const source = fileURLToPath(new URL('skewed_clock.c', import.meta.url));
    execFileSync('clang-19', ['-O1', '-fPIC', '-shared', '-o', this.library, source]);
    this.nodes = Array.from({ length: size }, (_, index) => ({ index, port: 0, child: null }));
  }

  start() {
    return Promise.all(this.nodes.map((node) => this.#start(node)));
  }

  #skewFor({ index }) {
    if (index === 0) return this.dice.pick(kFiringSkews);
    return this.dice.pick(index === this.nodes.length - 1 ? kFarSkews : [...kFiringSkews, ...kFarSkews]);
  }

  async #start(node) {
    node.skew = this.#skewFor(node);
    const environment = { LD_PRELOAD: this.library, HOTLINE_SKEW_MS: String(node.skew) };
    const { port } = await this.instance.launch({ port: node.port, environment }, (child) => {
      node.child = child;
    });
    node.port = port;
    node.url = `http://127.0.0.1:${port}`;
    await this.#ready(node);
  }

  async #ready({ url, child }) {
    await until(async () => {
      child.assertRunning();
      const answer = await fetch(`${url}/readyz`).catch(() => null);
      await answer?.arrayBuffer();
      return answer?.status === 200;
    }, 'a node is not ready', 30_000);
  }

  /** Kills these nodes (by index), Redis too where wished, and starts them again. */
  async kill(indexes, redis) {
    const from = Date.now();
    const nodes = indexes.map((index) => this.nodes[index]);
    await Promise.all([redis && this.instance.redis.kill('SIGKILL'), ...nodes.map(({ child }) => child.kill('SIGKILL'))]);
    if (redis) await this.instance.startRedis();
    await Promise.all(nodes.map((node) => this.#start(node)));
    await Promise.all(this.nodes.map((node) => this.#ready(node)));
    this.disturbances.push({ from, to: Date.now() });
  }

  async metric(node, name) {
    const text = await (await fetch(`${node.url}/metrics`)).text();
    return Number(text.match(new RegExp(`^${name} (.*)$`, 'm'))?.[1] ?? NaN);
  }

  stop(signal = 'SIGTERM') {
    return Promise.all(this.nodes.map(({ child }) => child?.kill(signal)));
  }
}
