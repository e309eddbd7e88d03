// A kill in the middle of Redis' write leaves a commit without its end. Nothing of it may come back, neither at the next start nor
// at the one after.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ApiClient } from '../../tools/lib-js/api_client.js';
import { Instance } from '../../tools/lib-js/instance.js';
import { withRole } from '../../tools/lib-js/people.js';
import { checkDataset } from './checker/check.js';

const kCuts = [0.05, 0.4, 0.7, 0.9, 0.99];  // how much of the commit reached the disk

const instance = new Instance();
let client;
let opened = 0;

before(async () => {
  await instance.start();
  client = new ApiClient(instance.url);
});

after(async () => {
  await client?.close();
  await instance.stop();
});

function logFile() {
  const folder = join(instance.folder, 'appendonlydir');
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.incr.aof')));
}

async function open(key) {
  const { ticket } = await client.open({ title: key, text: '停电三天 no power' }, key, withRole(instance.people, 'operator')[0].token);
  return ticket.number;
}

/** Where in the log the commit that opened the ticket `title` is torn. Links that come back may have written behind it. */
function tear(title, share) {
  const log = readFileSync(logFile());
  const inside = log.lastIndexOf(title);
  const begin = log.lastIndexOf('*1\r\n$5\r\nMULTI\r\n', inside);
  const end = log.indexOf('*1\r\n$4\r\nEXEC\r\n', inside) + '*1\r\n$4\r\nEXEC\r\n'.length;
  assert.ok(begin >= 0 && begin < inside && end > inside);
  return begin + Math.floor((end - begin) * share);
}

async function restartRedis(whileDown = () => {}) {
  await instance.redis.kill('SIGKILL');
  whileDown();
  await instance.startRedis();
  await instance.ready();
}

async function problems() {
  const redis = instance.connectRedis();
  try {
    const { tickets, problems: found } = await checkDataset(redis, instance.secret);
    return { tickets, found };
  } finally {
    redis.disconnect();
  }
}

for (const share of kCuts) {
  test(`TornLog.ACommitCutAt${share * 100}PercentLeavesNothingBehind`, async () => {
    await open(`before-${share}`);
    const torn = await open(`torn-${share}`);
    opened += 1;
    await restartRedis(() => truncateSync(logFile(), tear(`torn-${share}`, share)));
    assert.deepEqual(await problems(), { tickets: opened, found: [] });
    // Never acknowledged to anybody but this test: the number is free again.
    assert.equal(await open(`torn-${share}`), torn);
    opened += 1;
    await restartRedis();
    assert.deepEqual(await problems(), { tickets: opened, found: [] });
  });
}
