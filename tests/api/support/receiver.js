// Another system that takes messages, well or badly: a webhook's, or a group robot's.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';

/** Whether a webhook is signed as Standard Webhooks 1.0 has it. */
export function isSigned({ headers, body }, secret) {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const wanted = Buffer.from(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  return headers['webhook-signature'].split(' ').some((given) => given.length === wanted.length && timingSafeEqual(Buffer.from(given), wanted));
}

/** `behave(message, response)` answers; as it is made, with 204. All that came in is in `taken`, in its order. */
export class Receiver {
  taken = [];

  behave = (message, response) => response.writeHead(204).end();

  constructor() {
    this.server = http.createServer((request, response) => this.#take(request, response));
  }

  async up() {
    this.server.listen(this.port ?? 0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}/hook`;
    return this;
  }

  async down() {
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise((closed) => this.server.close(closed));
  }

  async #take(request, response) {
    request.on('error', () => {});
    response.on('error', () => {});
    let body = '';
    for await (const part of request) body += part;
    const message = { at: Date.now(), url: request.url, headers: request.headers, body, json: JSON.parse(body) };
    this.taken.push(message);
    this.behave(message, response);
  }

  /** What came in about a ticket. */
  about({ number }) {
    return this.taken.filter(({ json }) => json.data?.ticket === number);
  }

  /** What a robot was told whose text has these words. */
  saying(...words) {
    return this.taken.filter(({ body }) => words.every((word) => body.includes(word)));
  }
}
