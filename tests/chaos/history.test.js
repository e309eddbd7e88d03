// DESIGN §5 under fire: thousands of tickets, whatever people may do to them, on nodes that are killed, with clocks that are wrong, on
// a virtual clock. Afterwards an oracle that knows only the policy and each ticket's history says what should have happened by itself.

import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../../tools/lib-js/api_client.js';
import { kRepository } from '../../tools/lib-js/building.js';
import { until } from '../../tools/lib-js/child.js';
import { Instance } from '../../tools/lib-js/instance.js';
import { withRole } from '../../tools/lib-js/people.js';
import { ticketNumber } from '../../tools/lib-js/ticket_number.js';
import { auditFindings } from './audit.js';
import { checkDataset } from './checker/check.js';
import { Dice } from './dice.js';
import { Crowd } from './history/crowd.js';
import { Fleet } from './history/fleet.js';
import { Oracle, Timescale } from './history/oracle.js';
import { slaFile } from './history/policy.js';

const kStart = '2022-04-25T00:00:00Z';
const kSpeed = 1200;  // a second is twenty minutes
const kKills = 12;
const kRest = 1_500;  // between two kills
const kEnough = 4_000;  // tickets and acts
const kSkewMs = 500;  // what a node that fires may be off, and what the store's clock needs
const kGraceMs = 10_000;

const dice = new Dice();
const crowdDice = new Dice(dice.seed + 1);
const instance = new Instance({ clock: `virtual:${kStart}:${kSpeed}`, threads: 1 });
let fleet;
let crowd;
let data;
let scale;
let end;

/** The shipped city with promises of the test's own, short and counted around the clock. */
function writeConfiguration() {
  const folder = instance.path('config');
  cpSync(join(kRepository, 'config'), folder, { recursive: true });
  writeFileSync(join(folder, 'sla.yaml'), slaFile());
  instance.config = folder;
}

async function startCrowd() {
  const client = new ApiClient(fleet.nodes[0].url);
  const { categories } = await client.get('/configuration', withRole(instance.people, 'operator')[0].token);
  await client.close();
  const simple = categories.filter(({ facts = [] }) => !facts.some(({ required }) => required)).map(({ id }) => id);
  const some = ['B', 'F', 'C'].flatMap((group) => simple.filter((id) => id.startsWith(group)).slice(0, 2));
  crowd = new Crowd({ fleet, people: instance.people, dice: crowdDice, taskForces: instance.taskForces, categories: some });
  crowd.run(4, 14);
}

before(async () => {
  process.stdout.write(`HOTLINE_CHAOS_SEED=${dice.seed}\n`);
  writeConfiguration();
  await instance.start();
  await instance.hotlined.kill('SIGTERM');
  fleet = new Fleet(instance, dice, 3);
  await fleet.start();
  scale = new Timescale({ start: Date.parse(kStart), origin: await instance.clockOrigin(), speed: kSpeed });
  await startCrowd();
});

after(async () => {
  if (crowd) crowd.stopping = true;
  await fleet?.stop('SIGKILL');
  await crowd?.stop().catch(() => {});
  await instance.stop();
});

const kVictims = [[[0], false], [[1], false], [[2], false], [[0, 1], false], [[], true], [[0, 1, 2], false], [[0, 1, 2], true]];

test('History.PeopleActWhileEverythingIsKilled', async () => {
  for (let i = 0; i < kKills; ++i) {
    await sleep(kRest * (0.5 + dice.next()));
    if (crowd.failure) throw crowd.failure;
    await fleet.kill(...dice.pick(kVictims));
  }
  // A slow machine takes its time.
  await until(() => {
    if (crowd.failure) throw crowd.failure;
    return crowd.acknowledged > kEnough && crowd.untaken().length === 0;
  }, `too little happens; never yet: ${crowd.untaken()}`, 60_000);
  const clocks = fleet.nodes.map(({ skew }) => `${skew} ms`).join(', ');
  await crowd.stop();
  const acts = Object.values(crowd.taken).reduce((sum, count) => sum + count, 0);
  process.stdout.write(`${crowd.numbers.length} tickets, ${acts} acts ${JSON.stringify(crowd.taken)}; clocks at the end: ${clocks}\n`);
  assert.deepEqual(crowd.internalErrors, []);
});

test('History.AtTheEndNothingStaysOverdue', async () => {
  end = scale.shown(Date.now());
  const last = fleet.nodes.at(-1);
  assert.ok(Math.abs((await fleet.metric(last, 'hotline_clock_offset_seconds')) - last.skew / 1000) < 0.5, 'the last node does not know that its clock is wrong');
  const redis = instance.connectRedis();
  const overdue = async () => {
    const counts = await Promise.all(Array.from({ length: 16 }, (_, p) => redis.zcount(`hl:{${String(p).padStart(2, '0')}}:timers`, '-inf', end)));
    return counts.reduce((sum, count) => sum + count, 0) === 0;
  };
  await until(overdue, 'overdue timers do not fire', 30_000);
  redis.disconnect();
  await fleet.stop();
});

/** [{number, opening, events, left}] of everything in the store. */
function histories() {
  return data.partitions.flatMap(({ number: partition, tickets, timers, stream }) => {
    const committed = new Map();
    for (const { serial, addedAt } of stream) committed.set(serial, [...(committed.get(serial) ?? []), addedAt]);
    return [...tickets].map(([serial, { document, events }]) => {
      const number = ticketNumber(partition, serial);
      return {
        number,
        opening: crowd.openings.get(number),
        events: events.map((event, i) => ({ ...event, committedAt: committed.get(serial)[i] })),
        left: { urgency: document.urgency, state: document.state, timer: timers.get(serial) ?? null },
      };
    });
  });
}

test('History.TheDataSetIsSound', async () => {
  const redis = instance.connectRedis();
  data = await checkDataset(redis, instance.secret);
  redis.disconnect();
  // Here ladders do come to their ends; which timers there must be is the oracle's business.
  assert.deepEqual(data.problems.filter((problem) => !problem.includes('everyOpenTicketHasATimer')), []);
});

test('History.TheEventLogIsProved', async () => {
  assert.deepEqual(await auditFindings(instance), []);
});

test('History.WhatShouldHaveFiredHasOnceAndNothingElse', () => {
  const { disturbances } = fleet;
  const oracle = new Oracle({ scale, skewMs: kSkewMs, graceMs: kGraceMs, disturbances, end });
  const found = histories().map((history) => ({ ...history, ...oracle.judge(history) }));
  const wrong = found.filter(({ problems }) => problems.length > 0);
  const fired = found.reduce((sum, history) => sum + history.fired, 0);
  process.stdout.write(`${fired} steps fired, ${wrong.length} tickets are wrong\n`);
  const told = wrong.slice(0, 5).map(({ number, opening, problems, events }) =>
    `${number} ${JSON.stringify(opening)}: ${problems.join('; ')}\n${events.map(({ text, committedAt }) => `  ${committedAt} ${text}`).join('\n')}`);
  assert.equal(wrong.length, 0, told.join('\n'));
  assert.ok(fired > 1000, `only ${fired} steps fired`);
});
