// A ticket as its event history tells it: what each action means for its clocks, and which steps are to come. One function for each
// action; an action that means nothing to clocks is listed as such, and one that is not listed is a complaint.

import { endOf, whenAfter, whenPercent } from './clock_course.js';
import { choosePolicy, kPolicies, limitMs, stepsOf, waitingCapMs } from './policy.js';

const kFromTheCall = ['ack', 'contact', 'resolve'];
const kEnded = ['closed', 'cancelled'];
const kMinute = 60_000;

const lastKind = ({ facts }) => facts.at(-1).kind;
const isOver = (clock) => ['meet', 'stop'].includes(lastKind(clock));

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
      .map((step) => ({ key: `${clock.target}/${clock.generation}/${step.level}`, at: when(step), clock, step }))
      .filter(({ at }) => at !== null);
  }

  /** What a step does when it fires now: nothing to a promise that has ended meanwhile. */
  effectOf({ clock, step }) {
    const owed = !kEnded.includes(this.state) && clock.generation === this.generation && endOf(clock.facts) === null;
    const leaves = owed && step.toDesk === true && this.state === 'queued';
    return {
      urgency: owed && step.raisesUrgency && this.urgency > 1 ? this.urgency - 1 : this.urgency,
      state: leaves ? 'triage' : this.state,
      taskForce: leaves ? '' : this.taskForce,
      notify: owed ? step.notify.join(',') : '',
      mayAdd: owed ? step.adds : undefined,
    };
  }

  clockOf(target) {
    return this.clocks.find((clock) => clock.target === target && clock.generation === this.generation);
  }

  start(target, at) {
    const known = this.clockOf(target);
    if (known && isOver(known)) this.takeUpAgain(known, at);
    if (known) return;
    const policy = choosePolicy(this);
    this.clocks.push({ target, generation: this.generation, policy, facts: [{ kind: 'start', at }], fired: new Set() });
  }

  startAll(at) {
    for (const target of kFromTheCall) this.start(target, at);
  }

  meet(target, at) {
    const clock = this.clockOf(target);
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

  end(at) {
    this.goOn(at);
    this.stop(this.clocks, at);
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
  answer: (story, { at }) => kFromTheCall.forEach((target) => story.meet(target, at)),
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
    if (state === 'closed') story.stop(story.clocks, at);
    if (changes.result !== 'unsolved') return;
    story.stop(story.clocks, at);
    story.generation += 1;
    story.startAll(at);
  },
  urge: nothing,
  merge: (story, { at, changes }) => changes.into !== undefined && story.end(at),
  cancel: (story, { at }) => story.end(at),
  escalate(story, { changes }) {
    const clock = story.clocks.find(({ target, generation }) => target === changes.target && String(generation) === changes.of_generation);
    clock?.fired.add(changes.level);
  },
};
