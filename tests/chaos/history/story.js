// A ticket as its event history tells it: what each action means for its clocks, and which steps are to come. One function for each
// action; an action that means nothing to clocks is listed as such, and one that is not listed is a complaint.

import { endOf, whenAfter, whenPercent } from './clock_course.js';
import { choosePolicy, kPolicies, limitMs, stepsOf, waitingCapMs } from './policy.js';

const kFromTheCall = ['ack', 'contact', 'resolve'];
const kEnded = ['closed', 'cancelled'];
const kMinute = 60_000;

const lastKind = ({ facts }) => facts.at(-1).kind;
const isOver = (clock) => ['meet', 'stop'].includes(lastKind(clock));

/** `item`: which part or order, 0 of other targets. */
export const stepKey = (target, item, generation, level) => `${target}${item ? `.${item}` : ''}/${generation}/${level}`;

export class Story {
  /** `opening`: the urgency and the category it was opened with. */
  constructor({ urgency, category }) {
    Object.assign(this, { urgency, category, generation: 1, clocks: [], state: null, taskForce: '', waitingUntil: null });
  }

  /** Takes an event of the history; throws on an action whose meaning is not known. */
  take(event) {
    const meaning = kMeanings[event.action];
    if (!meaning) throw new Error(`nobody has told the oracle what ${event.action} means`);
    const { urgency, category } = event.changes;
    if (urgency !== undefined) this.urgency = Number(urgency);
    if (category !== undefined) this.category = category;
    meaning(this, event);
    if (event.action !== 'open' && (urgency !== undefined || category !== undefined)) this.reselect();
    this.state = event.state;
    this.taskForce = event.taskForce;
  }

  /** What has not happened by itself yet and will, or should have: [{key, at, …}]. */
  pending() {
    const steps = this.clocks.flatMap((clock) => this.#stepsOf(clock));
    if (this.state === 'waiting') steps.push({ key: 'end of waiting', at: this.waitingUntil });
    return steps;
  }

  #stepsOf(clock) {
    const limit = limitMs(clock.policy, clock.target);
    const when = ({ percent, afterMinutes }) =>
      percent ? whenPercent(clock.facts, limit, percent) : whenAfter(clock.facts, limit, afterMinutes * kMinute);
    return stepsOf(kPolicies[clock.policy].targets[clock.target].ladder)
      .filter(({ level }) => !clock.fired.has(level))
      .map((step) => ({ key: stepKey(clock.target, clock.item, clock.generation, step.level), at: when(step), clock, step }))
      .filter(({ at }) => at !== null);
  }

  /** Whether a later step of the same ladder is due as well: then only that one tells anybody. */
  #isSuperseded({ clock, step }, at) {
    const ladder = stepsOf(kPolicies[clock.policy].targets[clock.target].ladder);
    const later = ladder.slice(ladder.findIndex(({ level }) => level === step.level) + 1).map(({ level }) => level);
    return this.#stepsOf(clock).some((other) => later.includes(other.step.level) && other.at <= at);
  }

  /** What a step does when it fires at `at`: nothing to a promise that has ended meanwhile. */
  effectOf({ clock, step }, at) {
    const current = clock.target === 'supervision' || (!kEnded.includes(this.state) && clock.generation === this.generation);
    const owed = current && endOf(clock.facts) === null;
    const leaves = owed && step.toDesk === true && this.state === 'queued';
    return {
      urgency: owed && step.raisesUrgency && this.urgency > 1 ? this.urgency - 1 : this.urgency,
      state: leaves ? 'triage' : this.state,
      taskForce: leaves ? '' : this.taskForce,
      notify: owed && !this.#isSuperseded({ clock, step }, at) ? step.notify.join(',') : '',
      mayAdd: owed ? step.adds : undefined,
    };
  }

  /** An order stands through all generations. */
  clockOf(target, item = 0) {
    return this.clocks.find((clock) => clock.target === target && clock.item === item &&
      (clock.generation === this.generation || target === 'supervision'));
  }

  start(target, at) {
    const known = this.clockOf(target);
    if (known && isOver(known)) this.takeUpAgain(known, at);
    if (known) return;
    this.startItem(target, 0, at);
  }

  startItem(target, item, at) {
    const policy = choosePolicy(this);
    this.clocks.push({ target, item, generation: this.generation, policy, facts: [{ kind: 'start', at }], fired: new Set() });
  }

  startAll(at) {
    for (const target of kFromTheCall) this.start(target, at);
  }

  meet(target, at, item = 0) {
    const clock = this.clockOf(target, item);
    if (clock && lastKind(clock) !== 'meet') clock.facts.push({ kind: 'meet', at });
  }

  stop(clocks, at) {
    for (const clock of clocks) if (clock && !isOver(clock)) clock.facts.push({ kind: 'stop', at });
  }

  pause(at) {
    for (const clock of this.clocks) {
      const stops = kPolicies[clock.policy].targets[clock.target].stopsWhileWaiting;
      if (clock.generation === this.generation && !isOver(clock) && stops) clock.facts.push({ kind: 'pause', at });
    }
    this.waitingUntil = at + waitingCapMs(choosePolicy(this));
  }

  goOn(at) {
    for (const clock of this.clocks) if (lastKind(clock) === 'pause') clock.facts.push({ kind: 'resume', at });
  }

  /** What a supervisor ordered is owed all the same. */
  stopAll(at) {
    this.stop(this.clocks.filter(({ target }) => target !== 'supervision'), at);
  }

  end(at) {
    this.goOn(at);
    this.stopAll(at);
  }

  /** Under the policy now due to the ticket: its matter may have changed while the promise was over. */
  takeUpAgain(clock, at) {
    clock.facts.push({ kind: 'resume', at });
    this.reselect();
  }

  reselect() {
    for (const clock of this.clocks) {
      if (clock.generation === this.generation && !isOver(clock)) clock.policy = choosePolicy(this);
    }
  }
}

const nothing = () => {};
const goesOn = (story, { at }) => story.goOn(at);

/** What each action means for the clocks. */
export const kMeanings = {
  open: (story, { at }) => story.startAll(at),
  answer(story, { at }) {
    kFromTheCall.forEach((target) => story.meet(target, at));
    story.stopAll(at);
  },
  dispatch: goesOn,
  claim: (story, { at }) => story.meet('ack', at),
  release: goesOn,
  note: nothing,
  amend: nothing,
  wait: (story, { at }) => story.pause(at),
  resume: goesOn,
  return: goesOn,
  transfer: goesOn,
  contact: (story, { at, changes }) => changes.reached === 'true' && story.meet('contact', at),
  resolve(story, { at }) {
    story.goOn(at);
    story.meet('resolve', at);
    story.start('callback', at);
  },
  check(story, { at, changes }) {
    if (changes.passed === 'true') return;
    const resolve = story.clockOf('resolve');
    if (resolve && lastKind(resolve) === 'meet') story.takeUpAgain(resolve, at);
    story.stop([story.clockOf('callback')], at);
  },
  hand_off: nothing,
  callback(story, { at, state, changes }) {
    if (changes.result !== 'unreachable') story.meet('callback', at);
    if (changes.result === 'unreachable' && state === 'closed') story.meet('callback', at);
    if (state === 'closed') story.stopAll(at);
    if (changes.result !== 'unsolved') return;
    story.stopAll(at);
    story.generation += 1;
    story.startAll(at);
  },
  urge: nothing,
  merge: (story, { at, changes }) => changes.into !== undefined && story.end(at),
  cancel: (story, { at }) => story.end(at),
  assist: (story, { at, changes }) => story.startItem('part', Number(changes.part), at),
  contribute: (story, { at, changes }) => story.meet('part', at, Number(changes.part)),
  recall: (story, { at, changes }) => story.stop([story.clockOf('part', Number(changes.part))], at),
  extend: nothing,
  decide(story, { at, changes }) {
    if (changes.approved !== 'true') return;
    if (changes.request === 'final_answer') story.stopAll(at);
    if (changes.request === 'extension') story.clockOf('resolve').facts.push({ kind: 'extend', at, until: Date.parse(changes.until) });
  },
  report: (story, { at, changes }) => changes.order !== undefined && story.meet('supervision', at, Number(changes.order)),
  final_answer: nothing,
  supervise: (story, { at, changes }) => story.startItem('supervision', Number(changes.order), at),
  close_supervision(story, { at, changes }) {
    const clock = story.clockOf('supervision', Number(changes.order));
    if (changes.accepted === 'true') story.meet('supervision', at, Number(changes.order));
    else if (lastKind(clock) === 'meet') story.takeUpAgain(clock, at);
  },
  escalate(story, { changes }) {
    const clock = story.clocks.find(({ target, item, generation }) => target === changes.target &&
      item === Number(changes.item ?? 0) && String(generation) === changes.of_generation);
    clock?.fired.add(changes.level);
  },
};
