// Runs tools/replay the way a person does.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { kRepository } from '../../tools/lib-js/building.js';

export function startTool(args, environment = {}) {
  const child = spawn(join(kRepository, 'tools', 'replay'), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.err += text));
  const closed = once(child, 'close').then(([status]) => ({ status, ...output }));
  return { child, closed };
}

/** The object that --json prints. */
export async function replay(args, environment) {
  const { status, out, err } = await startTool([...args, '--json'], environment).closed;
  if (!out.startsWith('{')) throw new Error(`tools/replay ${args.join(' ')} ended with ${status}: ${err}`);
  return { status, ...JSON.parse(out) };
}
