// Reads a ticket's history and says what is wrong with what happened by itself: each step that should have fired has, once, when it
// was due; none other has. The history is followed event by event, so that each step is judged by what was known when it fired.

import { stepKey, Story } from './story.js';

const kSystem = 'system';

/** The time of the test: between the instants of the world (Redis' own clock) and those that the service's clock shows. */
export class Timescale {
  constructor({ start, origin, speed }) {
    Object.assign(this, { start, origin, speed });
  }

  shown(world) {
    return this.start + (world - this.origin) * this.speed;
  }

  world(shown) {
    return this.origin + (shown - this.start) / this.speed;
  }
}

/**
 * @param scale Timescale
 * @param skewMs how far the clock of a node may be off that fires, of the world's time
 * @param graceMs how long after it was due a step may fire, of the world's time, disturbances left out
 * @param disturbances [{from, to}] of the world's time, in order: when something was dead
 * @param end until when all must have fired that was due, as the service's clock shows it
 */
export class Oracle {
  constructor({ scale, skewMs, graceMs, disturbances, end }) {
    Object.assign(this, { scale, skewMs, graceMs, disturbances, end });
  }

  /**
   * @param opening {urgency, category}
   * @param events [{action, at, actor, state, taskForce, changes, committedAt}], committedAt by Redis' clock
   * @param left what the store holds at the end: {urgency, state, timer}, the timer null where it has none
   * @returns {{problems: string[], fired: number}}
   */
  judge({ opening, events, left = null }) {
    const story = new Story(opening);
    const problems = [];
    const seen = new Set();
    let since = new Map();  // what is pending → {at, from: since when that is known, of the world's time}
    let before = -Infinity;
    for (const event of events) {
      if (event.at < before) problems.push(`${event.action} at ${event.at} stands after what happened at ${before}`);
      before = event.at;
      problems.push(...this.#lateBy(since, event.committedAt), ...this.#judgeOwnAct(story, event, seen));
      try {
        story.take(event);
      } catch (error) {
        return { problems: [...problems, error.message], fired: seen.size };
      }
      since = this.#nowPending(story, since, event.committedAt);
    }
    for (const { key, at } of story.pending()) {
      // A change after the end may have made it overdue.
      const known = this.scale.shown(since.get(key).from);
      if (Math.max(at, known) <= this.end) problems.push(`${key}: was due at ${at} and has not happened by ${this.end}`);
    }
    if (left) problems.push(...compareWithStore(story, left));
    return { problems: [...new Set(problems)], fired: seen.size };
  }

  /** An event of the system must be something that was pending and due. */
  #judgeOwnAct(story, event, seen) {
    if (event.action !== 'escalate' && event.actor !== kSystem) return [];
    const { target, item, of_generation: generation, level } = event.changes;
    const key = event.action === 'resume' ? 'end of waiting' : stepKey(target, Number(item ?? 0), generation, level);
    const problems = [];
    if (event.action === 'escalate' && seen.has(key)) problems.push(`${key}: fired twice`);
    if (event.action === 'escalate') seen.add(key);
    const planned = story.pending().find((step) => step.key === key);
    if (!planned) return problems.length > 0 ? problems : [`${key}: fired, and nothing said that it should`];
    if (event.at < planned.at) problems.push(`${key}: on record at ${event.at}, before it was due at ${planned.at}`);
    if (event.committedAt < this.scale.world(planned.at) - this.skewMs) {
      problems.push(`${key}: fired at ${this.scale.shown(event.committedAt)}, too early for ${planned.at}`);
    }
    return event.action === 'escalate' ? [...problems, ...judgeStep(story, event, planned)] : problems;
  }

  #nowPending(story, since, committedAt) {
    return new Map(story.pending().map(({ key, at }) => {
      const known = since.get(key);
      return [key, known?.at === at ? known : { at, from: committedAt }];
    }));
  }

  #lateBy(since, committedAt) {
    return [...since].filter(([, { at, from }]) => committedAt > this.#latest(Math.max(from, this.scale.world(at))))
      .map(([key, { at }]) => `${key}: was due at ${at} and had not happened by ${this.scale.shown(committedAt)}`);
  }

  /** Whatever became due while something was dead has time until that was over. */
  #latest(due) {
    let ready = due;
    for (const { from, to } of this.disturbances) if (ready >= from - this.graceMs && ready < to) ready = to;
    return ready + this.graceMs;
  }
}

function judgeStep(story, event, planned) {
  const { changes } = event;
  const problems = [];
  const differs = (what, found, wanted) => {
    if (found !== wanted) problems.push(`${planned.key}: ${what} is ${found}, should be ${wanted}`);
  };
  const effect = story.effectOf(planned, event.at);
  differs('its planned instant', Date.parse(changes.planned_at), planned.at);
  differs('the urgency', Number(changes.urgency ?? story.urgency), effect.urgency);
  differs('the state', event.state, effect.state);
  differs('the task force', event.taskForce, effect.taskForce);
  differs('whom it tells', changes.notify ?? '', effect.notify);
  differs('its breach', changes.breach === 'true', planned.step.percent === 100);
  if (changes.assistant !== undefined) differs('the assistant', changes.assistant, effect.mayAdd);
  return problems;
}

function compareWithStore(story, left) {
  const problems = [];
  const next = story.pending().reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
  const timer = next === Infinity ? null : next;
  if (left.timer !== timer) problems.push(`its timer is set to ${left.timer}, what comes next is at ${timer}`);
  if (left.urgency !== story.urgency) problems.push(`its urgency is ${left.urgency}, by its history ${story.urgency}`);
  if (left.state !== story.state) problems.push(`it is ${left.state}, by its history ${story.state}`);
  return problems;
}
