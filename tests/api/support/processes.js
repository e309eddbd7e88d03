// Children of a test: started here, ended by their own pid, never left behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A port that is free now, for those that take no 0. */
export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A child with the text it has written so far in `output.stdout` and `output.stderr`. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  running.add(child);
  child.output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8');
    child[stream].on('data', (text) => {
      child.output[stream] += text;
    });
  }
  child.ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return { code, signal };
  });
  return child;
}

/** Asks the child to end and says how it did; one that does not is killed. */
export async function stop(child, signal = 'SIGTERM', patience = 20_000) {
  if (child.exitCode !== null || child.signalCode !== null) return child.ended;
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  const end = await child.ended;
  clearTimeout(timer);
  return end;
}

/** Asks `question` until its answer is truthy; the answer. */
export async function until(question, what, patience = 30_000) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((next) => setTimeout(next, 20));
  }
}
