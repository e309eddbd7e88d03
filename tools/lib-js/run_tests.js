// Runs files of node:test cases one after the other and ends with the line "N passed, N failed".

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the cases import; nothing is fetched when it is there. */
function installPackages() {
  const tools = fileURLToPath(new URL('..', import.meta.url));
  const script = '. "$0/lib/common.sh" && . "$0/lib/packages.sh" && ensure_npm "$0/lib-js"';
  execFileSync('bash', ['-c', script, tools.replace(/\/$/, '')], { stdio: 'inherit' });
}

function totals(tap) {
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  return { passed: count('pass'), failed: count('fail') + count('cancelled') + count('skipped') + count('todo') };
}

/** A file that ends badly without a failed case (it did not even start) counts as one. */
async function runFile(file, scratch) {
  const tap = join(scratch, 'tap');
  const reporters = ['spec', 'stdout', 'tap', tap].map((value, i) => `--test-reporter${i % 2 ? '-destination' : ''}=${value}`);
  const child = spawn(process.execPath, [...reporters, file], { stdio: 'inherit' });
  const forward = (signal) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  const [status] = await once(child, 'exit');
  process.off('SIGINT', forward).off('SIGTERM', forward);
  const { passed, failed } = totals(readFileSync(tap, { encoding: 'utf8', flag: 'a+' }));
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed };
}

/** @param base the caller's import.meta.url, which the file names are relative to */
export async function runTests(base, files) {
  installPackages();
  const scratch = mkdtempSync(join(tmpdir(), 'hotline-tests-'));
  let passed = 0;
  let failed = 0;
  try {
    for (const file of files) {
      const result = await runFile(fileURLToPath(new URL(file, base)), scratch);
      rmSync(join(scratch, 'tap'), { force: true });
      passed += result.passed;
      failed += result.failed;
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
