// Messages under fire: receivers that fail in every way, nodes that are killed. Each event arrives at least once, in its ticket's order,
// a message that comes twice is the same message, and nothing is said that was settled before.

import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../../tools/lib-js/api_client.js';
import { kRepository } from '../../tools/lib-js/building.js';
import { until } from '../../tools/lib-js/child.js';
import { Instance } from '../../tools/lib-js/instance.js';
import { withRole } from '../../tools/lib-js/people.js';
import { BadReceiver, kTreatments } from './bad_receiver.js';
import { Dice } from './dice.js';

const kTickets = 200;
const kKills = 10;
const kNodes = 3;
// What is sent while an acknowledgement is committed may still arrive: it was looked at just before.
const kInFlightMs = 2_000;
const kSecret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;

const dice = new Dice();
const instance = new Instance({ threads: 1 });
const receivers = {};
const nodes = [];
const opened = new Map();  // number → {claimed: instant or Infinity}
let client;

function configure() {
  const config = instance.path('config');
  cpSync(join(kRepository, 'config'), config, { recursive: true });
  const channels = Object.entries(receivers).map(([id, { url }]) =>
    JSON.stringify(id === 'group' ? { id, kind: 'wecom', url, posts: ['queued'] } : { id, kind: 'webhook', url }));
  const rules = readFileSync(join(config, 'notifications.yaml'), 'utf8')
    .replace(/^channels: \[\]$/m, `channels: [${channels.join(', ')}]`)
    .replace('networks: []', 'networks: [127.0.0.0/8]')
    .replace(/^retry: .*$/m, 'retry: {first_seconds: 1, longest_seconds: 2, give_up_seconds: 3600, failures_in_a_row: 20, pause_seconds: 1}');
  writeFileSync(join(config, 'notifications.yaml'), rules);
  const secrets = Object.keys(receivers).map((id) => [id, id === 'group' ? { token: 'key' } : { secret: kSecret }]);
  writeFileSync(instance.path('channels.yaml'), JSON.stringify(Object.fromEntries(secrets)));
  instance.config = config;
  instance.args = ['--channel-secrets', instance.path('channels.yaml')];
}

before(async () => {
  process.stdout.write(`HOTLINE_CHAOS_SEED=${dice.seed}\n`);
  for (const id of ['one', 'two', 'three', 'group']) receivers[id] = await new BadReceiver(new Dice(dice.seed + id.length), id === 'group' ? '{"errcode":0,"errmsg":"ok"}' : '').up();
  configure();
  await instance.start();
  // The first node stays: it is the one that is asked. The others come and go.
  for (let i = 1; i < kNodes; ++i) nodes.push((await instance.launch({})).child);
  client = new ApiClient(instance.url);
});

after(async () => {
  await client?.close();
  await Promise.all(nodes.map((node) => node.kill('SIGKILL')));
  await instance.stop();
  Object.values(receivers).forEach((receiver) => receiver.down());
});

async function call(i) {
  const operator = withRole(instance.people, 'operator')[0];
  const { ticket } = await client.open({
    channel: 'phone', title: '咨询返岗', text: '来电人希望了解返岗安排。', sector: 'industry', caller: { phone: `139${71_000_000 + i}` },
  }, `call-${i}`, operator.token);
  const known = { claimed: Infinity };
  opened.set(ticket.number, known);
  await sleep(dice.below(3_000));
  if (dice.below(10) < 7) {
    await client.act(ticket.number, 'claim', instance.people.ind1.token);
    known.claimed = Date.now();
  }
}

async function callIn() {
  const calls = [];
  for (let i = 0; i < kTickets; ++i) {
    calls.push(call(i));
    await sleep(60 + dice.below(60));
  }
  await Promise.all(calls);
}

async function killNodes() {
  for (let i = 0; i < kKills; ++i) {
    await sleep(1_000 + dice.below(1_500));
    const victim = dice.below(nodes.length);
    await nodes[victim].kill('SIGKILL');
    nodes[victim] = (await instance.launch({})).child;
  }
}

const undelivered = async () => {
  const redis = instance.connectRedis();
  try {
    const counts = await Promise.all(Object.keys(receivers).map((id) => redis.zcard(`hl:{outbox}:due:${id}`)));
    return counts.reduce((sum, count) => sum + count, 0);
  } finally {
    redis.disconnect();
  }
};

const webhooks = () => Object.entries(receivers).filter(([id]) => id !== 'group');

test('Notifications.LoadGoesOnWhileReceiversFailAndNodesDie', { timeout: 240_000 }, async () => {
  await Promise.all([callIn(), killNodes()]);
  for (const receiver of Object.values(receivers)) receiver.behaves = true;
  await until(async () => (await undelivered()) === 0, 'not everything is delivered', 120_000);
  const treated = Object.values(receivers).flatMap(({ arrivals }) => arrivals.map(({ treatment }) => treatment));
  const counts = Object.keys(kTreatments).map((name) => `${name} ${treated.filter((one) => one === name).length}`);
  process.stdout.write(`${opened.size} tickets, ${treated.length} tries: ${counts.join(', ')}\n`);
});

test('Notifications.EveryEventArrivedAtEveryWebhookAtLeastOnce', async () => {
  const manager = withRole(instance.people, 'manager')[0];
  for (const number of opened.keys()) {
    const { events } = await client.get(`/tickets/${number}/history`, manager.token);
    for (const [id, { arrivals }] of webhooks()) {
      const taken = new Set(arrivals.filter(({ treatment }) => kTreatments[treatment].taken).map(({ key }) => key));
      const missing = events.filter(({ revision }) => !taken.has(`${number}+${revision}++${id}`));
      assert.deepEqual(missing, [], `${number} at ${id}`);
    }
  }
});

test('Notifications.NothingWasGivenUp', async () => {
  const { dead_letters: dead } = await client.get('/dead-letters', withRole(instance.people, 'admin')[0].token);
  assert.deepEqual(dead, []);
});

test('Notifications.AMessageThatComesTwiceIsTheSame', () => {
  let twice = 0;
  for (const [id, { arrivals }] of webhooks()) {
    const bodies = new Map();
    for (const { key, body } of arrivals) {
      const { data } = JSON.parse(body);
      assert.equal(key, `${data.ticket}+${data.revision}++${id}`);
      if (bodies.has(key)) twice += 1;
      assert.equal(bodies.get(key) ?? body, body);
      bodies.set(key, body);
    }
  }
  assert.ok(twice > 0, 'nothing ever came twice');
});

test('Notifications.NoEventIsTriedBeforeTheOneBeforeItWasTaken', () => {
  for (const [, { arrivals }] of webhooks()) {
    const taken = new Map();  // number → the last revision
    for (const { body, treatment } of arrivals) {
      const { ticket, revision } = JSON.parse(body).data;
      const last = taken.get(ticket) ?? 0;
      assert.ok(revision <= last + 1, `${ticket}: revision ${revision} after ${last}`);
      if (kTreatments[treatment].taken) taken.set(ticket, Math.max(last, revision));
    }
  }
});

test('Notifications.NothingIsSaidAfterItWasAcknowledged', () => {
  let said = 0;
  for (const { at, body } of receivers.group.arrivals) {
    const [number] = JSON.parse(body).markdown.content.match(/\d{9}/);
    const { claimed } = opened.get(number);
    assert.ok(at <= claimed + kInFlightMs, `${number} was claimed ${at - claimed} ms before it was told`);
    said += 1;
  }
  assert.ok(said > 0, 'the group was told nothing');
});
