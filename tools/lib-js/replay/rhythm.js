// The time in which a replay lives: the rows' own, so many times as fast as that of the world.

import { setTimeout as sleep } from 'node:timers/promises';
import { shortHash } from './csv_rows.js';

const kHour = 3_600_000;

/** Shows `start` at `origin`, an instant of the world, and runs `speed` times as fast from then on: the service's virtual clock. */
export class Rhythm {
  constructor({ start, speed, origin = Date.now() }) {
    Object.assign(this, { start, speed, origin });
  }

  now() {
    return this.start + (Date.now() - this.origin) * this.speed;
  }

  /** Milliseconds of the world until it shows `at`; nothing when that has passed. */
  until(at) {
    return Math.max(0, this.origin + (at - this.start) / this.speed - Date.now());
  }

  async reach(at) {
    const pause = this.until(at);
    if (pause > 0) await sleep(pause);
  }
}

/** How long a ticket usually lies in a lane before somebody comes to it: half of them less than two thirds of it, few much longer. */
const kUsual = { triage: 0.5 * kHour, queued: 1 * kHour, held: 6 * kHour, resolved: 5 * kHour };
const kUrgent = 2;
const kUsualOfUrgent = { ...kUsual, queued: 0.2 * kHour, held: 0.4 * kHour };
const kLongest = 5;  // times the usual

/** The hours that people take for a ticket of this run, always the same for the same number and revision. */
export function restOf(lane, ticket) {
  const usual = (ticket.urgency <= kUrgent ? kUsualOfUrgent : kUsual)[lane.split(':')[0]] ?? 0;
  const luck = parseInt(shortHash(`rest:${ticket.number}:${ticket.revision}`), 16) / 0x1_0000_0000;
  return usual * Math.min(kLongest, -Math.log(1 - luck));
}
