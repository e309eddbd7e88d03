// DESIGN §6 under fire: whatever was acknowledged is there, once, however often the service and its Redis are killed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../tools/lib-js/child.js';
import { Instance } from '../../tools/lib-js/instance.js';
import { idempotencyKey, openRequest } from '../../tools/lib-js/replay/row_mapping.js';
import { parseTicketNumber } from '../../tools/lib-js/ticket_number.js';
import { auditFindings } from './audit.js';
import { checkDataset } from './checker/check.js';
import { Dice } from './dice.js';
import { Load } from './load.js';
import { Witness } from './witness.js';

const kKills = 20;
const kVictims = ['hotlined', 'redis', 'hotlined', 'redis', 'both'];

// The load throws its own dice: how its requests interleave must not change who is killed when.
const dice = new Dice();
const loadDice = new Dice(dice.seed + 1);
// A second is twenty-five minutes: while everything is killed, tickets are reminded of, breached and escalated all the time.
const instance = new Instance({ clock: 'virtual:2022-04-25T00:00:00Z:1500' });
let witness;
let load;
let data;

/** Kills in the middle of the load, and starts again on the same data and the same port. */
async function kill(victim) {
  const { port } = instance;
  const hotlined = victim !== 'redis';
  const redis = victim !== 'hotlined';
  await Promise.all([redis && instance.redis.kill('SIGKILL'), hotlined && instance.hotlined.kill('SIGKILL')]);
  if (redis) await instance.startRedis();
  if (hotlined) await instance.startHotlined(port);
  await instance.ready();
}

/** So many acknowledgements later, and then at some moment in between two of them. */
async function someWorkLater() {
  const enough = witness.acknowledged + dice.between(40, 250);
  await until(() => {
    if (load.failure) throw load.failure;
    return witness.acknowledged >= enough;
  }, 'the load makes no progress', 60_000);
  await sleep(dice.next() * 10);
}

before(async () => {
  process.stdout.write(`HOTLINE_CHAOS_SEED=${dice.seed}\n`);
  await instance.start();
  witness = new Witness(instance.url, instance.people, loadDice, { connections: 64 });
  load = new Load({ client: witness, people: instance.people, dice: loadDice });
  await load.start();
});

after(async () => {
  load?.abandon();
  await witness?.close();
  await instance.stop();
});

test('Chaos.LoadGoesOnThroughTwentyKills', async () => {
  const killed = {};
  for (let i = 0; i < kKills; ++i) {
    await someWorkLater();
    const victim = dice.pick(kVictims);
    killed[victim] = (killed[victim] ?? 0) + 1;
    await kill(victim);
  }
  await someWorkLater();
  await load.stop();
  assert.equal(load.intake.result.failed, 0, JSON.stringify(load.intake.result.errors));
  process.stdout.write(`killed ${JSON.stringify(killed)}; ${witness.opened.size} tickets, ${witness.acts.length} acts acknowledged\n`);
});

test('Chaos.NothingIsAnInternalError', () => {
  assert.deepEqual(witness.internalErrors, []);
});

test('Chaos.AskedAgainEachKeyGivesTheTicketItGaveBefore', async () => {
  const { file, catalogue, token } = load.intake;
  for (const [number, { row }] of load.board.cards) {
    const key = idempotencyKey(file, row);
    const { replayed, ticket } = await witness.open(openRequest(row, file, catalogue, false), key, token);
    assert.deepEqual({ replayed, number: ticket.number }, { replayed: true, number });
  }
});

test('Chaos.NothingStaysOverdue', async () => {
  await until(async () => {
    const metrics = await (await fetch(`${instance.url}/metrics`)).text();
    return / 0$/m.test(metrics.match(/^hotline_timers_overdue .*$/m)?.[0] ?? '');
  }, 'overdue timers do not fire');
});

test('Checker.TheDataSetIsSound', async () => {
  await instance.hotlined.kill('SIGTERM');
  const redis = instance.connectRedis();
  data = await checkDataset(redis, instance.secret);
  redis.disconnect();
  assert.deepEqual(data.problems, []);
  const escalated = data.partitions.flatMap(({ tickets }) => [...tickets.values()])
    .reduce((sum, { events }) => sum + events.filter(({ action }) => action === 'escalate').length, 0);
  process.stdout.write(`${escalated} escalations\n`);
  assert.ok(escalated > 100, `only ${escalated} escalations`);
});

test('Chaos.TheEventLogIsProved', async () => {
  assert.deepEqual(await auditFindings(instance), []);
});

function find(number) {
  const place = parseTicketNumber(number);
  return place && data.partitions[place.partition]?.tickets.get(place.serial);
}

test('Chaos.EveryAcknowledgedTicketExists', () => {
  const lost = [...witness.opened.values()].flatMap((numbers) => [...numbers]).filter((number) => !find(number));
  assert.deepEqual(lost, []);
});

test('Chaos.OneKeyHasOneNumberAndOneNumberOneKey', () => {
  const keyOf = new Map();
  for (const [key, numbers] of witness.opened) {
    assert.equal(numbers.size, 1, `${key} was answered with ${[...numbers]}`);
    const [number] = numbers;
    assert.ok(!keyOf.has(number), `${number} was given to ${key} and to ${keyOf.get(number)}`);
    keyOf.set(number, key);
  }
});

test('Chaos.NoTicketExistsThatNobodyAskedFor', () => {
  assert.equal(data.tickets, witness.opened.size);
});

test('Chaos.EveryAcknowledgedActIsInTheLogOnceAndByThatPerson', () => {
  for (const act of witness.acts) {
    const { action, actor } = find(act.number)?.events[act.revision - 1] ?? {};
    assert.deepEqual({ action, actor }, { action: act.action, actor: act.person }, JSON.stringify(act));
  }
});

test('Chaos.NoClaimWasAcknowledgedToTwo', () => {
  const winners = new Map();
  for (const { person, number, revision } of witness.acts.filter(({ action }) => action === 'claim')) {
    const claim = `${number}@${revision}`;
    assert.equal(winners.get(claim) ?? person, person, `${claim} was acknowledged to ${winners.get(claim)} and ${person}`);
    winners.set(claim, person);
  }
  assert.ok(winners.size > 0, 'nothing was claimed');
});
