// SIGTERM: what was begun is finished, what comes is turned away, and the exit code is 0.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import net from 'node:net';
import test from 'node:test';
import { about, freshPhone } from './support/matters.js';
import { until } from './support/processes.js';
import { SlowRequest } from './support/raw_http.js';
import { startService } from './support/service.js';

const service = await startService();
const { redis } = service;

const said = (event) => service.child.output.stderr.includes(`"event":"${event}"`);

/** Whether a new connection is refused, which is when nobody listens any more. */
function turnedAway(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port });
    socket.on('error', () => resolve(true));
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
  });
}

const kCalls = 8; // enough for every thread to have some

const call = () => ({ key: randomUUID(), matter: about('industry', { caller: { phone: freshPhone() } }) });

/** Calls that have reached Redis, which keeps their answers back; `answers` lets it answer. */
async function heldCalls(count) {
  const calls = Array.from({ length: count }, call);
  await redis.client.sendCommand(['CLIENT', 'PAUSE', '60000', 'WRITE']);
  const replies = calls.map(({ matter, key }) => service.as.op1.open(matter, key));
  const held = new RegExp(`blocked_clients:${service.threads}\\b`);
  await until(async () => held.test(await redis.client.sendCommand(['INFO', 'clients'])), 'the calls of every thread to be at Redis');
  const answers = async () => {
    await redis.client.sendCommand(['CLIENT', 'UNPAUSE']);
    return Promise.all(replies);
  };
  return { calls, answers };
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`${signal} while requests are in flight: they are answered, then the process ends with 0`, async () => {
    const half = call();
    const slow = await SlowRequest.begin(service.port, service.as.op1.token, half);
    const { calls, answers } = await heldCalls(kCalls);
    service.child.kill(signal);
    await until(() => said('stopping'), 'the service to say that it stops');
    assert.equal(service.child.exitCode, null);
    for (const reply of [...(await answers()), await slow.finish()]) reply.expect(201);
    assert.deepEqual(await service.child.ended, { code: 0, signal: null });
    assert.ok(said('stopped'));

    await service.up();
    for (const { matter, key } of [half, ...calls]) (await service.as.op1.open(matter, key)).expect(200);
  });
}

test('nobody new is let in while what was begun is finished', async () => {
  const { answers } = await heldCalls(kCalls);
  service.child.kill('SIGTERM');
  try {
    // Less than the time a call to Redis is given: those in flight are in flight all the while.
    await until(() => turnedAway(service.port), 'new connections to be refused', 4_000);
  } finally {
    await answers();
    await service.child.ended;
    await service.up();
  }
});

test('a connection on which nothing is asked does not hold it up', async () => {
  const socket = net.connect({ host: '127.0.0.1', port: service.port });
  await new Promise((resolve) => socket.on('connect', resolve));
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.resume();
  await service.down();
  await closed;
  await service.up();
});
