// A client that remembers everything the service has acknowledged to it.

import { ApiClient } from '../../tools/lib-js/api_client.js';

const kDoubleClicks = 8;  // one opening in so many is sent twice at once

export class Witness extends ApiClient {
  constructor(url, people, dice, options) {
    super(url, options);
    this.dice = dice;
    this.personOf = new Map(Object.entries(people).map(([id, { token }]) => [token, id]));
    this.opened = new Map();  // idempotency key → numbers it was answered with
    this.acts = [];           // {action, person, number, revision}
    this.internalErrors = [];
    this.acknowledged = 0;
  }

  async exchange(method, path, options) {
    const answer = await super.exchange(method, path, options);
    if (answer.status === 500) this.internalErrors.push(`${method} ${path}: ${answer.body.detail ?? ''}`);
    return answer;
  }

  async open(request, key, token) {
    const attempts = Array.from({ length: this.dice.below(kDoubleClicks) === 0 ? 2 : 1 }, () => super.open(request, key, token));
    const answers = await Promise.all(attempts);
    if (!this.opened.has(key)) this.opened.set(key, new Set());
    for (const { ticket } of answers) this.opened.get(key).add(ticket.number);
    this.acknowledged += 1;
    return answers[0];
  }

  async post(path, token, body) {
    const reply = await super.post(path, token, body);
    const action = path.split('/').at(-1).replace('claim-next', 'claim').replace('-', '_');
    if (reply.number) this.acts.push({ action, person: this.personOf.get(token), number: reply.number, revision: reply.revision });
    this.acknowledged += 1;
    return reply;
  }
}
