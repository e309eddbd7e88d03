// What a tool needs before it can start an instance of its own: a hotlined that is built from this checkout.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const kRepository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The same steps as tools/run takes: packages, configure, build; with nothing to do well under a second. */
export function buildHotlined(targets = ['hotlined', 'hotlinectl']) {
  const script = '. tools/lib/common.sh && . tools/lib/packages.sh && ensure_installed run && ' + `build release ${targets.join(' ')}`;
  const { status } = spawnSync('bash', ['-c', `{ ${script}; } >&2`], { cwd: kRepository, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error('hotlined could not be built');
}

function built(binary) {
  if (!existsSync(binary)) throw new Error(`there is no ${binary}: build it first, or name another hotlined in HOTLINED`);
  return binary;
}

/** HOTLINED names another one than this checkout's release build. */
export function hotlinedBinary() {
  return built(process.env.HOTLINED || join(kRepository, 'build', 'release', 'hotlined'));
}

/** The one beside it. */
export function hotlinectlBinary() {
  return built(join(dirname(hotlinedBinary()), 'hotlinectl'));
}
