// Configuration is read whole, changed while the service runs, and never half taken.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import test from 'node:test';
import { limits } from './support/limits.js';
import { about, unclear } from './support/matters.js';
import { until } from './support/processes.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;

const configuration = async () => (await as.op1.get('/api/v1/configuration')).expect(200);
const reload = () => as.adm1.post('/api/v1/configuration/reload');
const ruleFor = async (sector) => (await as.op1.post('/api/v1/routing/preview', about(sector))).expect(200).rule;

test('a form finds everything it shows', async () => {
  const found = await configuration();
  assert.deepEqual(found.task_forces.map(({ id }) => id), ['IND', 'CON', 'TRA', 'COM', 'KEY', 'INS']);
  const b2 = found.categories.find(({ id }) => id === 'B2');
  assert.deepEqual([b2.group, b2.name_zh, b2.urgency], ['B', '卡口、高速口劝返', 2]);
  assert.equal(b2.facts.find(({ id }) => id === 'plate').required, true);
  assert.equal(b2.facts.find(({ id }) => id === 'cargo').required, false);
  assert.deepEqual([b2.facts[0].kind, b2.facts[0].choices], ['text', []]);
  const health = found.categories.find(({ id }) => id === 'A4').facts.find(({ id }) => id === 'health_code');
  assert.equal(health.kind, 'choice');
  assert.ok(health.choices.some(({ id, name_zh: zh }) => id === 'green' && zh === '绿码'));
  assert.deepEqual(found.limits, limits);
  assert.ok(found.districts.some(({ code }) => code === '220102'));
  assert.deepEqual(found.urgencies.map(({ level }) => level), [1, 2, 3, 4, 5]);
  assert.equal(found.reasons.unsolved.find(({ id }) => id === 'untrue').needs_proof, true);
  assert.equal(found.reasons.unsolved.find(({ id }) => id === 'no_policy').needs_proof, false);
  const elsewhere = found.reasons.cancel.find(({ id }) => id === 'outside_city');
  assert.ok(elsewhere.say_zh.includes('不在本市') && elsewhere.say_en.includes('not in this city'));
  assert.equal(found.reasons.hand_off.find(({ id }) => id === 'power').phone, '95598');
  assert.ok(found.key_projects.every(({ sample }) => sample));
});

test('everybody learns who they are', async () => {
  const { id, roles, task_forces: taskForces } = (await as['tra-lead'].get('/api/v1/me')).expect(200);
  assert.deepEqual([id, roles, taskForces], ['tra-lead', ['lead'], ['TRA']]);
  assert.deepEqual((await as.adm1.get('/api/v1/me')).expect(200).roles, ['admin']);
});

test('reloading what has not changed changes nothing', async () => {
  const { version } = await configuration();
  assert.deepEqual((await reload()).expect(200), { version, changed: false, warnings: [] });
});

test('a changed rule is in force after a reload, and tickets keep the version that routed them', async () => {
  const earlier = (await as.op1.open(about('commerce'))).expect(201);
  const before = service.edit('routing.yaml', (text) => text.replace('name: sector-commerce', 'name: sector-trade'));
  assert.equal(await ruleFor('commerce'), 'sector-commerce');
  const reloaded = (await reload()).expect(200);
  assert.equal(reloaded.changed, true);
  assert.notEqual(reloaded.version, earlier.routing.configuration_version);
  assert.equal((await configuration()).version, reloaded.version);
  const later = (await as.op1.open(about('commerce'))).expect(201);
  assert.deepEqual([later.routing.rule, later.routing.configuration_version], ['sector-trade', reloaded.version]);
  assert.equal((await as.op1.get(`/api/v1/tickets/${earlier.number}`)).body.routing.rule, 'sector-commerce');
  writeFileSync(service.configFile('routing.yaml'), before);
  (await reload()).expect(200);
  assert.equal((await configuration()).version, earlier.routing.configuration_version);
});

test('SIGHUP reloads on every thread', async () => {
  const before = service.edit('routing.yaml', (text) => text.replace('name: sector-industry', 'name: sector-factories'));
  service.child.kill('SIGHUP');
  await until(async () => (await ruleFor('industry')) === 'sector-factories', 'the new rule');
  const rules = await Promise.all(Array.from({ length: 40 }, () => ruleFor('industry')));
  assert.deepEqual([...new Set(rules)], ['sector-factories']);
  writeFileSync(service.configFile('routing.yaml'), before);
  service.child.kill('SIGHUP');
  await until(async () => (await ruleFor('industry')) === 'sector-industry', 'the old rule');
});

const faults = {
  'is not YAML': ['routing.yaml', (text) => `${text}\n  - {name: broken, when: [`],
  'names a task force that does not exist': ['routing.yaml', (text) => text.replace('then: {task_force: TRA}', 'then: {task_force: TRAM}')],
  'has a rule twice': ['routing.yaml', (text) => text.replace('name: sector-industry', 'name: sector-commerce')],
  'has a field nobody knows': ['sla.yaml', (text) => text.replace('waiting_cap:', 'waiting_limit:')],
  'names a calendar that does not exist': ['sla.yaml', (text) => text.replace('calendar: campaign', 'calendar: carnival')],
};

for (const [what, [file, spoil]] of Object.entries(faults)) {
  test(`a configuration that ${what} is refused with file and line, and the old one stays`, async () => {
    const { version, loaded_at: loadedAt } = await configuration();
    const before = service.edit(file, spoil);
    const problem = (await reload()).expectProblem(422, 'bad_configuration');
    writeFileSync(service.configFile(file), before);
    assert.ok(problem.errors.length >= 1);
    for (const error of problem.errors) {
      assert.ok(error.file.endsWith(file), error.file);
      assert.ok(error.line >= 1 && error.message.length > 0);
    }
    const after = await configuration();
    assert.deepEqual([after.version, after.loaded_at], [version, loadedAt]);
    (await as.op1.open(unclear())).expect(201);
  });
}

test('all mistakes are told at once', async () => {
  const rules = service.edit('routing.yaml', (text) => text.replace('then: {task_force: TRA}', 'then: {task_force: TRAM}'));
  const limits = service.edit('sla.yaml', (text) => text.replace('calendar: campaign', 'calendar: carnival'));
  const problem = (await reload()).expectProblem(422, 'bad_configuration');
  writeFileSync(service.configFile('routing.yaml'), rules);
  writeFileSync(service.configFile('sla.yaml'), limits);
  for (const file of ['routing.yaml', 'sla.yaml']) assert.ok(problem.errors.some((error) => error.file.endsWith(file)), file);
});

test('a broken configuration on SIGHUP is logged and the old one stays', async () => {
  const { version } = await configuration();
  const before = service.edit('routing.yaml', (text) => text.replace('then: {task_force: CON}', 'then: {task_force: CONN}'));
  service.child.kill('SIGHUP');
  await until(() => /routing\.yaml/.test(service.written()) && /CONN/.test(service.written()), 'the refusal in the log');
  writeFileSync(service.configFile('routing.yaml'), before);
  assert.equal((await configuration()).version, version);
});

test('only administrators reload', async () => {
  for (const id of ['op1', 'disp1', 'mgr1', 'aud1', 'ind-lead', 'int1']) {
    (await as[id].post('/api/v1/configuration/reload')).expectProblem(403, 'forbidden');
  }
});
