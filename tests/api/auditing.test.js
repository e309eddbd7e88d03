// The real binary looks after its data: damage is found, counted and mended; hotlinectl says what is wrong, restores, and previews.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { hotlinectl } from './support/ctl.js';
import { Stage } from './support/matters.js';
import { until } from './support/processes.js';
import { startService } from './support/service.js';

const service = await startService();
const { as, redis } = service;
const stage = new Stage(service);

const kHeartbeat = 'hotline_auditor_last_success_timestamp_seconds';
const reload = async () => (await as.adm1.post('/api/v1/configuration/reload')).expect(200);
const mismatches = (kind) => service.metric('hotline_audit_mismatch_total', { kind });
const send = (...words) => redis.client.sendCommand(words.map(String));
/** The key of the ticket's partition, and its serial. */
const partition = ({ number }) => `hl:{${number.slice(-3, -1)}}`;
const serial = ({ number }) => Number(number.slice(0, -3)) - 100_000;

const ctl = (task, ...rest) => hotlinectl(service, task, ...rest);

test('the auditor is alive, and every kind of mismatch is there with 0', async () => {
  await until(async () => (await service.metric(kHeartbeat)) > Date.now() / 1000 - 60, 'the first pass');
  const { text } = await service.nobody.get('/metrics');
  for (const kind of ['queue', 'assigned', 'timer', 'late_step', 'stray']) {
    assert.ok(text.includes(`hotline_audit_mismatch_total{kind="${kind}"} 0`), kind);
  }
  assert.ok(text.includes('hotline_sla_at_risk{band="75",target="ack",task_force="IND"} 0'));
  assert.match(text, /hotline_calendar_known_until_timestamp_seconds\{calendar="office"\} \d+/);
});

test('a ticket that fell out of its queue is put back, and counted', async () => {
  const ticket = await stage.queued('IND', { urgency: 3 });
  const queue = `${partition(ticket)}:q:IND:queued:3`;
  assert.equal(await send('ZREM', queue, serial(ticket)), 1);
  assert.equal(await send('ZADD', `${partition(ticket)}:timers`, 1, 4711), 1);
  await reload();
  await until(() => send('ZSCORE', queue, serial(ticket)), 'the ticket to be put back');
  await until(async () => (await mismatches('queue')) === 1, 'it to be counted');
  await until(async () => (await send('ZSCORE', `${partition(ticket)}:timers`, 4711)) === null, 'the timer of nothing to go');
  const line = `"audit_mismatch","ticket":"${ticket.number}","kind":"queue"`;
  await until(() => service.written().includes(line), 'the log to be written');
});

test('new limits set the timers anew, which is no mismatch', async () => {
  await stage.queued('CON', { urgency: 3 });
  const before = service.edit('sla.yaml', (text) => text.replaceAll('at_percent: 50', 'at_percent: 45'));
  await reload();
  await until(async () => (await service.metric('hotline_timers_recomputed_total')) > 0, 'timers to be set anew');
  assert.equal(await mismatches('timer'), 0);
  writeFileSync(service.configFile('sla.yaml'), before);
  await reload();
});

test('verify is silent where all is well, and names what is not', async () => {
  await stage.claimed('TRA');
  const sound = await ctl('verify');
  assert.equal(sound.code, 0, sound.stdout + sound.stderr);
  const ticket = await stage.claimed('TRA');
  await send('ZREM', `${partition(ticket)}:a:tra1`, serial(ticket));
  const damaged = await ctl('verify', '--json');
  assert.equal(damaged.code, 1, damaged.stderr);
  const { lines, counts } = JSON.parse(damaged.stdout);
  assert.deepEqual(lines, [{ kind: 'assigned', what: ticket.number, about: `${partition(ticket)}:a:tra1` }]);
  assert.equal(counts.problems, 1);
});

test('rebuild restores what was deleted, once, while the service runs', async () => {
  for (const key of (await redis.keys()).filter((name) => /:(q|a|idem|callers):|:timers$/.test(name))) await send('DEL', key);
  const first = await ctl('rebuild', '--json');
  assert.equal(first.code, 0, first.stderr);
  assert.ok(JSON.parse(first.stdout).counts.repaired > 0);
  assert.equal(JSON.parse((await ctl('rebuild', '--json')).stdout).counts.repaired, 0);
  assert.equal((await ctl('verify')).code, 0);
});

test('a preview says what new limits would do, and does nothing', async () => {
  const file = service.file('new-sla.yaml');
  const sla = readFileSync(service.configFile('sla.yaml'), 'utf8');
  writeFileSync(file, sla);
  const same = JSON.parse((await ctl('sla preview', file, '--json')).stdout);
  assert.ok(same.open_tickets > 0);
  assert.deepEqual(same.changes, []);
  writeFileSync(file, `${sla}\nnonsense: 1\n`);
  const refused = await ctl('sla preview', file);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /new-sla\.yaml:\d+: .*nonsense/);
  writeFileSync(file, sla);
  const later = new Date(Date.now() + 40 * 86_400_000).toISOString().replace(/\.\d+/, '');
  const before = await redis.snapshot();
  const late = await ctl('sla preview', file, '--at', later);
  assert.match(late.stdout, /open tickets; nothing was changed/);
  assert.match(late.stdout, /^resolve .*IND /m);
  assert.deepEqual(await redis.snapshot(), before);
});

test('a preview says what another profile would do, and starts from the one in force', async () => {
  await stage.queued('IND');
  const changes = async () => JSON.parse((await ctl('sla preview', '--profile', 'normal', '--json')).stdout).changes;
  assert.ok((await changes()).some(({ target, task_force, other_due }) => target === 'resolve' && task_force === 'IND' && other_due > 0));
  (await as.mgr1.post('/api/v1/profile', { profile: 'normal', reason: '社会面清零' }, { headers: { 'If-Match': '"0"' } })).expect(200);
  assert.deepEqual(await changes(), []);
  const nothing = await ctl('sla preview');
  assert.deepEqual([nothing.code, nothing.stderr], [2, 'sla preview: name a new sla.yaml, or a --profile\n']);
  const unknown = await ctl('sla preview', '--profile', 'martial');
  assert.deepEqual([unknown.code, unknown.stderr], [2, 'hotlinectl: the configuration has no profile martial\n']);
});

test('another secret is refused', async () => {
  writeFileSync(service.file('other'), 'a'.repeat(64));
  const refused = await hotlinectl(service, 'verify', '--secret-file', service.file('other'));
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /the data set in Redis was created with secret/);
});
