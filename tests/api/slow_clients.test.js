// Two thousand clients that take their time keep nobody else waiting: some say nothing, some half a handshake, some a byte now and then.
import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from './support/client.js';
import { Stage, freshPhone } from './support/matters.js';
import { start, stop, until } from './support/processes.js';
import { startService } from './support/service.js';

const kCrowd = 2_000;
const kComing = 2_200; // some are always on their way back
const kTurns = 2;
const kRounds = 4;
/** Longer than a handshake or a header may take, so that the crowd is cut off and comes again. */
const kCrowdLivesMs = 12_000;
const kRequests = 400;
const kNewcomers = 100;
/** Below that a difference is the machine's, not the service's. */
const kFloorMs = 4;
const kAgents = 4; // so many connections that both threads have some

const crowdScript = fileURLToPath(new URL('support/slow_crowd.js', import.meta.url));

async function timed(ask) {
  const begin = performance.now();
  await ask();
  return performance.now() - begin;
}

function p99(times) {
  return times.sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1];
}

/** How long a reading takes on connections that are there, and on new ones: p99 of one round, in milliseconds. */
async function round(readings, newcomer) {
  const usual = [];
  for (let i = 0; i < kRequests; i += 1) usual.push(await timed(readings[i % readings.length]));
  const fresh = [];
  for (let i = 0; i < kNewcomers; i += 1) fresh.push(await timed(newcomer));
  return { usual: p99(usual), fresh: p99(fresh) };
}

/** The best of several rounds: what else the machine does comes and goes, what the crowd does to the service stays. */
function keepBest(best, { usual, fresh }) {
  Object.assign(best, { usual: Math.min(best.usual, usual), fresh: Math.min(best.fresh, fresh) });
}

function ways(service, ticket) {
  const { Agent } = service.authority ? https : http;
  const ca = service.authority?.root;
  const { token } = service.as.ind1;
  const read = async (agent) => (await new Client(service.port, token, agent).get(`/api/v1/tickets/${ticket.number}`)).expect(200);
  const agents = Array.from({ length: kAgents }, () => new Agent({ keepAlive: true, maxSockets: 1, ca }));
  return {
    readings: agents.map((agent) => () => read(agent)),
    newcomer: () => read(new Agent({ keepAlive: false, maxCachedSessions: 0, ca })),
    end: () => agents.forEach((agent) => agent.destroy()),
  };
}

/** Runs `work` while the crowd is there; with how many connections at least. */
async function inCrowd(service, wire, work) {
  const connections = () => service.metric('hotline_http_connections');
  const crowd = start(process.execPath, [crowdScript, String(service.port), wire, String(kComing)]);
  try {
    await until(async () => (await connections()) > kCrowd, 'the crowd', 60_000);
    const end = Date.now() + kCrowdLivesMs;
    let fewest = Infinity;
    while (Date.now() < end) {
      await work();
      fewest = Math.min(fewest, await connections());
    }
    return fewest;
  } finally {
    await stop(crowd, 'SIGKILL');
    await until(async () => (await connections()) < 100, 'the crowd to have gone', 60_000);
  }
}

for (const wire of ['plain', 'tls']) {
  test(`${kCrowd} slow clients (${wire}) do not slow down the others`, { timeout: 300_000 }, async (t) => {
    const service = await startService({ certified: wire === 'tls', more: { 'connections-per-address': 2 * kComing, 'requests-per-person': 0 } });
    const ticket = await new Stage(service).queued('IND', { caller: { phone: freshPhone() } });
    const { readings, newcomer, end } = ways(service, ticket);
    const quiet = { usual: Infinity, fresh: Infinity };
    const slow = { ...quiet };
    let fewest = Infinity;
    await round(readings, newcomer); // everything is warm after that
    for (let turn = 0; turn < kTurns; turn += 1) {
      for (let i = 0; i < kRounds; i += 1) keepBest(quiet, await round(readings, newcomer));
      fewest = Math.min(fewest, await inCrowd(service, wire, async () => keepBest(slow, await round(readings, newcomer))));
    }
    end();
    t.diagnostic(`p99 in ms, quiet and in the crowd: ${JSON.stringify({ quiet, slow })}; never fewer than ${fewest} connections`);
    assert.ok(fewest > 0.75 * kCrowd, `only ${fewest} connections: the crowd was not there`);
    for (const kind of ['usual', 'fresh']) {
      const limit = 2 * Math.max(quiet[kind], kFloorMs);
      assert.ok(slow[kind] <= limit, `${kind}: p99 ${slow[kind].toFixed(1)} ms, alone ${quiet[kind].toFixed(1)} ms`);
    }
  });
}
