// Every file at hand through the public API of a real instance, then the staff at work on them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { ApiClient } from '../../tools/lib-js/api_client.js';
import { until } from '../../tools/lib-js/child.js';
import { Instance } from '../../tools/lib-js/instance.js';
import { withRole } from '../../tools/lib-js/people.js';
import { Catalogue } from '../../tools/lib-js/replay/catalogue.js';
import { readRows } from '../../tools/lib-js/replay/csv_rows.js';
import { idempotencyKey, openRequest } from '../../tools/lib-js/replay/row_mapping.js';
import { generateFiles, realFiles } from './sample_files.js';
import { replay, startTool } from './tool.js';

const kSampleEvery = 25;
const kWorkedRows = 250;

const folder = mkdtempSync(join(tmpdir(), 'hotline-replay-'));
const generated = generateFiles(join(folder, 'generated'));
const files = realFiles().length > 0 ? realFiles() : generated;
const instance = new Instance();
const accepted = new Map();  // file → how many its first run opened
let client;
let token;
let dispatcher;
let target;

before(async () => {
  await instance.start();
  client = new ApiClient(instance.url);
  [{ token }] = withRole(instance.people, 'integration');
  [{ token: dispatcher }] = withRole(instance.people, 'dispatcher');
  writeFileSync(join(folder, 'people.json'), JSON.stringify(instance.people));
  target = ['--url', instance.url, '--token', token];
});

after(async () => {
  await client?.close();
  await instance.stop();
  rmSync(folder, { recursive: true, force: true });
});

for (const file of files) {
  test(`Replay.OpensEveryRow (${basename(file)})`, async () => {
    const { rows } = readRows(file);
    const result = await replay([...target, '--csv', file]);
    assert.deepEqual(result.errors, undefined);
    assert.deepEqual(
      { status: result.status, rows: result.rows, accepted: result.accepted, duplicates: result.duplicates, failed: result.failed },
      { status: 0, rows: rows.length, accepted: rows.length, duplicates: 0, failed: 0 });
    const placed = Object.values(result.by_task_force).reduce((sum, count) => sum + count, 0);
    assert.equal(placed + result.triage, result.accepted);
    assert.ok(result.p50_ms > 0 && result.p99_ms >= result.p50_ms && result.seconds > 0);
    accepted.set(file, result.accepted);
  });
}

/** All waiting tickets by the list they are in. */
async function everyList() {
  const lists = new Map();
  for (const id of instance.taskForces) lists.set(id, await client.list({ state: 'queued', task_force: id }, dispatcher));
  lists.set(null, await client.list({ state: 'triage' }, dispatcher));
  return lists;
}

test('Replay.EveryTicketWaitsInExactlyOneQueue', async () => {
  const total = [...accepted.values()].reduce((sum, count) => sum + count, 0);
  const seen = new Set();
  for (const [id, tickets] of await everyList()) {
    for (const ticket of tickets) {
      assert.equal(ticket.task_force, id, `${ticket.number} is in the list of ${id}`);
      assert.ok(!seen.has(ticket.number), `${ticket.number} is in two lists`);
      seen.add(ticket.number);
    }
  }
  assert.equal(seen.size, total);
});

async function compareWithPreview(source, row, catalogue) {
  const request = openRequest(row, source, catalogue, true);
  const { ticket } = await client.open(request, idempotencyKey(source, row), token);
  const { received_at: _, ...matter } = request;
  const preview = await client.post('/routing/preview', token, matter);
  assert.deepEqual(
    { task_force: ticket.task_force, rule: ticket.routing.rule, urgency: ticket.urgency, state: ticket.state },
    { task_force: preview.task_force, rule: preview.rule, urgency: preview.urgency, state: preview.task_force ? 'queued' : 'triage' },
    `${source.kind} ${row[source.idColumn]}`);
}

test('Replay.EveryTicketIsWhereItsRuleSays', async () => {
  const catalogue = new Catalogue(await client.get('/configuration', token));
  for (const file of files) {
    const source = readRows(file);
    const sample = source.rows.filter((_, i) => i % kSampleEvery === 0);
    assert.ok(sample.length > 0);
    await Promise.all(sample.map((row) => compareWithPreview(source, row, catalogue)));
  }
});

test('Replay.RunTwiceOpensNothingNew', async () => {
  for (const [file, count] of accepted) {
    const result = await replay([...target, '--csv', file]);
    assert.deepEqual({ accepted: result.accepted, duplicates: result.duplicates, failed: result.failed, changed: result.changed },
      { accepted: 0, duplicates: count, failed: 0, changed: undefined }, basename(file));
  }
});

test('Replay.PartOfAFileIsKnownFromTheWhole', async () => {
  const result = await replay([...target, '--csv', files[0], '--limit', '20']);
  assert.deepEqual({ rows: result.rows, accepted: result.accepted, duplicates: result.duplicates }, { rows: 20, accepted: 0, duplicates: 20 });
});

test('Replay.StaffClosesTheTicketsOfTheRunAmongOthers', async () => {
  const args = ['--csv', files[0], '--limit', '150', '--work', '--people-tokens', join(folder, 'people.json')];
  const result = await replay([...target, ...args]);
  assert.deepEqual({ status: result.status, not_closed: result.not_closed, closed: result.closed }, { status: 0, not_closed: undefined, closed: 150 });
  const again = await replay([...target, ...args]);
  assert.deepEqual({ status: again.status, closed: again.closed }, { status: 0, closed: 0 });
});

for (const file of files) {
  test(`Work.ClosesEveryTicket (${basename(file)})`, async () => {
    const result = await replay(['--csv', file, '--limit', String(kWorkedRows), '--work']);
    assert.deepEqual({ status: result.status, failed: result.failed, not_closed: result.not_closed }, { status: 0, failed: 0, not_closed: undefined });
    assert.equal(result.closed, result.accepted);
    assert.ok(result.reopened > 0 && result.reopened < result.accepted / 5, `${result.reopened} reopened`);
    assert.ok(result.returned < result.accepted / 5, `${result.returned} returned`);
  });
}

function writeCsv(name, text) {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('Replay.RowsWithTheSameIdAreDuplicates', async () => {
  const file = writeCsv('repeated.csv', 'msg_id,title,body,user_id,repeated\n1,a,b,A1,1\n1,a,b,A1,1\n2,c,d,A1,1\n1,changed,b,A2,1\n');
  const result = await replay([...target, '--csv', file]);
  assert.deepEqual({ rows: result.rows, accepted: result.accepted, duplicates: result.duplicates, failed: result.failed },
    { rows: 4, accepted: 2, duplicates: 2, failed: 0 });
});

test('Replay.ARowThatChangedSinceIsADuplicateAndSaysSo', async () => {
  const columns = 'msg_id,title,body,user_id,edited\n';
  await replay([...target, '--csv', writeCsv('before.csv', `${columns}1,a,before,A1,1\n`)]);
  const result = await replay([...target, '--csv', writeCsv('after.csv', `${columns}1,a,after,A1,1\n`)]);
  assert.deepEqual({ accepted: result.accepted, duplicates: result.duplicates, failed: result.failed, changed: result.changed },
    { accepted: 0, duplicates: 1, failed: 0, changed: 1 });
});

test('Replay.KeepsTheRhythm', async () => {
  const rows = [0, 20, 40].map((second, i) => `${i},t,b,2020-01-01T00:00:${String(second).padStart(2, '0')}`);
  const file = writeCsv('rhythm.csv', `msg_id,title,body,created_at\n${rows.join('\n')}\n`);
  const result = await replay([...target, '--csv', file, '--speed', '20']);
  assert.equal(result.accepted, 3);
  assert.ok(result.seconds >= 2 && result.seconds < 20, `${result.seconds} s`);
});

function threeDays(name) {
  const rows = Array.from({ length: 60 }, (_, i) => `${i},货车通行证,body,2022-04-25T${String(i % 24).padStart(2, '0')}:00:00+08:00`);
  rows.push('60,t,b,2022-04-28T00:00:00+08:00');
  return writeCsv(name, `msg_id,title,body,created_at\n${rows.join('\n')}\n`);
}

test('Replay.AnInstanceOfItsOwnLivesInTheTimeOfTheRows', async () => {
  const result = await replay(['--csv', threeDays('days.csv'), '--speed', '40000']);
  assert.deepEqual({ status: result.status, accepted: result.accepted }, { status: 0, accepted: 61 });
  assert.ok(result.seconds >= 3 * 86_400 / 40_000 - 2, `${result.seconds} s`);
  assert.ok(result.virtual_days >= 3 && result.virtual_days < 15, `${result.virtual_days} days`);
  // Nobody took any of them.
  assert.ok(result.breaches >= 60 && result.escalations > result.breaches, `${result.escalations} steps, ${result.breaches} breaches`);
});

test('Work.TakesItsTimeOnAVirtualClock', async () => {
  const result = await replay(['--csv', threeDays('work.csv'), '--speed', '40000', '--work']);
  assert.deepEqual({ status: result.status, closed: result.closed, not_closed: result.not_closed }, { status: 0, closed: 61, not_closed: undefined });
  assert.ok(result.virtual_days > 3, `${result.virtual_days} days`);
  assert.ok(result.escalations > 0, 'nobody was reminded');
});

test('Replay.WithoutSpeedThereIsNoVirtualTime', async () => {
  const result = await replay(['--csv', threeDays('now.csv')]);
  assert.deepEqual([result.virtual_days, result.escalations, result.breaches], [undefined, undefined, undefined]);
});

test('Replay.PrintsATableForPeople', async () => {
  const { status, out } = await startTool([...target, '--csv', files[0], '--limit', '5']).closed;
  assert.equal(status, 0);
  assert.match(out, /^rows +5$/m);
  assert.match(out, /^duplicates +5$/m);
});

test('Replay.SaysWhatIsWrongWithACommandLine', async () => {
  for (const args of [[], ['--csv', 'x', '--url', instance.url], ['--csv', 'x', '--speed', '0'], ['--cvs', 'x']]) {
    const { status, err } = await startTool(args).closed;
    assert.equal(status, 2, args.join(' '));
    assert.match(err, /--help/);
  }
});

test('Replay.RefusedTokenIsAFailureNotACrash', async () => {
  const { status, err } = await startTool(['--url', instance.url, '--token', 'wrong', '--csv', files[0]]).closed;
  assert.equal(status, 1);
  assert.match(err, /401 unauthenticated/);
});

test('Replay.InterruptedItLeavesNothingBehind', async () => {
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch);
  const file = writeCsv('slow.csv', 'msg_id,title,body,created_at\n1,a,b,2020-01-01T00:00:00\n2,a,b,2020-01-02T00:00:00\n');
  const { child, closed } = startTool(['--csv', file, '--speed', '1'], { TMPDIR: scratch });
  await until(() => readdirSync(scratch).some((name) => existsSync(join(scratch, name, 'people.yaml'))), 'the instance does not start');
  child.kill('SIGINT');
  assert.equal((await closed).status, 130);
  assert.deepEqual(readdirSync(scratch), []);
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  assert.ok(!processes.includes(scratch), 'a process of the instance goes on');
});
