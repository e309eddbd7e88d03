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

const kSlow = 12; // so many that every thread has some

const call = () => ({ key: randomUUID(), matter: about('industry', { caller: { phone: freshPhone() } }) });

/** Calls whose headers the service has read and whose bodies are still to come. */
async function slowCalls() {
  const calls = Array.from({ length: kSlow }, call);
  const begun = await Promise.all(calls.map((each) => SlowRequest.begin(service.port, service.as.op1.token, each)));
  return { calls, finish: () => Promise.all(begun.map((request) => request.finish())) };
}

/** A call that has reached Redis, which keeps its answer back; `answer` lets it answer. */
async function heldCall() {
  const { key, matter } = call();
  await redis.client.sendCommand(['CLIENT', 'PAUSE', '60000', 'WRITE']);
  const reply = service.as.op1.open(matter, key);
  // Not who waits for events, as the service always does.
  const blocked = async () => (await redis.client.sendCommand(['CLIENT', 'LIST'])).split('\n').some((line) => /flags=\w*b\w* /.test(line) && / cmd=fcall/.test(line));
  await until(blocked, 'the call to be at Redis');
  const answer = async () => {
    await redis.client.sendCommand(['CLIENT', 'UNPAUSE']);
    return reply;
  };
  return { key, matter, answer };
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`${signal} while requests are in flight: they are answered, then the process ends with 0`, async () => {
    const slow = await slowCalls();
    const held = await heldCall();
    service.child.kill(signal);
    await until(() => said('stopping'), 'the service to say that it stops');
    assert.equal(service.child.exitCode, null);
    for (const reply of [await held.answer(), ...(await slow.finish())]) reply.expect(201);
    assert.deepEqual(await service.child.ended, { code: 0, signal: null });
    assert.ok(said('stopped'));

    await service.up();
    for (const { matter, key } of [held, ...slow.calls]) (await service.as.op1.open(matter, key)).expect(200);
  });
}

test('nobody new is let in while what was begun is finished', async () => {
  const slow = await slowCalls();
  service.child.kill('SIGTERM');
  try {
    // Less than what was begun is given to finish: it is in flight all the while.
    await until(() => turnedAway(service.port), 'new connections to be refused', 5_000);
  } finally {
    const replies = await slow.finish();
    await service.child.ended;
    await service.up();
    for (const reply of replies) reply.expect(201);
  }
});

test('a connection on which nothing is asked does not hold it up', async () => {
  const socket = net.connect({ host: '127.0.0.1', port: service.port });
  await new Promise((resolve) => socket.on('connect', resolve));
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.on('error', () => {});  // one that was not accepted yet is reset by the kernel
  socket.resume();
  await service.down();
  await closed;
  await service.up();
});
