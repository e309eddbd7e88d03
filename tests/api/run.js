// All API tests against a Redis in cluster mode, and those that write most against a plain one as well: node run.js [cluster|plain] [file…]
// With HOTLINE_TEST_SHORT=1 on smaller crowds, and in cluster mode only. Files may also be named in HOTLINE_API_FILES. Each has a service of its own, and
// comes after the other but for those that only wait. Ends with the line "N passed, N failed".
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { short } from './support/extent.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const kFilePatience = 10 * 60_000;

const asked = process.argv.slice(2);
const modes = ['cluster', 'plain'].filter((mode) => asked.includes(mode));
const wanted = [...asked, ...(process.env.HOTLINE_API_FILES ?? '').split(' ')];
const named = wanted.filter((argument) => argument.endsWith('.js')).map((file) => path.resolve(here, file));
/** It measures, which says nothing of a build with sanitizers: it runs where it is asked for. */
const kMeasuring = ['slow_clients.test.js'];
const all = readdirSync(here).filter((file) => file.endsWith('.test.js') && !kMeasuring.includes(file)).sort();
const files = named.length > 0 ? named : all.map((file) => path.join(here, file));

function told(failure) {
  const cause = failure.details.error?.cause ?? failure.details.error;
  return String(cause?.stack ?? cause?.message ?? cause).split('\n').slice(0, 25).join('\n    ');
}

/** A file is reported like a test on some versions of Node; it counts only when it failed and no test of it did. */
function isFile({ name }) {
  return name.endsWith('.test.js');
}

function once(file, mode) {
  process.env.HOTLINE_TEST_REDIS = mode;
  const counts = { passed: 0, failed: 0, wholeFile: 0 };
  return new Promise((resolve) => {
    let errors = '';
    const stream = run({ files: [file], concurrency: 1, timeout: kFilePatience });
    stream.on('test:pass', (result) => {
      if (!isFile(result)) counts.passed += 1;
    });
    stream.on('test:fail', (result) => {
      counts[isFile(result) ? 'wholeFile' : 'failed'] += 1;
      if (!isFile(result) || counts.failed === 0) console.log(`  failed [${mode}] ${path.basename(file)}: ${result.name}\n    ${told(result)}`);
    });
    stream.on('test:stderr', ({ message }) => {
      errors += message;
    });
    stream.on('end', () => {
      if (counts.wholeFile > 0) console.log(errors.split('\n').slice(0, 25).join('\n'));
      if (counts.failed === 0) counts.failed = counts.wholeFile;
      resolve(counts);
    });
    stream.resume();
  });
}

/** How Redis is laid out is the store's business, whose own tests know both ways. */
const kPlainToo = ['intake.test.js', 'life.test.js', 'lists.test.js', 'claiming.test.js', 'outage.test.js'];
const filesFor = (mode) => (mode === 'plain' && named.length === 0 ? files.filter((file) => kPlainToo.includes(path.basename(file))) : files);

/** These wait for a clock most of the time, and others can run meanwhile. */
const kWaiting = ['answering.test.js', 'canary.test.js', 'duty.test.js', 'escalation.test.js', 'live_waiting.test.js', 'metrics.test.js', 'notifications.test.js'];
const waits = (file) => kWaiting.includes(path.basename(file));

const total = { passed: 0, failed: 0 };

async function inTurn(some, mode) {
  for (const file of some) {
    const began = Date.now();
    const { passed, failed } = await once(file, mode);
    total.passed += passed;
    total.failed += failed;
    console.log(`${mode.padEnd(7)} ${path.basename(file).padEnd(26)} ${passed} passed, ${failed} failed (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  }
}

const unlessAsked = short || named.length > 0 ? ['cluster'] : ['cluster', 'plain'];
for (const mode of modes.length > 0 ? modes : unlessAsked) {
  const ofMode = filesFor(mode);
  await Promise.all([inTurn(ofMode.filter(waits), mode), inTurn(ofMode.filter((file) => !waits(file)), mode)]);
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
