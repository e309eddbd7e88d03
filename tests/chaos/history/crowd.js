// People who do whatever they are allowed to, at random, on whichever node answers.

import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../../../tools/lib-js/api_client.js';
import { withRole } from '../../../tools/lib-js/people.js';

const kSectors = ['industry', 'construction', 'transport', 'commerce'];
const kUrgencies = [1, 2, 2, 3, 3, 3, 4];
const kMostInARow = 12;
const kBetweenCallsMs = 25;

const text = 'something of no matter';

/** How to take each action: how often it is chosen, and a body that makes it legal. An action without an entry is not taken. */
const kActs = {
  dispatch: { weight: 4, body: (c) => ({ task_force: c.dice.pick(c.taskForces), ...(c.dice.below(3) === 0 ? { urgency: c.dice.pick(kUrgencies) } : {}) }) },
  claim: { weight: 8 },
  release: { weight: 2 },
  note: { weight: 0.3, body: () => ({ text }) },
  amend: { weight: 1, body: (c) => (c.dice.below(2) === 0 ? { urgency: c.dice.pick(kUrgencies) } : { category: c.dice.pick(c.categories) }) },
  wait: { weight: 3, body: () => ({ reason: 'weather' }) },
  resume: { weight: 2 },
  return: { weight: 2, body: () => ({ reason: 'wrong_sector', ground: text }) },
  transfer: { weight: 1, body: (c) => ({ task_force: c.dice.pick(c.taskForces), reason: text }) },
  contact: { weight: 3, body: (c) => ({ how: 'phone', reached: c.dice.below(3) > 0 }) },
  resolve: { weight: 4, body: () => ({ justified: true, solved: true, internal_account: text, public_answer: text }) },
  check: { weight: 3, body: (c) => (c.dice.below(3) === 0 ? { passed: false, remark: text } : { passed: true }) },
  hand_off: { weight: 0.3, body: () => ({ to: '119', reference: '1' }) },
  callback: { weight: 4, body: (c) => callback(c.dice.below(5)) },
  urge: { weight: 0.7 },
  merge: { weight: 0.15, body: (c) => ({ into: c.dice.pick(c.numbers) }) },
  cancel: { weight: 0.2, body: () => ({ reason: 'withdrawn' }) },
  assist: { weight: 1.5, body: (c) => ({ task_force: c.dice.pick(c.taskForces), asked: text }) },
  contribute: { weight: 4, body: (c, ticket) => ({ part: c.numberOf(owed(ticket)), account: text }) },
  recall: { weight: 1.5, body: (c, ticket) => ({ part: c.numberOf(owed(ticket)), account: text }) },
  extend: { weight: 1.5, body: (c, { resolve_by: due }) => ({ until: new Date(Date.parse(due) + c.dice.between(10, 300) * 60_000).toISOString(), reason: text }) },
  decide: { weight: 8, body: (c) => (c.dice.below(4) === 0 ? { approved: false, remark: text } : { approved: true }) },
  report: { weight: 1.5, body: (c, ticket) => ({ text, ...(standing(ticket).length > 0 ? { order: c.numberOf(standing(ticket)) } : {}) }) },
  final_answer: { weight: 0.7, body: () => ({ reason: text }) },
  supervise: { weight: 0.4, body: () => ({ instruction: text }) },
  close_supervision: { weight: 2, body: (c, ticket) => ({ order: c.numberOf(standing(ticket)), ...(c.dice.below(3) === 0 ? { accepted: false, remark: text } : { accepted: true }) }) },
  answer: { weight: 0.3, body: () => ({ public_answer: text, internal_account: text }) },
};

const owed = ({ parts }) => parts.filter(({ ended_at: ended }) => ended === null);
const standing = ({ supervision }) => supervision.filter(({ closed_at: closed }) => closed === null);

function callback(luck) {
  if (luck === 0) return { reached: false };
  return luck < 3 ? { reached: true, solved: true, satisfaction: 4 } : { reached: true, solved: false };
}

export class Crowd {
  constructor({ fleet, people, dice, taskForces, categories }) {
    Object.assign(this, { people, dice, taskForces, categories });
    this.clients = fleet.nodes.map(({ url }) => new ApiClient(url, { connections: 16, patienceMs: 0, timeoutMs: 10_000 }));
    this.openings = new Map();  // number → {urgency, category}
    this.numbers = [];
    this.last = new Map();      // number → what was last seen of the ticket
    this.taken = {};            // action → how often it was acknowledged
    this.internalErrors = [];
    this.stopping = false;
    this.acknowledged = 0;
    this.keys = 0;
    this.operators = withRole(people, 'operator');
    this.desk = [...this.operators, ...withRole(people, 'dispatcher'), ...withRole(people, 'manager'), ...withRole(people, 'inspector')];
  }

  run(openers, actors) {
    const all = [...Array.from({ length: openers }, () => this.#callIn()), ...Array.from({ length: actors }, () => this.#act())];
    this.running = Promise.all(all);
    this.running.catch((error) => {
      this.failure = error;
    });
  }

  async stop() {
    this.stopping = true;
    await this.running?.catch(() => {});
    await Promise.all(this.clients.map((client) => client.close()));
    if (this.failure) throw this.failure;
  }

  async #ask(method, path, options) {
    const answer = await this.dice.pick(this.clients).exchange(method, `/api/v1${path}`, options);
    if (answer.status === 500) this.internalErrors.push(`${method} ${path}: ${answer.body.detail ?? ''}`);
    if (answer.status === 0) await sleep(20);
    return answer;
  }

  #learn(ticket) {
    this.last.set(ticket.number, ticket);
    this.acknowledged += 1;
  }

  async #callIn() {
    while (!this.stopping) {
      const opening = { urgency: this.dice.pick(kUrgencies), category: this.dice.pick(this.categories) };
      const body = { title: text, text, sector: this.dice.pick(kSectors), ...opening };
      const headers = { 'idempotency-key': `crowd-${this.dice.seed}-${++this.keys}` };
      await this.#open(body, headers, opening);
      await sleep(this.dice.below(2 * kBetweenCallsMs));
    }
  }

  /** Until somebody has said which number it has: the oracle has to know what every ticket was opened with. */
  async #open(body, headers, opening) {
    for (;;) {
      const { status, body: ticket } = await this.#ask('POST', '/tickets', { token: this.operators[0].token, body, headers });
      if (status === 201 || status === 200) {
        if (status === 201 && ticket.urgency !== opening.urgency) throw new Error(`opened with urgency ${ticket.urgency}, not ${opening.urgency}`);
        this.openings.set(ticket.number, opening);
        this.numbers.push(ticket.number);
        this.#learn(ticket);
        return;
      }
      if (status !== 0 && status !== 503) throw new Error(`not opened: ${status} ${ticket.code} ${ticket.detail} ${ticket.field ?? ''}`);
    }
  }

  async #act() {
    while (!this.stopping) {
      if (this.numbers.length === 0) await sleep(20);
      else await this.#actOnSome();
    }
  }

  /** Mostly on the younger ones: of the others many are left to their ladders. */
  #someNumber() {
    const age = Math.floor(this.dice.next() ** 2 * this.numbers.length);
    return this.numbers[this.numbers.length - 1 - age];
  }

  /** Of one of these parts or orders; of none that is, where there is none. */
  numberOf(items) {
    return items.length > 0 ? this.dice.pick(items).number : 1;
  }

  /** Mostly those whose turn it is. */
  #somebodyFor(ticket) {
    const { holder, task_force: taskForce } = ticket;
    const others = [...owed(ticket).map((part) => this.#memberOf(part.task_force)), ...standing(ticket).map(({ by }) => this.people[by])];
    if (others.length > 0 && this.dice.below(3) === 0) return this.dice.pick(others);
    if (this.people[holder] && this.dice.below(4) > 0) return this.people[holder];
    return taskForce && this.dice.below(2) > 0 ? this.#memberOf(taskForce) : this.dice.pick(this.desk);
  }

  #memberOf(taskForce) {
    return this.dice.pick(Object.values(this.people).filter(({ task_forces: of }) => of.includes(taskForce)));
  }

  /** Several times in a row, so that lives get far; not for long with a ticket of which nothing more can come. */
  async #actOnSome() {
    const number = this.#someNumber();
    for (let left = this.dice.between(1, kMostInARow); left > 0 && !this.stopping; --left) {
      await this.#actOn(number);
      if (['closed', 'cancelled'].includes(this.last.get(number).state)) return;
    }
  }

  async #actOn(number) {
    const { token } = this.#somebodyFor(this.last.get(number));
    const { status, body: ticket } = await this.#ask('GET', `/tickets/${number}`, { token });
    if (status !== 200) return;
    this.last.set(number, ticket);
    const action = this.#choose(ticket.allowed_actions);
    if (!action) return;
    const body = kActs[action].body?.(this, ticket);
    const headers = action === 'amend' || this.dice.below(4) === 0 ? { 'if-match': `"${ticket.revision}"` } : {};
    const done = await this.#ask('POST', `/tickets/${number}/${action.replace('_', '-')}`, { token, body, headers });
    if (done.status !== 200) return;
    this.#learn(done.body);
    this.taken[action] = (this.taken[action] ?? 0) + 1;
  }

  /** Actions that have not been taken yet. */
  untaken() {
    return Object.keys(kActs).filter((action) => !this.taken[action]);
  }

  #choose(allowed) {
    const possible = allowed.filter((action) => kActs[action]);
    let luck = this.dice.next() * possible.reduce((sum, action) => sum + kActs[action].weight, 0);
    return possible.find((action) => (luck -= kActs[action].weight) < 0);
  }
}
