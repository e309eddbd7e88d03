// What the live feed does by itself after a while; under TLS, as browsers meet it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { loggedIn } from './support/browser.js';
import { Viewer } from './support/live.js';
import { Stage } from './support/matters.js';
import { until } from './support/processes.js';
import { startService } from './support/service.js';

// Half a minute after the last viewer left, and what a read of a quiet stream takes at most.
const kUntilItRests = 37_000;

const service = await startService({ certified: true });
const { as } = service;
const stage = new Stage(service);

test('a quiet stream is kept alive, and its id moves on with what the viewer is not told', { timeout: 60_000 }, async () => {
  const viewer = await Viewer.follow(as.con1);
  const { id } = await viewer.next('hello');
  await stage.queued('IND');
  await until(() => viewer.comments > 0, 'a heartbeat', 20_000);
  assert.notEqual(viewer.lastEventId, id);
  assert.deepEqual(viewer.told(), []);
  const again = await Viewer.follow(as.con1, '', { lastEventId: viewer.lastEventId });
  assert.equal((await again.next('hello')).data.resumed, true);
  await viewer.ticket(await stage.queued('CON'));
  await Promise.all([viewer.close(), again.close()]);
});

test('a node on which nobody watched for a while tells who comes back what was missed', { timeout: 90_000 }, async () => {
  const before = await Viewer.follow(as.con1);
  const { id } = await before.next('hello');
  await before.close();
  await sleep(kUntilItRests);
  const missed = [await stage.queued('CON'), await stage.queued('CON')];
  const after = await Viewer.follow(as.con1, '', { lastEventId: before.lastEventId ?? id });
  const told = (tickets) => tickets.map(({ number, revision }) => `${number}@${revision}`).sort();
  await until(() => after.told().length >= missed.length, 'what was missed');
  assert.deepEqual(after.told().sort(), told(missed));
  await after.ticket(await stage.queued('CON'));
  assert.ok(!after.events.some(({ name }) => name === 'resync'), JSON.stringify(after.events));
  await after.close();
});

test('a session that ends takes its stream with it, and only then', async () => {
  const [browser, other] = [await loggedIn(service, 'tra2'), await loggedIn(service, 'tra1')];
  const [viewer, stays] = [await Viewer.follow(browser), await Viewer.follow(other)];
  await viewer.ticket(await stage.queued('TRA'));
  (await browser.send('DELETE', '/api/v1/session')).expect(204);
  assert.equal((await viewer.next('bye', () => true, 16_000)).data.reason, 'signed_out');
  await viewer.ended;
  await stays.ticket(await stage.queued('TRA'));
  await stays.close();
});
