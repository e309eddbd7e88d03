// What keeps the service from starting, and what it says then. Another instance runs all the while and must not notice.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { Client } from './support/client.js';
import { Stage, about, freshPhone } from './support/matters.js';
import { stop, until } from './support/processes.js';
import { differences } from './support/redis.js';
import { listening, startService } from './support/service.js';

const service = await startService();
const ticket = await new Stage(service).queued('IND', { caller: { phone: freshPhone() } });

/** Starts one more instance, which must end by itself with `code` and leave Redis as it was; what it wrote. */
async function refusal(changed, code = 1) {
  const before = await service.redis.snapshot();
  const child = service.another(changed);
  const end = await child.ended;
  assert.deepEqual(end, { code, signal: null }, child.output.stderr);
  assert.equal(listening(child), undefined);
  assert.deepEqual(differences(before, await service.redis.snapshot()), []);
  return child.output;
}

/** The number of the only line in which two texts differ. */
function changedLine(before, after) {
  const lines = after.split('\n');
  return before.split('\n').findIndex((line, i) => line !== lines[i]) + 1;
}

const faults = {
  'a rule for a task force that does not exist': ['routing.yaml', 'then: {task_force: TRA}', 'then: {task_force: TRAM}', /TRAM/],
  'a rule twice': ['routing.yaml', 'name: sector-commerce', 'name: sector-industry', /sector-industry/],
  'a field nobody knows': ['sla.yaml', 'waiting_cap:', 'waiting_limit:', /waiting_limit/],
  'a limit that is no number': ['service.yaml', 'title_characters: 200', 'title_characters: many', /title_characters/],
  'a time zone that is none': ['service.yaml', 'time_zone: Asia/Shanghai', 'time_zone: Asia/Atlantis', /time_zone|Atlantis/],
};

for (const [what, [file, sound, broken, told]] of Object.entries(faults)) {
  test(`a configuration with ${what} keeps it from starting: file, line and reason`, async () => {
    const before = service.edit(file, (text) => text.replace(sound, broken));
    const output = await refusal().finally(() => writeFileSync(service.configFile(file), before));
    const [first, ...lines] = output.stderr.trimEnd().split('\n');
    assert.equal(first, 'hotlined: the configuration was refused:');
    const changed = changedLine(before, before.replace(sound, broken));
    const line = lines.find((candidate) => candidate.includes(`${file}:${changed}: `));
    assert.ok(line, `${file}:${changed} in ${output.stderr}`);
    assert.match(line, told);
  });
}

test('all that is wrong with the configuration is told at once', async () => {
  const rules = service.edit('routing.yaml', (text) => text.replace('then: {task_force: TRA}', 'then: {task_force: TRAM}'));
  const limits = service.edit('sla.yaml', (text) => text.replace('calendar: campaign', 'calendar: carnival'));
  const { stderr } = await refusal().finally(() => {
    writeFileSync(service.configFile('routing.yaml'), rules);
    writeFileSync(service.configFile('sla.yaml'), limits);
  });
  assert.match(stderr, /routing\.yaml:\d+: .*TRAM/);
  assert.match(stderr, /sla\.yaml:\d+: .*carnival/);
});

test('a person with a role that is none is not brought in, nor anybody else of the file: file, line and reason', async () => {
  const text = readFileSync(service.file('people.yaml'), 'utf8');
  const broken = text.replace('- auditor', '- spectator');
  writeFileSync(service.file('odd_people.yaml'), broken, { mode: 0o600 });
  const { stderr } = await service.ctl('people', 'import', service.file('odd_people.yaml')).catch((error) => error);
  const line = stderr.split('\n').find((candidate) => candidate.includes(`odd_people.yaml:${changedLine(text, broken)}: `));
  assert.match(line ?? stderr, /spectator/);
});

test('a configuration that is not there keeps it from starting', async () => {
  const child = service.another({ config: service.file('nowhere') });
  assert.notEqual((await child.ended).code, 0);
  assert.match(child.output.stderr, /--config/);
});

test('a secret that is none is refused, and not repeated', async () => {
  const odd = `${randomBytes(16).toString('hex')}-odd`;
  writeFileSync(service.file('odd_secret'), `${odd}\n`, { mode: 0o600 });
  const { stderr } = await refusal({ 'secret-file': service.file('odd_secret') });
  assert.match(stderr, /odd_secret/);
  assert.ok(!stderr.includes(odd));
});

/** The reason in the log for which the data set was not taken. */
function reason({ stderr }) {
  const entries = stderr.split('\n').slice(0, -1).map((line) => JSON.parse(line));
  return entries.find(({ event }) => event === 'data_set_refused')?.why;
}

test('told to stop while it waits for a Redis that is not there, it ends at once', async () => {
  const child = service.another({ redis: `unix://${service.file('nobody.sock')}` });
  await until(() => child.output.stderr.includes('redis_reconnecting'), 'the first attempt');
  const begin = Date.now();
  child.kill('SIGTERM');
  assert.deepEqual(await child.ended, { code: 0, signal: null }, child.output.stderr);
  assert.ok(Date.now() - begin < 10_000);
});

test('another secret than the data set was created with is refused', async () => {
  const other = randomBytes(32).toString('hex');
  writeFileSync(service.file('other_secret'), `${other}\n`, { mode: 0o600 });
  const output = await refusal({ 'secret-file': service.file('other_secret') });
  assert.match(reason(output), /secret/);
  for (const secret of [other, readFileSync(service.file('secret'), 'utf8').trim()]) assert.ok(!output.stderr.includes(secret));
});

for (const partitions of [8, 32]) {
  test(`a data set of 16 partitions is not taken for one of ${partitions}`, async () => {
    assert.match(reason(await refusal({ partitions })), new RegExp(`partitions 16.*${partitions}`));
  });
}

test('one more instance with the right secret works on the same tickets', async () => {
  const child = service.another();
  const port = await until(() => listening(child), 'the other instance');
  const { token } = service.people.find(({ id }) => id === 'ind1');
  const there = new Client(port, token);
  assert.equal((await there.get(`/api/v1/tickets/${ticket.number}`)).expect(200).number, ticket.number);
  (await there.act(ticket, 'claim')).expect(200);
  (await service.as.ind2.act(ticket, 'claim')).expectProblem(409, 'claim_lost');
  assert.deepEqual(await stop(child), { code: 0, signal: null });
});

test('the instance that runs has noticed nothing', async () => {
  (await service.as.op1.open(about('industry'))).expect(201);
});
