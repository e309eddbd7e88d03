// Random numbers that can be thrown again: the seed is printed and HOTLINE_CHAOS_SEED repeats it.

import { randomInt } from 'node:crypto';

export class Dice {
  constructor(seed = Number(process.env.HOTLINE_CHAOS_SEED || randomInt(2 ** 31))) {
    this.seed = seed;
    this.state = seed >>> 0;
  }

  /** In [0, 1): mulberry32. */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  below(limit) {
    return Math.floor(this.next() * limit);
  }

  between(low, high) {
    return low + this.below(high - low + 1);
  }

  pick(values) {
    return values[this.below(values.length)];
  }
}
