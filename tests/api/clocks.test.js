// "Why is this due then?": each clock with its facts, the spans that were counted and their sum.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage, about, checkpoint } from './support/matters.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

const clocksOf = async (ticket, who = 'op1') => (await as[who].get(`/api/v1/tickets/${ticket.number}/clocks`)).expect(200);
const clock = ({ clocks }, target, generation = 1) => clocks.find((one) => one.target === target && one.generation === generation);
const length = ({ from, to }) => Date.parse(to) - Date.parse(from);
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** What a person with a calculator would find. */
function checkSums({ spans, pauses, facts, ...one }) {
  assert.equal(sum(spans.map(({ counted_ms: counted }) => counted)), one.sum_ms);
  assert.equal(one.sum_ms, one.total_ms);
  assert.equal(spans.at(-1).to, one.due);
  assert.ok(Date.parse(spans[0].from) >= Date.parse(facts[0].at));
  for (const span of spans.filter(({ kind }) => kind === 'counted')) assert.equal(length(span), span.counted_ms);
  for (const span of spans.filter(({ kind }) => kind === 'off' || kind === 'paused')) assert.equal(span.counted_ms, 0);
  assert.equal(facts.at(-1).due, one.due);
  assert.equal(pauses.at(0)?.due_before ?? one.due, one.first_due);
  assert.equal(pauses.at(-1)?.due_after ?? one.due, one.due);
}

test('every clock of a ticket adds up to its due instant', async () => {
  for (const ticket of [await stage.queued('IND'), (await as.op1.open(checkpoint())).expect(201), await stage.triage()]) {
    const explained = await clocksOf(ticket);
    assert.deepEqual([explained.number, explained.revision], [ticket.number, ticket.revision]);
    assert.equal(explained.configuration_version, ticket.routing.configuration_version);
    assert.deepEqual(
      explained.clocks.map(({ target, generation, due, provisional, policy, policy_version: version }) => ({ target, generation, due, provisional, policy, version })),
      ticket.clocks.map(({ target, generation, due, provisional, policy, policy_version: version }) => ({ target, generation, due, provisional, policy, version })),
    );
    explained.clocks.forEach(checkSums);
    assert.equal(clock(explained, 'ack').due, ticket.ack_by);
    assert.equal(clock(explained, 'resolve').due, ticket.resolve_by);
  }
});

test('clock hours are one plain span of the length of the limit', async () => {
  const ticket = (await as.op1.open(checkpoint())).expect(201);
  const ack = clock(await clocksOf(ticket), 'ack');
  assert.deepEqual([ack.policy, ack.counted_by, ack.calendar], ['urgent', 'urgent', '24x7']);
  assert.deepEqual(ack.limit, { count: 'clock_hours', amount: 60, unit: 'minutes' });
  assert.deepEqual(ack.facts, [{ kind: 'start', at: ticket.opened_at, due: ticket.ack_by }]);
  assert.deepEqual(ack.spans, [
    { kind: 'counted', from: ticket.opened_at, to: ticket.ack_by, counted_ms: 3_600_000, line: null, reason: null, holiday: null, provisional: false },
  ]);
  assert.deepEqual([ack.days, ack.pauses, ack.truncated], [[], [], false]);
});

test('working hours name the line of the calendar behind each span', async () => {
  const ack = clock(await clocksOf(await stage.queued('IND')), 'ack');
  assert.deepEqual([ack.policy, ack.calendar], ['normal', 'campaign']);
  assert.deepEqual(ack.limit, { count: 'working_hours', amount: 120, unit: 'minutes' });
  assert.equal(ack.sum_ms, 7_200_000);
  for (const { kind, reason, line } of ack.spans) {
    assert.deepEqual([kind, reason], ['counted', 'working_day']);
    assert.match(line, /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day 08:00-20:00$/);
  }
});

test('working days are numbered, and the last one closes at the due instant', async () => {
  const ticket = await stage.queued('IND');
  const resolve = clock(await clocksOf(ticket), 'resolve');
  assert.deepEqual(resolve.limit, { count: 'working_days', amount: 3, unit: 'days' });
  assert.deepEqual(resolve.days.map(({ role, number }) => `${role} ${number}`), ['day_zero 0', 'counted 1', 'counted 2', 'counted 3']);
  assert.equal(resolve.days[0].from, ticket.opened_at.slice(0, 10));
  assert.equal(`${resolve.days[3].to}T20:00:00.000+08:00`, ticket.resolve_by);
});

test('the office calendar shows which days are off, and why', async () => {
  const ticket = (await as.op1.open(about('industry', { urgency: 4 }))).expect(201);
  const resolve = clock(await clocksOf(ticket), 'resolve');
  assert.deepEqual([resolve.policy, resolve.calendar, resolve.limit.amount], ['complex', 'office', 7]);
  checkSums(resolve);
  const off = resolve.days.filter(({ role }) => role === 'skipped');
  assert.ok(off.length > 0, 'seven working days have a weekend or a holiday between them');
  for (const { reason, line } of off) assert.ok((reason === 'day_off' && line === 'day off') || (reason === 'holiday' && line.startsWith('holiday')), line);
  assert.equal(resolve.days.filter(({ role }) => role === 'counted').length, 7);
});

test('a pause is told with what it left out', async () => {
  const waiting = await stage.waiting('IND');
  const paused = clock(await clocksOf(waiting), 'resolve');
  assert.equal(paused.state, 'paused');
  assert.deepEqual(paused.facts.map(({ kind }) => kind), ['start', 'pause']);
  assert.equal(paused.pauses[0].to, null);
  assert.deepEqual([paused.pauses[0].due_before, paused.pauses[0].due_after, paused.pauses[0].left_out_ms], [paused.due, paused.due, 0]);
  checkSums(paused);

  (await as.ind1.act(waiting, 'resume')).expect(200);
  const resumed = clock(await clocksOf(waiting), 'resolve');
  assert.equal(resumed.state, 'running');
  const [pause] = resumed.pauses;
  assert.deepEqual([pause.from, pause.to], [resumed.facts[1].at, resumed.facts[2].at]);
  assert.ok(pause.left_out_ms <= length(pause));
  checkSums(resumed);
  assert.equal(clock(await clocksOf(waiting), 'ack').pauses.length, 0, 'its policy does not stop');
});

test('clocks of all generations are explained', async () => {
  const resolved = await stage.resolved('CON');
  (await as.op2.act(resolved, 'callback', { reached: true, solved: false, remark: '工地仍未复工' })).expect(200);
  const explained = await clocksOf(resolved);
  explained.clocks.forEach(checkSums);
  const old = clock(explained, 'resolve', 1);
  assert.equal(old.state, 'met');
  assert.equal(old.met_at, old.facts.at(-1).at);
  assert.equal(old.facts.at(-1).kind, 'meet');
  assert.ok(old.elapsed_ms <= length({ from: old.facts[0].at, to: old.met_at }));
  assert.equal(clock(explained, 'ack', 2).state, 'running');
});

test('who sees the ticket sees its clocks', async () => {
  const ticket = await stage.queued('IND');
  for (const who of ['op1', 'ind1', 'ind-lead', 'aud1']) await clocksOf(ticket, who);
  (await as.tra1.get(`/api/v1/tickets/${ticket.number}/clocks`)).expectProblem(404, 'ticket_not_found');
  (await as.op1.get('/api/v1/tickets/100001075/clocks')).expectProblem(400, 'wrong_check_digit');
  (await service.nobody.get(`/api/v1/tickets/${ticket.number}/clocks`)).expectProblem(401, 'unauthenticated');
});
