// Five hundred viewers on two nodes, each cut off at random moments for random times, while tickets are opened and worked on and a
// node is killed: each ends with exactly what the API's lists say of its tickets.
import assert from 'node:assert/strict';
import http from 'node:http';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventParser } from './support/live.js';
import { Stage, sectorOf, staffOf } from './support/matters.js';
import { crowd } from './support/people.js';
import { stop, until } from './support/processes.js';
import { listening, startService } from './support/service.js';
import { short } from './support/extent.js';

const kViewers = short ? 100 : 500;
const kLoadMs = short ? 6_000 : 20_000;
const kStreamsOfPerson = 10;  // of the twenty it may have on a node: one that was cut off may be noticed late
const kAtOnce = 8;            // changes that run at a time

const seed = Number(process.env.HOTLINE_TEST_SEED ?? Date.now() % 1_000_000);
console.log(`HOTLINE_TEST_SEED=${seed}`);
let state = seed;
/** mulberry32 */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const between = (from, to) => from + random() * (to - from);
const oneOf = (list) => list[Math.floor(random() * list.length)];

const taskForces = Object.keys(sectorOf);
const more = taskForces.flatMap((id) => crowd(12, id).map((person) => ({ ...person, id: `${id.toLowerCase()}-${person.id}` })));
const service = await startService({ people: more, more: { 'requests-per-person': 0, 'connections-per-address': 0 } });
const { as } = service;
const stage = new Stage(service);
const watching = [...more.map(({ id }) => id), 'op1', 'disp1', 'mgr1', 'aud1', 'ind-lead', 'tra-lead'];
const ports = [service.port];

const kOpen = ['triage', 'queued', 'in_progress', 'waiting', 'resolved'];
const known = ({ revision, state: at, task_force: of, holder }) => `${revision} ${at} ${of} ${holder}`;

/** Everything a list of the API has, on all its pages. */
async function listed(client, address) {
  const tickets = [];
  for (let cursor = ''; ;) {
    const { body, status } = await client.get(`${address}&limit=200${cursor}`);
    assert.equal(status, 200, address);
    tickets.push(...body.tickets);
    if (body.next_cursor === null) return tickets;
    cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
  }
}

/** What a screen keeps of the tickets: the latest revision it was told of. */
class Screen {
  tickets = new Map();

  take(ticket) {
    const before = this.tickets.get(ticket.number);
    if (before === undefined || ticket.revision >= before.revision) this.tickets.set(ticket.number, ticket);
  }

  lose({ number, revision }) {
    const before = this.tickets.get(number);
    if (before === undefined || revision >= before.revision) this.tickets.set(number, { number, revision, state: 'gone' });
  }

  open() {
    const open = [...this.tickets.values()].filter(({ state: at }) => kOpen.includes(at));
    return Object.fromEntries(open.map((ticket) => [ticket.number, known(ticket)]).sort());
  }
}

const seen = { resumed: 0, anew: 0, resync: 0, cuts: 0, refused: 0, overrun: 0 };

class RestlessViewer {
  constructor(id) {
    this.id = id;
    this.screen = new Screen();
    this.snapshots = [];
  }

  /** Is cut off and comes back until `over`; then stays. */
  async live(over) {
    for (;;) {
      await this.connect();
      await Promise.race([this.ended, over.done ? over.settled : sleep(between(200, 4_000))]);
      if (over.closing) return;
      seen.cuts += 1;
      this.request.destroy();
      await this.ended;
      await sleep(random() < 0.3 ? 0 : between(0, 3_000));
    }
  }

  connect() {
    const parser = new EventParser();
    const headers = { Authorization: `Bearer ${as[this.id].token}`, ...(this.lastEventId ? { 'Last-Event-ID': this.lastEventId } : {}) };
    this.request = http.request({ host: '127.0.0.1', port: oneOf(ports), path: '/api/v1/events', headers, agent: false });
    this.connected = false;
    this.ended = new Promise((resolve) => {
      this.request.on('close', () => {
        this.connected = false;
        resolve();
      });
    });
    this.request.on('error', () => {});
    const begun = new Promise((resolve) => {
      this.request.on('response', (incoming) => {
        incoming.on('error', () => {});
        if (incoming.statusCode !== 200) seen.refused += 1;
        this.connected = incoming.statusCode === 200;
        incoming.setEncoding('utf8').on('data', (text) => {
          if (incoming.statusCode !== 200) return;
          for (const event of parser.feed(text)) this.take(event);
          if (parser.lastEventId !== '') this.lastEventId = parser.lastEventId;
        });
        resolve();
      });
    });
    this.request.end();
    return Promise.race([begun, this.ended]);
  }

  take({ name, data }) {
    if (name === 'ticket') this.screen.take(data.ticket);
    if (name === 'ticket_left') this.screen.lose(data);
    if (name === 'overrun') seen.overrun += 1;
    if (name === 'hello' && data.resumed) seen.resumed += 1;
    if ((name === 'hello' && !data.resumed) || name === 'resync') {
      seen[name === 'hello' ? 'anew' : 'resync'] += 1;
      this.screen = new Screen();
      this.snapshots.push(this.read(this.screen, data.snapshot));
    }
  }

  async read(screen, addresses) {
    for (const address of addresses) for (const ticket of await listed(as[this.id], address)) screen.take(ticket);
  }
}

/** Something that somebody may do to a ticket at the state it is in; lost races and refusals are part of it. */
async function work(tickets) {
  if (tickets.length < 40 || random() < 0.25) {
    tickets.push(random() < 0.1 ? await stage.triage() : await stage.queued(oneOf(taskForces)));
    return;
  }
  const i = Math.floor(random() * tickets.length);
  const { task_force: of, state: at, number } = tickets[i];
  const staff = as[staffOf[of]];
  const to = oneOf(taskForces);
  const [who, action, body] = {
    triage: [as.disp1, 'dispatch', { task_force: to }],
    queued: [staff, 'claim'],
    in_progress: oneOf([[as.disp1, 'transfer', { task_force: to, reason: '事项调整' }], [staff, 'release'], [staff, 'wait', { reason: 'third_party' }], [as.op1, 'urge', { text: '再次来电催办' }]]),
    waiting: [staff, 'resume'],
  }[at];
  const { status, body: after } = await who.act(number, action, body);
  if (status === 200) tickets[i] = after;
  else tickets[i] = (await as.op1.get(`/api/v1/tickets/${number}`)).expect(200);
}

async function secondNode() {
  const child = service.another();
  ports[1] = await until(() => listening(child), 'the second node');
  return child;
}

test('each viewer ends with what the lists say', { timeout: 120_000 }, async (t) => {
  let other = await secondNode();
  t.after(() => stop(other));
  const viewers = Array.from({ length: kViewers }, (_, i) => new RestlessViewer(watching[i % watching.length]));
  assert.ok(kViewers / watching.length <= kStreamsOfPerson);
  const over = { done: false, closing: false };
  over.settled = new Promise((resolve) => {
    over.settle = resolve;
  });
  const living = viewers.map((viewer) => viewer.live(over));

  const tickets = [];
  const end = Date.now() + kLoadMs;
  const workers = Array.from({ length: kAtOnce }, async () => {
    while (Date.now() < end) await work(tickets);
  });
  await sleep(kLoadMs / 2);
  await stop(other, 'SIGKILL');
  await sleep(500);
  other = await secondNode();
  await Promise.all(workers);
  over.done = true;

  const expected = new Map();
  for (const id of watching) {
    const screen = new Screen();
    const addresses = kOpen.filter((at) => at !== 'triage' || ['op1', 'disp1', 'mgr1', 'aud1'].includes(id)).map((at) => `/api/v1/tickets?state=${at}`);
    for (const address of addresses) for (const ticket of await listed(as[id], address)) screen.take(ticket);
    expected.set(id, screen.open());
  }
  const right = (viewer) => viewer.connected && JSON.stringify(viewer.screen.open()) === JSON.stringify(expected.get(viewer.id));
  await until(() => viewers.every(right), 'all to be right').catch(() => {});
  over.closing = true;
  over.settle();
  console.log(JSON.stringify({ ...seen, commits: tickets.reduce((sum, { revision }) => sum + revision, 0) }));
  for (const viewer of viewers) {
    assert.ok(viewer.connected, `${viewer.id} is not connected`);
    assert.deepEqual(viewer.screen.open(), expected.get(viewer.id), viewer.id);
    assert.ok(viewer.id.startsWith('key') || Object.keys(viewer.screen.open()).length > 0);
  }
  await Promise.all(viewers.flatMap(({ snapshots }) => snapshots));
  for (const viewer of viewers) viewer.request.destroy();
  await Promise.all(living);
  assert.ok(seen.resumed > kViewers, `only ${seen.resumed} went on`);
  assert.ok(seen.resync < seen.resumed / 10, `${seen.resync} had to begin anew`);
});
