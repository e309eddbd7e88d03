// What this run knows of its tickets, and which of them nobody works on at the moment. In memory, one process.

const kEnded = new Set(['closed', 'cancelled']);

export class Board {
  /** `rest(lane, ticket)`: milliseconds until somebody comes to a ticket that has just changed; usually none. */
  constructor(rest = () => 0) {
    this.rest = rest;
    this.cards = new Map();
    this.idle = new Map();  // lane → numbers waiting for somebody
    this.open = 0;
    this.stopped = false;
    this.moreToCome = true;  // rows are still being opened
    this.#renewChange();
  }

  /** What the service says of a ticket; `row` when it was just opened. Whoever works on it stays at it. */
  learn(ticket, row = null) {
    const card = this.cards.get(ticket.number) ?? { number: ticket.number, done: new Set(), failures: 0, ended: true };
    this.cards.set(ticket.number, card);
    card.row ??= row;
    if (!(card.ticket?.revision >= ticket.revision)) card.readyAt = Date.now() + this.rest(laneOf(ticket), ticket);
    if (!(card.ticket?.revision > ticket.revision)) card.ticket = ticket;
    if (!card.busy) this.#file(card);
    return card;
  }

  /** Nobody else takes the card up until it is put back. */
  take(card) {
    this.#leave(card);
    card.busy = true;
  }

  putBack(card, ticket = card.ticket) {
    card.busy = false;
    this.learn(ticket);
  }

  /** Tickets of the run that wait in a lane: `triage`, `resolved`, `queued:<task force>`, `held:<person>`. */
  waiting(lane) {
    return this.idle.get(lane)?.size ?? 0;
  }

  peek(lane) {
    const [number] = this.idle.get(lane) ?? [];
    return number === undefined ? null : this.cards.get(number);
  }

  /** No more work on this one: the reason is reported. */
  giveUp(card, reason) {
    card.stuck = reason;
    this.putBack(card);
  }

  get finished() {
    return this.stopped || (!this.moreToCome && this.open === 0);
  }

  /** Everybody goes home after what they are doing. */
  stop() {
    this.stopped = true;
    this.#tell();
  }

  allOpened() {
    this.moreToCome = false;
    this.#tell();
  }

  /** Resolves at the next change. */
  changed() {
    return this.change;
  }

  lanesWaiting(prefix) {
    return [...this.idle].filter(([lane, numbers]) => lane.startsWith(prefix) && numbers.size > 0).map(([lane]) => lane);
  }

  #tell() {
    const tell = this.announce;
    this.#renewChange();
    tell();
  }

  #renewChange() {
    this.change = new Promise((resolve) => {
      this.announce = resolve;
    });
  }

  /** Into the lane it belongs to now. */
  #file(card) {
    this.#leave(card);
    const ended = kEnded.has(card.ticket.state) || card.stuck !== undefined;
    this.open += Number(card.ended) - Number(ended);
    card.ended = ended;
    card.lane = ended ? null : laneOf(card.ticket);
    if (card.lane) this.#queue(card);
    this.#tell();
  }

  /** Nobody sees it before its time has come. */
  #queue(card) {
    const pause = card.readyAt - Date.now();
    if (pause > 0) {
      card.timer = setTimeout(() => this.#file(card), pause);
      return;
    }
    if (!this.idle.has(card.lane)) this.idle.set(card.lane, new Set());
    this.idle.get(card.lane).add(card.number);
  }

  #leave(card) {
    clearTimeout(card.timer);
    this.idle.get(card.lane)?.delete(card.number);
  }
}

export function laneOf(ticket) {
  switch (ticket.state) {
    case 'queued': return `queued:${ticket.task_force}`;
    case 'in_progress':
    case 'waiting': return `held:${ticket.holder}`;
    default: return ticket.state;
  }
}
