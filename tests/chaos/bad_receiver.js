// A receiver of messages that fails in every way there is, most of the time, until it is told to behave.
import { once } from 'node:events';
import http from 'node:http';

/**
 * How it treats a message. `taken`: the sender may rely on it. A lie is taken too: whoever says 200 has the message, whatever it does
 * with it then.
 */
export const kTreatments = {
  takes: { share: 40, taken: true, answer: (socket, response, thanks) => response.writeHead(200).end(thanks) },
  lies: { share: 8, taken: true, answer: (socket, response, thanks) => response.writeHead(200).end(thanks) },
  fails: { share: 22, taken: false, answer: (socket, response) => response.writeHead(500).end() },
  'is busy': { share: 8, taken: false, answer: (socket, response) => response.writeHead(503, { 'Retry-After': '1' }).end() },
  resets: { share: 12, taken: false, answer: (socket) => socket.resetAndDestroy() },
  'is slow': { share: 9, taken: true, answer: (socket, response, thanks) => setTimeout(() => response.writeHead(200).end(thanks), 2_000) },
  'times out': { share: 1, taken: false, answer: () => {} },
};

export class BadReceiver {
  /** {at, key, body, treatment, answered} of each message, in the order in which they came. */
  arrivals = [];

  behaves = false;

  /** `thanks`: what it says when it takes a message. */
  constructor(dice, thanks = '') {
    this.dice = dice;
    this.thanks = thanks;
    this.server = http.createServer((request, response) => this.#take(request, response));
  }

  async up() {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${this.server.address().port}/`;
    return this;
  }

  down() {
    this.server.closeAllConnections();
    this.server.close();
  }

  #treatment() {
    if (this.behaves) return 'takes';
    let left = this.dice.below(100);
    return Object.keys(kTreatments).find((name) => (left -= kTreatments[name].share) < 0);
  }

  async #take(request, response) {
    request.on('error', () => {});
    response.on('error', () => {});
    const at = Date.now();
    let body = '';
    try {
      for await (const part of request) body += part;
    } catch {
      return;  // the sender was killed
    }
    const arrival = { at, key: request.headers['webhook-id'], body, treatment: this.#treatment(), answered: Infinity };
    this.arrivals.push(arrival);
    response.on('finish', () => {
      arrival.answered = Date.now();
    });
    kTreatments[arrival.treatment].answer(request.socket, response, this.thanks);
  }
}
