// Plays the people of the hotline until every ticket of the run is closed: staff claim, return some, resolve; the desk dispatches,
// checks and calls back, and some callers are not satisfied. Which ticket meets which fate follows from its number alone.

import { shortHash } from './csv_rows.js';
import { answerOf } from './row_mapping.js';
import { ApiProblem } from '../api_client.js';
import { cut } from './clean_text.js';
import { withRole } from '../people.js';

const kShare = { returned: 0.03, waited: 0.02, unsolved: 0.03, checkFailed: 0.02, unreachable: 0.05, notSolved: 0.04 };
const kFailuresAllowed = 5;
const kUsualAnswer = '已联系诉求人并办理。 The matter was looked into and settled with the caller.';

/** Whether a ticket is one of the share that something happens to; once for each ticket. */
export function fate(card, name) {
  if (card.done.has(name)) return false;
  const meets = parseInt(shortHash(`${name}:${card.number}`), 16) / 0x1_0000_0000 < kShare[name];
  if (meets) card.done.add(name);
  return meets;
}

export class Staff {
  /** @param settled gives a promise that all rows being opened at the moment have become known to the board */
  constructor({ client, people, board, catalogue, workers, settled = () => Promise.resolve() }) {
    Object.assign(this, { client, people, board, catalogue, workers, settled });
    this.counts = { closed: 0, returned: 0, reopened: 0 };
    this.claiming = new Map();  // task force → claims under way
    this.byNumber = new Set();  // task forces whose queues hold tickets of others as well
    this.taskForces = [...new Set(Object.values(people).flatMap((person) => person.task_forces ?? []))];
    const members = Object.entries(people).filter(([, { roles }]) => roles.includes('staff') || roles.includes('lead'));
    this.members = members.map(([id, person]) => ({ id, ...person }));
    [this.operator] = withRole(people, 'operator');
    [this.dispatcher] = withRole(people, 'dispatcher');
    if (!this.operator || !this.dispatcher || this.members.length === 0) {
      throw new Error('to play the staff takes an operator, a dispatcher and people of the task forces');
    }
  }

  /** Before the first row: queues that others' tickets wait in are not served by claim-next. */
  async look() {
    const { task_forces: taskForces } = await this.client.get('/task-forces', this.dispatcher.token);
    for (const { id, queued } of taskForces) if (queued > 0) this.byNumber.add(id);
  }

  async run() {
    const perMember = Math.max(1, Math.round(this.workers / this.members.length));
    const crew = this.members.flatMap((member) => Array.from({ length: perMember }, () => this.#work(() => this.#serve(member))));
    const desk = Array.from({ length: this.workers }, () => this.#work(() => this.#serveDesk()));
    await Promise.all([...crew, ...desk]);
    return this.counts;
  }

  /** One pair of hands: does what there is to do, else waits for something to change. */
  async #work(serve) {
    while (!this.board.finished) {
      const change = this.board.changed();
      const busy = await serve();
      if (!busy && !this.board.finished) await change;
    }
  }

  async #serve(member) {
    const held = this.board.peek(`held:${member.id}`);
    if (held) return this.#handle(held, () => this.#proceed(held, member));
    const underWay = (id) => this.claiming.get(id) ?? 0;
    const taskForce = (member.task_forces ?? []).find((id) => this.board.waiting(`queued:${id}`) > underWay(id));
    if (!taskForce) return false;
    if (this.byNumber.has(taskForce)) return this.#claimKnown(taskForce, member);
    this.claiming.set(taskForce, underWay(taskForce) + 1);
    try {
      await this.#claimNext(taskForce, member);
    } finally {
      this.claiming.set(taskForce, underWay(taskForce) - 1);
    }
    return true;
  }

  async #serveDesk() {
    const resolved = this.board.peek('resolved');
    if (resolved) return this.#handle(resolved, () => this.#finish(resolved));
    const triage = this.board.peek('triage');
    if (triage) return this.#handle(triage, () => this.#dispatch(triage));
    return this.#collectStrays();
  }

  /** A ticket whose holder or task force nobody here can play stays where it is, and is reported. */
  #collectStrays() {
    const played = new Set([...this.members.map(({ id }) => `held:${id}`), ...this.taskForces.map((id) => `queued:${id}`)]);
    const stray = [...this.board.lanesWaiting('held:'), ...this.board.lanesWaiting('queued:')].find((lane) => !played.has(lane));
    if (!stray) return false;
    this.board.giveUp(this.board.peek(stray), `nobody among the given people serves ${stray}`);
    return true;
  }

  /** Takes the card, does one step, puts back what came of it; after a failure the ticket is read anew. */
  async #handle(card, step) {
    this.board.take(card);
    try {
      const ticket = await step();
      card.failures = 0;
      this.board.putBack(card, ticket);
    } catch (error) {
      await this.#recover(card, error);
    }
    if (card.ticket.state === 'closed') this.counts.closed += 1;
    return true;
  }

  async #recover(card, error) {
    if (!(error instanceof ApiProblem)) throw error;
    // A claim lapses when its holder is away for long, which on a fast clock is soon: somebody takes the ticket again.
    const lapsed = error.code === 'illegal_transition' && card.ticket.state === 'in_progress';
    if (!error.outcomeUnknown && !lapsed) card.failures += 1;
    if (card.failures > kFailuresAllowed) return this.board.giveUp(card, error.message);
    return this.#reread(card);
  }

  #claimKnown(taskForce, member) {
    const card = this.board.peek(`queued:${taskForce}`);
    return this.#handle(card, () => this.client.act(card.number, 'claim', member.token));
  }

  /** A ticket that is not of this run goes back; from then on this queue is claimed by number. */
  async #claimNext(taskForce, member) {
    try {
      const ticket = await this.client.post(`/task-forces/${taskForce}/claim-next`, member.token);
      if (!this.board.cards.has(ticket.number)) await this.settled();
      if (this.board.cards.has(ticket.number)) {
        this.board.learn(ticket);
        return;
      }
      this.byNumber.add(taskForce);
      await this.client.act(ticket.number, 'release', member.token);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      await this.#recollect(taskForce, member, error);
    }
  }

  /** A claim whose answer was lost shows in the list of what the person holds; an empty queue means that the board is behind. */
  async #recollect(taskForce, member, error) {
    if (!error.outcomeUnknown && error.code !== 'queue_empty') throw error;
    const mine = await this.client.list({ assignee: 'me' }, member.token);
    const queued = error.code === 'queue_empty' ? this.board.peek(`queued:${taskForce}`) : null;
    for (const card of [queued, ...mine.map(({ number }) => this.board.cards.get(number))]) {
      if (!card || card.busy) continue;
      this.board.take(card);
      await this.#reread(card);
    }
  }

  async #reread(card) {
    this.board.putBack(card, await this.client.get(`/tickets/${card.number}`, this.operator.token));
  }

  async #proceed(card, member) {
    const act = (action, body) => this.client.act(card.number, action, member.token, body);
    if (card.ticket.state === 'waiting') return act('resume');
    const [why] = this.catalogue.reasons('return');
    if (why && fate(card, 'returned')) {
      const given = await this.#giveBack(act, why);
      if (given) return given;
    }
    const [pause] = this.catalogue.reasons('wait');
    if (pause && fate(card, 'waited')) return act('wait', { reason: pause });
    return act('resolve', this.#outcomeOf(card));
  }

  /** Null: too late to return it, so it has to be resolved here. */
  async #giveBack(act, reason) {
    try {
      const ticket = await act('return', { reason, ground: '不属于本专班 not ours' });
      this.counts.returned += 1;
      return ticket;
    } catch (error) {
      if (error.code === 'return_window_closed') return null;
      throw error;
    }
  }

  #outcomeOf(card) {
    const answer = cut((card.row && answerOf(card.row)) || kUsualAnswer, this.catalogue.limits.answer);
    const outcome = { justified: true, solved: true, internal_account: kUsualAnswer, public_answer: answer };
    const [reason] = this.catalogue.reasons('unsolved');
    if (!reason || !fate(card, 'unsolved')) return outcome;
    return { ...outcome, solved: false, unsolved_reason: reason, proof: '见附件 see the file' };
  }

  #dispatch(card) {
    const choices = this.taskForces.filter((id) => id !== card.ticket.about);
    const choice = choices[parseInt(shortHash(`dispatch:${card.number}`), 16) % choices.length];
    return this.client.act(card.number, 'dispatch', this.dispatcher.token, { task_force: choice });
  }

  /** The closing check, then the call-back. */
  async #finish(card) {
    const act = (action, body) => this.client.act(card.number, action, this.operator.token, body);
    if (!card.ticket.outcome?.checked) {
      if (fate(card, 'checkFailed')) return act('check', { passed: false, remark: '答复不完整 the answer is incomplete' });
      return act('check', { passed: true });
    }
    if (fate(card, 'unreachable')) return act('callback', { reached: false });
    if (!fate(card, 'notSolved')) return act('callback', { reached: true, solved: true, satisfaction: 5 });
    const ticket = await act('callback', { reached: true, solved: false, satisfaction: 2 });
    if (ticket.state === 'queued') this.counts.reopened += 1;
    return ticket;
  }
}
