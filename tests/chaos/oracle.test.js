// The oracle is tested first: a sound history has no problems, and each planted fault is complained of.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whenPercent } from './history/clock_course.js';
import { Oracle, Timescale } from './history/oracle.js';
import { choosePolicy } from './history/policy.js';
import { Story } from './history/story.js';

const kStart = Date.parse('2022-04-25T00:00:00Z');
const kMinute = 60_000;
const kOpening = { urgency: 2, category: 'C1' };  // quick: ack 30, contact 75 (stops while waiting), resolve 240, callback 120

const scale = new Timescale({ start: kStart, origin: 1_000_000, speed: 1200 });
const oracle = (end) => new Oracle({ scale, skewMs: 500, graceMs: 2_000, disturbances: [], end: kStart + end * kMinute });

/** [minute, action, changes, state] each; where somebody acts nothing else is given. */
const kLife = [
  [0, 'open', {}, 'queued'],
  [40, 'dispatch', { state: 'queued', task_force: 'TRA' }, 'queued'],
  [50, 'claim', { holder: 'tra1' }, 'in_progress'],
  [60, 'wait', {}, 'waiting'],
  [200, 'contact', { reached: 'true' }, 'in_progress'],
  [300, 'resolve', {}, 'resolved'],
  [310, 'check', { passed: 'false' }, 'in_progress'],
  [320, 'resolve', {}, 'resolved'],
  [400, 'callback', { result: 'unsolved', generation: '2' }, 'queued'],
  [480, 'claim', { holder: 'tra1' }, 'in_progress'],
  [500, 'amend', { urgency: '3' }, 'in_progress'],
  [700, 'cancel', {}, 'cancelled'],
];

const eventOf = (at, action, state, taskForce, actor, changes) => ({ action, at, actor, state, taskForce, changes, committedAt: scale.world(at) });

/** What the system does when it is due, as it should; what a change makes overdue comes after that. */
function ownAct(story, planned, before) {
  const at = Math.max(planned.at, before);
  if (planned.key === 'end of waiting') return eventOf(at, 'resume', 'in_progress', story.taskForce, 'system', {});
  const { clock, step } = planned;
  const effect = story.effectOf(planned, at);
  return eventOf(at, 'escalate', effect.state, effect.taskForce, 'system', {
    target: clock.target, of_generation: String(clock.generation), level: step.level, planned_at: new Date(planned.at).toISOString(),
    ...(effect.urgency === story.urgency ? {} : { urgency: String(effect.urgency) }),
    ...(effect.notify ? { notify: effect.notify } : {}), ...(step.percent === 100 ? { breach: 'true' } : {}),
  });
}

/** The history of a life in which everything happens at its instant, until minute `end`. */
function soundHistory(end = 700, life = kLife) {
  const story = new Story(kOpening);
  const events = [];
  const tell = (event) => {
    story.take(event);
    events.push(event);
  };
  const passUntil = (at) => {
    for (;;) {
      const [next] = story.pending().sort((a, b) => a.at - b.at);
      if (!next || next.at > at) return;
      tell(ownAct(story, next, events.at(-1).at));
    }
  };
  for (const [minute, action, changes, state] of life.filter(([minute_]) => minute_ <= end)) {
    const at = kStart + minute * kMinute;
    passUntil(at);
    tell(eventOf(at, action, state, state === 'triage' ? '' : 'TRA', 'somebody', changes));
  }
  passUntil(kStart + end * kMinute);
  const timer = story.pending().reduce((earliest, { at }) => Math.min(earliest ?? Infinity, at), null);
  return { opening: kOpening, events, left: { urgency: story.urgency, state: story.state, timer } };
}

const steps = ({ events }) => events.filter(({ action }) => action === 'escalate')
  .map(({ at, changes }) => `${(at - kStart) / kMinute} ${changes.target}/${changes.of_generation}/${changes.level}`);

test('Oracle.ALifeWithoutFaultsHasNoProblems', () => {
  for (let end = 0; end <= 2000; end += 7) {
    const history = soundHistory(end);
    assert.deepEqual(oracle(end).judge(history).problems, [], `until minute ${end}`);
    assert.equal(oracle(end).judge(history).fired, steps(history).length);
  }
});

test('Oracle.ANeglectedTicketClimbsEachLadderAsThePolicySays', () => {
  assert.deepEqual(steps(soundHistory(250, [[0, 'open', {}, 'queued']])), [
    '15 ack/1/reminder', '30 ack/1/red', '37.5 contact/1/reminder', '45 ack/1/supervision', '75 ack/1/leadership', '75 contact/1/red',
    '112.5 contact/1/supervision', '120 contact/1/leadership', '120 resolve/1/reminder', '240 resolve/1/red',
  ]);
});

test('Oracle.ThePauseOfAClockPostponesIt', () => {
  const facts = [{ kind: 'start', at: 0 }, { kind: 'pause', at: 10 }, { kind: 'resume', at: 25 }];
  assert.deepEqual([10, 50, 100, 150].map((percent) => whenPercent(facts, 20, percent)), [2, 10, 35, 45]);
  assert.equal(whenPercent(facts.slice(0, 2), 20, 60), null);
  assert.equal(whenPercent([...facts, { kind: 'meet', at: 34 }], 20, 100), null);
  assert.equal(whenPercent([...facts, { kind: 'meet', at: 34 }, { kind: 'resume', at: 50 }], 20, 100), 35);
  assert.equal(whenPercent([...facts, { kind: 'stop', at: 30 }, { kind: 'resume', at: 50 }], 20, 100), 55);
});

test('Oracle.TheFirstRuleThatMatchesChoosesThePolicy', () => {
  const chosen = [[1, 'B2'], [2, 'B2'], [2, 'C1'], [3, 'F1'], [4, 'C1'], [3, 'C1'], [3, 'FX']].map(([urgency, category]) => choosePolicy({ urgency, category }));
  assert.deepEqual(chosen, ['quick', 'usual', 'quick', 'slow', 'slow', 'usual', 'usual']);
});

const indexOf = (events, level, target) =>
  events.findIndex(({ changes }) => changes.level === level && changes.target === target);
const change = (events, index, changed) => events.splice(index, 1, { ...events[index], ...changed });
const changeTold = (events, index, told) => change(events, index, { changes: { ...events[index].changes, ...told } });

const kFaults = {
  'AnEventThatIsMissing|has not happened by': ({ events }) => events.splice(indexOf(events, 'supervision', 'ack'), 1),
  'AnEventThatIsThereTwice|fired twice': ({ events }) => {
    const index = indexOf(events, 'red', 'ack');
    events.splice(index, 0, events[index]);
  },
  'AStepOfAPromiseThatWasKept|nothing said that it should': ({ events }) => {
    const met = events.findIndex(({ action }) => action === 'claim');
    const changes = { target: 'ack', of_generation: '1', level: 'leadership', planned_at: new Date(events[met].at).toISOString(), notify: 'manager' };
    events.splice(met + 1, 0, { ...events[met], action: 'escalate', actor: 'system', changes });
  },
  'AStepThatTheLadderDoesNotHave|nothing said that it should': ({ events }) => changeTold(events, indexOf(events, 'red', 'ack'), { level: 'purple' }),
  'AStepOfAnotherGeneration|nothing said that it should': ({ events }) => changeTold(events, indexOf(events, 'red', 'ack'), { of_generation: '2' }),
  'AnEventOnRecordTooEarly|before it was due': ({ events }) => {
    const index = indexOf(events, 'reminder', 'ack');
    change(events, index, { at: events[index].at - 1 });
  },
  'AnEventThatRedisSawTooEarly|too early': ({ events }) => {
    const index = indexOf(events, 'red', 'ack');
    change(events, index, { committedAt: events[index].committedAt - 501 });
  },
  'AnEventThatCameTooLate|had not happened by': ({ events }) => {
    const index = indexOf(events, 'red', 'ack');
    change(events, index, { committedAt: events[index].committedAt + 2_001 });
  },
  'AnotherPlannedInstant|planned instant': ({ events }) =>
    changeTold(events, indexOf(events, 'red', 'ack'), { planned_at: new Date(kStart).toISOString() }),
  'AnUrgencyThatWasNotRaised|the urgency is': ({ events }) => changeTold(events, indexOf(events, 'supervision', 'ack'), { urgency: undefined }),
  'ATicketThatDidNotGoToTheDesk|the state is': ({ events }) =>
    change(events, indexOf(events, 'red', 'ack'), { state: 'queued', taskForce: 'TRA' }),
  'SomebodyElseWhoWasTold|whom it tells': ({ events }) => changeTold(events, indexOf(events, 'red', 'ack'), { notify: 'holder' }),
  'ABreachThatIsNotCalledOne|its breach': ({ events }) => changeTold(events, indexOf(events, 'red', 'ack'), { breach: undefined }),
  'AnAssistantThatNoStepAdds|the assistant': ({ events }) => changeTold(events, indexOf(events, 'red', 'ack'), { assistant: 'INS' }),
  'WaitingThatDoesNotEnd|end of waiting: was due': ({ events }) => events.splice(events.findIndex(({ action }) => action === 'resume')),
  'WaitingThatEndsTooEarly|before it was due': ({ events }) => {
    const index = events.findIndex(({ action }) => action === 'resume');
    change(events, index, { at: events[index].at - kMinute });
  },
  'EventsInTheWrongOrder|stands after': ({ events }) => change(events, events.length - 1, { at: events[0].at }),
  'ATimerOfSomethingElse|its timer': (history) => Object.assign(history.left, { timer: kStart }),
  'AnotherUrgencyInTheStore|its urgency': (history) => Object.assign(history.left, { urgency: 4 }),
  'AnotherStateInTheStore|it is closed': (history) => Object.assign(history.left, { state: 'closed' }),
  'AnActionThatNobodyExplained|what dance means': ({ events }) => change(events, 3, { action: 'dance' }),
};

for (const [title, plant] of Object.entries(kFaults)) {
  const [name, finding] = title.split('|');
  test(`Oracle.Finds${name}`, () => {
    const history = soundHistory();
    plant(history);
    const { problems } = oracle(700).judge(history);
    assert.ok(problems.some((problem) => problem.includes(finding)), `found only: ${problems.join('; ') || 'nothing'}`);
  });
}

test('Oracle.AnySingleStepThatIsMissingOrDoubledIsNoticed', () => {
  const { events } = soundHistory();
  events.forEach(({ action }, index) => {
    if (action !== 'escalate') return;
    for (const copies of [0, 2]) {
      const history = soundHistory();
      history.events.splice(index, 1, ...Array.from({ length: copies }, () => history.events[index]));
      assert.notDeepEqual(oracle(700).judge(history).problems, [], `event ${index}, ${copies} times`);
    }
  });
});

test('Oracle.WhatBecomesDueWhileSomethingIsDeadHasTimeUntilThatIsOver', () => {
  const history = soundHistory();
  const index = indexOf(history.events, 'red', 'ack');
  const due = history.events[index].committedAt;
  change(history.events, index, { committedAt: due + 5_000 });
  for (let later = index + 1; later < history.events.length; ++later) change(history.events, later, { committedAt: Math.max(due + 5_000, history.events[later].committedAt) });
  const dead = new Oracle({ scale, skewMs: 500, graceMs: 2_000, disturbances: [{ from: due - 100, to: due + 4_000 }], end: kStart + 700 * kMinute });
  assert.notDeepEqual(oracle(700).judge(history).problems, []);
  assert.deepEqual(dead.judge(history).problems, []);
});
