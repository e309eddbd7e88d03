// node tests/chaos/check.js ADDRESS SECRET_FILE: checks the data set of a Redis at rest (unix:///path.sock or redis://host:port).
// Prints each problem and a last line; exit status 1 when there is a problem.

import { readFileSync } from 'node:fs';
import { connectRedis } from '../../tools/lib-js/redis.js';
import { checkDataset } from './checker/check.js';

const [address, secretFile] = process.argv.slice(2);
if (!secretFile) {
  process.stderr.write('usage: node tests/chaos/check.js unix:///path.sock|redis://host:port SECRET_FILE\n');
  process.exit(2);
}
const redis = connectRedis(address);
try {
  const { tickets, events, problems } = await checkDataset(redis, readFileSync(secretFile, 'utf8'));
  problems.forEach((problem) => process.stdout.write(`${problem}\n`));
  process.stdout.write(`${tickets} tickets, ${events} events, ${problems.length} problems\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  redis.disconnect();
}
