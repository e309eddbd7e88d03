// A viewer of GET /api/v1/events: reads server-sent events as browsers do, and holds each against the contract.
import http from 'node:http';
import https from 'node:https';
import { once } from 'node:events';
import { check, checkSchema } from './contract.js';
import { Reply } from './client.js';

const kSchemas = {
  hello: 'LiveHello', ticket: 'LiveTicketEvent', ticket_left: 'LiveTicketLeft', resync: 'LiveResync',
  board: 'LiveBoard', presence: 'LivePresence', overrun: 'LiveOverrun', bye: 'LiveBye',
};
const kPatience = 20_000;

/** Lines to events (WHATWG HTML, "Interpreting an event stream"). */
export class EventParser {
  #rest = '';
  #event = '';
  #data = '';
  #id = '';
  lastEventId = '';
  comments = 0;

  /** The events that are complete with this piece of text. */
  feed(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    return lines.map((line) => this.#line(line)).filter((event) => event !== undefined);
  }

  #line(line) {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) this.comments += 1;
    const [field, value] = colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
    if (field === 'event') this.#event = value;
    if (field === 'data') this.#data += `${value}\n`;
    if (field === 'id') this.#id = value;
    return undefined;
  }

  #dispatch() {
    this.lastEventId = this.#id;
    const [name, data] = [this.#event, this.#data.slice(0, -1)];
    this.#event = '';
    this.#data = '';
    return data === '' ? undefined : { name, id: this.lastEventId, data: JSON.parse(data) };
  }
}

export class Viewer {
  events = [];
  #seen = 0;
  #parser = new EventParser();
  #wake = () => {};

  /** Follows as `client` (a Client or a Browser); a Reply where that is refused. `query`: 'ticket=…'. */
  static async follow(client, query = '', { lastEventId, headers = {}, port = client.port } = {}) {
    const viewer = new Viewer();
    const path = `/api/v1/events${query === '' ? '' : `?${query}`}`;
    const own = client.cookie ? { Cookie: client.cookie } : client.token ? { Authorization: `Bearer ${client.token}` } : {};
    const all = { Accept: 'text/event-stream', ...own, ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }), ...headers };
    const secure = client.agent instanceof https.Agent;
    const options = { host: '127.0.0.1', port, path, headers: all, agent: false, ...(secure ? { ca: client.agent.options.ca } : {}) };
    viewer.request = (secure ? https : http).request(options).end();
    const [incoming] = await once(viewer.request, 'response');
    const request = { method: 'GET', path };
    if (incoming.statusCode !== 200) {
      let text = '';
      for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
      const reply = new Reply(request, incoming.statusCode, incoming.headers, text);
      check(request, reply);
      return reply;
    }
    check(request, { status: 200, headers: incoming.headers, text: '' });
    viewer.headers = incoming.headers;
    viewer.#listen(incoming);
    return viewer;
  }

  #listen(incoming) {
    this.incoming = incoming;
    this.ended = new Promise((resolve) => {
      incoming.on('error', () => {});
      incoming.on('close', () => {
        this.closed = true;
        resolve();
        this.#wake();
      });
    });
    incoming.setEncoding('utf8').on('data', (text) => {
      for (const event of this.#parser.feed(text)) {
        if (!(event.name in kSchemas)) throw new Error(`an event that the contract does not have: ${event.name}`);
        checkSchema(kSchemas[event.name], event.data);
        this.events.push(event);
      }
      this.#wake();
    });
  }

  get lastEventId() {
    return this.#parser.lastEventId;
  }

  get comments() {
    return this.#parser.comments;
  }

  /** The next event of that name for which `matches` holds; what came before it is passed over. */
  async next(name, matches = () => true, patience = kPatience) {
    const limit = Date.now() + patience;
    for (;;) {
      while (this.#seen < this.events.length) {
        const event = this.events[this.#seen];
        this.#seen += 1;
        if (event.name === name && matches(event.data)) return event;
      }
      if (this.closed) throw new Error(`ended without ${name}: ${JSON.stringify(this.events.slice(-3))}`);
      if (Date.now() > limit) throw new Error(`waited in vain for ${name}: ${JSON.stringify(this.events.slice(-3))}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, 200);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Of a ticket, the event with this revision. */
  ticket({ number, revision }, patience) {
    return this.next('ticket', ({ event, ticket }) => ticket.number === number && event.revision === revision, patience);
  }

  /** What has come of tickets, as `number@revision`. */
  told() {
    return this.events.filter(({ name }) => name === 'ticket').map(({ data }) => `${data.ticket.number}@${data.event.revision}`);
  }

  close() {
    this.request.destroy();
    return this.ended;
  }
}
