// A client that remembers everything the service has acknowledged to it.

import { ApiClient } from '../../tools/lib-js/api_client.js';

export class Witness extends ApiClient {
  constructor(url, people, options) {
    super(url, options);
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
    const opened = await super.open(request, key, token);
    if (!this.opened.has(key)) this.opened.set(key, new Set());
    this.opened.get(key).add(opened.ticket.number);
    this.acknowledged += 1;
    return opened;
  }

  async post(path, token, body) {
    const reply = await super.post(path, token, body);
    const action = path.split('/').at(-1).replace('claim-next', 'claim').replace('-', '_');
    if (reply.number) this.acts.push({ action, person: this.personOf.get(token), number: reply.number, revision: reply.revision });
    this.acknowledged += 1;
    return reply;
  }
}
