// What a preview promises is what opening does.
import assert from 'node:assert/strict';
import test from 'node:test';
import { about, checkpoint, unclear } from './support/matters.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;

const preview = async (matter) => (await as.op1.post('/api/v1/routing/preview', matter)).expect(200);

const calls = {
  'no rule': [unclear(), null, null],
  'the sector': [about('construction'), 'CON', 'sector-construction'],
  'words': [{ title: '门店何时可以营业', text: '餐饮店铺询问恢复堂食时间。' }, 'COM', 'words-commerce'],
  'the topic': [checkpoint(), 'TRA', 'words-transport'],
  'a key project': [unclear({ project_code: 'CC2022-001' }), 'KEY', 'key-project'],
  'a key project by its alias': [unclear({ text: '启明电池园的用地手续办到哪一步了？' }), 'KEY', 'key-project'],
  'danger': [about('industry', { text: '厂房着火，有人未撤出。' }), null, 'danger-fire'],
  'a complaint about a task force': [about('transport', { about: 'TRA' }), 'INS', 'complaint-about-task-force'],
  'the enterprise': [unclear({ caller: { kind: 'enterprise', enterprise: '远望冷链货运部' } }), 'TRA', 'enterprise-transport'],
  'urgent without an owner': [unclear({ urgency: 2 }), null, 'urgent-without-owner'],
};

for (const [what, [matter, taskForce, rule]] of Object.entries(calls)) {
  test(`decided by ${what}: the preview says what opening does`, async () => {
    const promised = await preview(matter);
    assert.deepEqual([promised.task_force, promised.rule], [taskForce, rule]);
    const ticket = (await as.op1.open(matter)).expect(201);
    assert.equal(ticket.state, taskForce === null ? 'triage' : 'queued');
    assert.equal(ticket.task_force, promised.task_force);
    assert.equal(ticket.urgency, promised.urgency);
    assert.equal(ticket.project_code, promised.project_code);
    const { rule: followed, assistants, tags, configuration_version: version } = ticket.routing;
    assert.deepEqual([followed, assistants, tags, version],
      [promised.rule, promised.assistants, promised.tags, promised.configuration_version]);
    for (const target of ['ack_by', 'resolve_by']) {
      assert.ok(Math.abs(Date.parse(ticket[target]) - Date.parse(promised[target])) < 60_000, target);
    }
  });
}

test('the explanation goes rule by rule up to the one that matched', async () => {
  const { explanation, rule } = await preview(about('commerce'));
  assert.deepEqual([explanation.at(-1).rule, explanation.at(-1).matched], [rule, true]);
  assert.ok(explanation.slice(0, -1).every(({ matched, why }) => !matched && why.length > 0));
  assert.equal(explanation[0].rule, 'danger-gas');
});

test('a preview asks for the facts that are missing and saves nothing', async () => {
  const before = await service.redis.snapshot();
  const promised = await preview({ category: 'B2' });
  assert.deepEqual(promised.missing_facts, ['plate', 'stuck_at']);
  assert.deepEqual((await preview(checkpoint())).missing_facts, []);
  assert.deepEqual(await service.redis.snapshot(), before);
});

test('an import is previewed by who imports', async () => {
  const matter = { ...about('industry'), received_at: '2022-04-17T23:59:59+08:00' };
  assert.equal((await as.int1.post('/api/v1/routing/preview', matter)).expect(200).task_force, 'IND');
  (await as.op1.post('/api/v1/routing/preview', matter)).expectProblem(422, 'invalid_field', '/received_at');
});

test('a preview of nothing at all is the duty desk’s', async () => {
  assert.equal((await preview({})).task_force, null);
});
