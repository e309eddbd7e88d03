// Opens a ticket from each row: as fast as possible, or in the rhythm the complaints were made.

import { ApiProblem } from '../api_client.js';
import { idempotencyKey, madeAt, openRequest } from './row_mapping.js';

const kErrorsKept = 20;

/** The rows in the order they were made; one without a readable instant follows the row before it. */
export function inRhythm(rows) {
  let previous = null;
  const timed = rows.map((row) => ({ row, at: (previous = madeAt(row) ?? previous) }));
  const start = timed.find(({ at }) => at !== null)?.at ?? 0;
  return timed.map(({ row, at }) => ({ row, at: at ?? start })).sort((a, b) => a.at - b.at);
}

export class Intake {
  /**
   * @param onTicket called with (ticket, row, replayed) for each ticket the service knows afterwards
   */
  constructor({ client, token, catalogue, mayImport, file, onTicket = () => {}, onRow = () => {} }) {
    Object.assign(this, { client, token, catalogue, mayImport, file, onTicket, onRow });
    this.seen = new Set();
    this.underWay = new Set();
    this.result = { rows: 0, accepted: 0, duplicates: 0, failed: 0, changed: 0, latencies: [], errors: [] };
  }

  /** `rhythm`: rows come at their own instants; without it as fast as possible. */
  async run(rows, { concurrency, rhythm = null }) {
    const queue = rhythm ? inRhythm(rows) : rows.map((row) => ({ row, at: 0 }));
    const began = Date.now();
    let next = 0;
    const worker = async () => {
      while (next < queue.length) {
        const { row, at } = queue[next++];
        await rhythm?.reach(at);
        const opening = this.#openRow(row);
        this.underWay.add(opening);
        await opening.finally(() => this.underWay.delete(opening));
        this.onRow();
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    this.result.seconds = (Date.now() - began) / 1000;
    return this.result;
  }

  /** All rows that are being opened now have been answered. */
  settled() {
    return Promise.allSettled([...this.underWay]);
  }

  async #openRow(row) {
    this.result.rows += 1;
    const key = idempotencyKey(this.file, row);
    if (this.seen.has(key)) {
      this.result.duplicates += 1;
      return;
    }
    this.seen.add(key);
    const began = performance.now();
    try {
      const request = openRequest(row, this.file, this.catalogue, this.mayImport);
      const { ticket, replayed } = await this.client.open(request, key, this.token);
      this.result.latencies.push(performance.now() - began);
      this.result[replayed ? 'duplicates' : 'accepted'] += 1;
      this.onTicket(ticket, row, replayed);
    } catch (error) {
      this.#refused(error, row, key);
    }
  }

  /** A key that was used with another body: the complaint is there already, its row has changed since. */
  #refused(error, row, key) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.code === 'idempotency_key_reused') {
      this.result.duplicates += 1;
      this.result.changed += 1;
      return;
    }
    this.result.failed += 1;
    if (this.result.errors.length >= kErrorsKept) return;
    const { code, detail, field } = error.problem;
    this.result.errors.push({ id: row[this.file.idColumn] ?? key, status: error.status, code, detail, field });
  }
}
