// A child process that ends with its parent's wish: awaited exits, bounded waits for readiness.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const kPollMs = 10;

/** Waits until `ready` gives something true; gives up with `what` after `limitMs`. */
export async function until(ready, what, limitMs = 15_000) {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await ready();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`gave up after ${limitMs} ms: ${what}`);
    await sleep(kPollMs);
  }
}

export class Child {
  /** `environment` is added to one's own. */
  constructor(command, args, onLine = () => {}, environment = {}) {
    this.command = command;
    this.lastLines = [];
    this.process = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
    this.exited = Promise.race([once(this.process, 'exit'), once(this.process, 'error')]).then((what) => {
      this.ended = what;
    });
    for (const stream of [this.process.stdout, this.process.stderr]) this.#readLines(stream, onLine);
  }

  #readLines(stream, onLine) {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        this.lastLines = [...this.lastLines.slice(-19), line];
        onLine(line);
      }
    });
  }

  /** From now on what it says is thrown away unread: reading it costs CPU that a measurement would see. */
  quiet() {
    for (const stream of [this.process.stdout, this.process.stderr]) stream.removeAllListeners('data').resume();
  }

  get pid() {
    return this.process.pid;
  }

  /** Throws when the process is gone, with what it said last. */
  assertRunning() {
    if (this.ended) throw new Error(`${this.command} ended (${this.ended.join(' ')}):\n${this.lastLines.join('\n')}`);
  }

  async kill(signal, limitMs = 15_000) {
    if (this.ended) return;
    this.process.kill(signal);
    const killed = await Promise.race([this.exited.then(() => true), sleep(limitMs, false, { ref: false })]);
    if (killed || signal === 'SIGKILL') return;
    await this.kill('SIGKILL');
  }
}
