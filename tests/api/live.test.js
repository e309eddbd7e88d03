// The live feed: who is told what, and that nobody misses anything, whatever happens to connections, nodes and Redis.
import assert from 'node:assert/strict';
import { cpSync, renameSync, rmSync } from 'node:fs';
import net from 'node:net';
import test from 'node:test';
import { EventParser, Viewer } from './support/live.js';
import { Stage, about, freshPhone } from './support/matters.js';
import { stop, until } from './support/processes.js';
import { listening, startService } from './support/service.js';

// What one person may ask in a second is another test's subject.
const service = await startService({ more: { 'requests-per-person': 0 } });
const { as } = service;
const stage = new Stage(service);

/** A second node on the same Redis; its port. */
async function secondNode(t, changed = {}) {
  const child = service.another(changed);
  t.after(() => stop(child));
  const port = await until(() => listening(child), 'the second node');
  return { child, port };
}

const transfer = (ticket, to) => as.disp1.act(ticket, 'transfer', { task_force: to, reason: '车辆事项' });

test('the head says what it is, and the first event where everything can be read', async () => {
  const viewer = await Viewer.follow(as.ind1);
  assert.equal(viewer.headers['content-type'], 'text/event-stream; charset=utf-8');
  assert.equal(viewer.headers['cache-control'], 'no-store');
  assert.equal(viewer.headers['x-accel-buffering'], 'no');
  assert.equal(viewer.headers['content-length'], undefined);
  const { id, data } = await viewer.next('hello');
  assert.ok(id.length > 0);
  assert.equal(data.resumed, false);
  for (const address of data.snapshot) (await as.ind1.get(address)).expect(200);
  await viewer.close();
});

test('each is told of what they may see and asked for, and of nothing else', async () => {
  const follow = async (id, query) => {
    const viewer = await Viewer.follow(as[id], query);
    const { data } = await viewer.next('hello');
    for (const address of data.snapshot) (await as[id].get(address)).expect(200);
    return viewer;
  };
  const ind = await stage.queued('IND');
  const viewers = {
    op1: await follow('op1'), ind1: await follow('ind1'), con1: await follow('con1'), mine: await follow('ind1', 'queue=mine'),
    tra: await follow('mgr1', 'task_force=TRA'), one: await follow('op1', `ticket=${ind.number}`), aud1: await follow('aud1'),
  };
  const tra = await stage.queued('TRA');
  const desk = await stage.triage();
  const claimed = (await as.ind1.act(ind, 'claim')).expect(200);
  const last = await stage.claimed('CON');
  await viewers.op1.ticket(last);
  await viewers.con1.ticket(last);
  await viewers.aud1.ticket(last);
  const lastOfTra = await stage.queued('TRA');
  await viewers.tra.ticket(lastOfTra);
  for (const who of ['ind1', 'mine', 'one']) await viewers[who].ticket(claimed);
  const name = ({ number, revision }) => `${number}@${revision}`;
  const all = [tra, desk, claimed, { ...last, revision: 1 }, last, lastOfTra].map(name);
  for (const who of ['op1', 'aud1']) assert.deepEqual(viewers[who].told().filter((told) => !all.includes(told)), [], who);
  for (const who of ['ind1', 'mine', 'one']) assert.deepEqual(viewers[who].told(), [name(claimed)], who);
  assert.deepEqual(viewers.con1.told(), [name({ ...last, revision: 1 }), name(last)]);
  assert.deepEqual(viewers.tra.told(), [tra, lastOfTra].map(name));
  const { data } = viewers.one.events.find(({ name: of }) => of === 'ticket');
  assert.deepEqual([data.event.action, data.event.actor, data.ticket.holder, data.ticket.state], ['claim', 'ind1', 'ind1', 'in_progress']);
  const history = (await as.op1.get(`/api/v1/tickets/${ind.number}/history`)).expect(200).events;
  assert.deepEqual(data.event, history.find(({ revision }) => revision === claimed.revision));
  for (const viewer of Object.values(viewers)) await viewer.close();
});

test('nothing of who called is told', async () => {
  const viewer = await Viewer.follow(as.op1);
  const phone = freshPhone();
  const opened = (await as.op1.open(about('industry', { caller: { phone, name: '欧阳静', address: '长春市宽城区某路八号' } }))).expect(201);
  const { data } = await viewer.ticket(opened);
  for (const secret of [phone, '欧阳静', '某路八号']) assert.ok(!JSON.stringify(data).includes(secret));
  await viewer.close();
});

test('a ticket that leaves is told to those it leaves, by its number alone', async () => {
  const ticket = await stage.claimed('IND');
  const [of, one, to, desk] = [await Viewer.follow(as.ind1), await Viewer.follow(as.ind1, `ticket=${ticket.number}`), await Viewer.follow(as.tra1), await Viewer.follow(as.mgr1, 'task_force=IND')];
  const moved = (await transfer(ticket, 'TRA')).expect(200);
  const { data } = await of.next('ticket_left', ({ number }) => number === ticket.number);
  assert.equal(data.revision, moved.revision);
  await one.next('ticket_left');
  assert.equal((await one.next('bye')).data.reason, 'ticket_left');
  await one.ended;
  await desk.next('ticket_left', ({ number }) => number === ticket.number);
  assert.equal((await to.ticket(moved)).data.ticket.task_force, 'TRA');
  (await as.tra1.act(moved, 'claim')).expect(200);
  await to.ticket({ number: ticket.number, revision: moved.revision + 1 });
  assert.ok(of.events.every(({ name, data: told }) => name !== 'ticket' || told.event.revision < moved.revision));
  for (const viewer of [of, to, desk]) await viewer.close();
});

test('what cannot be followed is refused', async () => {
  const ticket = await stage.queued('IND');
  const refused = async (who, query, status, code, field, options) => (await Viewer.follow(who, query, options)).expectProblem(status, code, field);
  await refused(as.con1, `ticket=${ticket.number}`, 404, 'ticket_not_found');
  await refused(as.op1, 'ticket=123', 400, 'bad_ticket_number', 'ticket');
  await refused(as.ind1, 'task_force=CON', 403, 'forbidden', 'task_force');
  await refused(as.op1, 'task_force=XYZ', 404, 'task_force_not_found', 'task_force');
  await refused(as.ind1, 'board=true', 403, 'forbidden', 'board');
  await refused(as.op1, 'board=yes', 422, 'invalid_field', 'board');
  await refused(as.op1, 'queue=yours', 422, 'invalid_field', 'queue');
  await refused(as.op1, 'queue=mine&board=true', 422, 'invalid_field');
  await refused(as.op1, 'since=1', 422, 'unknown_field', 'since');
  await refused(as.int1, '', 403, 'forbidden');
  await refused(service.nobody, '', 401, 'unauthenticated');
  await refused(as.op1, '', 406, 'not_acceptable', 'Accept', { headers: { Accept: 'application/json' } });
  (await as.op1.send('HEAD', '/api/v1/events')).expect(200);
});

test('twenty streams of one person, and no more', async () => {
  const viewers = await Promise.all(Array.from({ length: 20 }, () => Viewer.follow(as.ins1)));
  const refused = await Viewer.follow(as.ins1);
  refused.expectProblem(429, 'too_many_requests');
  assert.ok(Number(refused.headers['retry-after']) > 0);
  assert.ok((await service.metric('hotline_live_connections')) >= 20);
  await viewers.pop().close();
  const again = await until(async () => {
    const viewer = await Viewer.follow(as.ins1);
    return viewer instanceof Viewer && viewer;
  }, 'room for another');
  for (const viewer of [...viewers, again]) await viewer.close();
  await until(async () => (await service.metric('hotline_live_connections')) === 0, 'all to be gone');
});

test('who comes back is told what was missed, once and in order, on this node and on another', async (t) => {
  const other = await secondNode(t);
  for (const port of [service.port, other.port]) {
    const first = await Viewer.follow(as.ind1);
    const seen = await stage.queued('IND');
    await first.ticket(seen);
    const { lastEventId } = first;
    await first.close();
    const missed = [];
    for (let i = 0; i < 5; i += 1) {
      const ticket = await stage.queued('IND');
      await stage.queued('CON');
      missed.push(ticket, (await as.ind1.act(ticket, 'claim')).expect(200));
    }
    const second = await Viewer.follow(as.ind1, '', { lastEventId, port });
    assert.equal((await second.next('hello')).data.resumed, true);
    const next = await stage.queued('IND');
    await until(() => second.told().length > missed.length, 'all that was missed');
    const told = second.told();
    assert.deepEqual([...told].sort(), [...missed, next].map(({ number, revision }) => `${number}@${revision}`).sort());
    for (const { number } of missed) assert.ok(told.indexOf(`${number}@1`) < told.indexOf(`${number}@2`));
    await second.close();
  }
});

test('from any event of a stream on, the rest comes again exactly', async () => {
  const whole = await Viewer.follow(as.op1);
  await whole.next('hello');
  let last;
  for (let i = 0; i < 8; i += 1) last = await stage.claimed(['IND', 'CON', 'TRA'][i % 3], {}, ['ind1', 'con1', 'tra1'][i % 3]);
  await whole.ticket(last);
  const events = whole.events.filter(({ name }) => name === 'ticket');
  for (let i = 0; i < events.length; i += 1) {
    const rest = await Viewer.follow(as.op1, '', { lastEventId: events[i].id });
    await rest.next('hello');
    const expected = events.slice(i + 1).map(({ data }) => `${data.partition}/${data.sequence}`).sort();
    await until(() => rest.told().length >= expected.length, 'the rest');
    const got = rest.events.filter(({ name }) => name === 'ticket').map(({ data }) => `${data.partition}/${data.sequence}`);
    assert.deepEqual(got.sort(), expected);
    await rest.close();
  }
  await whole.close();
});

test('who comes back after the node was started anew is told what was missed', async () => {
  const first = await Viewer.follow(as.ind1);
  await first.next('hello');
  const { lastEventId } = first;
  const missed = await stage.queued('IND');
  await service.down();
  assert.equal((await first.next('bye')).data.reason, 'shutdown');
  await first.ended;
  await service.up();
  const second = await Viewer.follow(service.as.ind1, '', { lastEventId });
  assert.equal((await second.next('hello')).data.resumed, true);
  await second.ticket(missed);
  await second.close();
  Object.assign(as, service.as);
});

/** The same position with one byte changed; of a version, a count or the seal. */
function altered(id, at, to) {
  const bytes = Buffer.from(id, 'base64url');
  bytes[at < 0 ? bytes.length + at : at] = to;
  return bytes.toString('base64url');
}

test('where a viewer cannot go on it is told to read everything anew', async () => {
  const first = await Viewer.follow(as.ind1);
  const { id } = await first.next('hello');
  const bytes = Buffer.from(id, 'base64url');
  const before = await service.metric('hotline_live_resync_total');
  const cases = { garbage: 'unknown', [`${id}AA`]: 'unknown', [altered(id, 0, 9)]: 'unknown', [altered(id, -1, bytes.at(-1) ^ 1)]: 'unknown', [altered(id, 1, 0x7f)]: 'ahead' };
  for (const [lastEventId, reason] of Object.entries(cases)) {
    const viewer = await Viewer.follow(as.ind1, '', { lastEventId });
    const event = await viewer.next('resync');
    assert.equal(event.data.reason, reason);
    for (const address of event.data.snapshot) (await as.ind1.get(address)).expect(200);
    const ticket = await stage.queued('IND');
    await viewer.ticket(ticket);
    await viewer.close();
  }
  assert.equal(await service.metric('hotline_live_resync_total'), before + Object.keys(cases).length);
  await first.close();
});

test('a position that is too old is said to be', async () => {
  const first = await Viewer.follow(as.ind1);
  const { id } = await first.next('hello');
  await first.close();
  const phone = freshPhone();
  // One caller's tickets share a partition, of which a node remembers a thousand events; it may have read some of these later than they came.
  for (let i = 0; i < 1400; i += 50) await Promise.all(Array.from({ length: 50 }, () => stage.queued('IND', { caller: { phone } })));
  const second = await Viewer.follow(as.ind1, '', { lastEventId: id });
  assert.equal((await second.next('resync')).data.reason, 'too_old');
  await second.close();
});

test('the board tells how many tickets stand where, when that changes', async () => {
  const board = await Viewer.follow(as.mgr1, 'board=true');
  const { data: { snapshot } } = await board.next('hello');
  assert.deepEqual(snapshot, ['/api/v1/task-forces']);
  const count = ({ queues }) => queues.find(({ task_force: of, state }) => of === 'KEY' && state === 'in_progress').tickets;
  const before = count((await board.next('board')).data);
  const ticket = (await as.disp1.act(await stage.triage(), 'dispatch', { task_force: 'KEY' })).expect(200);
  (await as.key1.act(ticket, 'claim')).expect(200);
  await board.next('board', (data) => count(data) === before + 1);
  assert.deepEqual(board.told(), []);
  await board.close();
});

test('who has a ticket open learns who else has, on every node, and who leaves', async (t) => {
  const other = await secondNode(t);
  const ticket = await stage.queued('IND');
  const query = `ticket=${ticket.number}`;
  const ids = ({ others }) => others.map(({ id }) => id).sort().join();
  const ind1 = await Viewer.follow(as.ind1, query);
  await ind1.next('presence', (data) => ids(data) === '');
  const op1 = await Viewer.follow(as.op1, query, { port: other.port });
  await op1.next('presence', (data) => ids(data) === 'ind1');
  const { data } = await ind1.next('presence', (now) => ids(now) === 'op1');
  assert.equal(data.others[0].name, '测试·op1');
  const again = await Viewer.follow(as.ind1, query, { port: other.port });
  const aud1 = await Viewer.follow(as.aud1, query);
  await op1.next('presence', (now) => ids(now) === 'aud1,ind1');
  await again.close();
  await aud1.close();
  await op1.next('presence', (now) => ids(now) === 'ind1');
  await op1.close();
  await ind1.next('presence', (now) => ids(now) === '');
  assert.ok(ind1.events.every(({ name, id }) => name !== 'presence' || id === ind1.events[0].id));
  await ind1.close();
  await until(async () => (await service.redis.keys()).every((key) => !key.includes(':open:')), 'nobody to have it open');
});

test('a viewer that does not read is cut off, and goes on without loss', async () => {
  const socket = net.connect({ host: '127.0.0.1', port: service.port });
  let text = '';
  socket.setEncoding('utf8');
  const head = new Promise((resolve) => socket.once('readable', resolve));
  socket.write(`GET /api/v1/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ${as.op1.token}\r\n\r\n`);
  await head;
  const before = await service.metric('hotline_live_overruns_total');
  const sent = [];
  while ((await service.metric('hotline_live_overruns_total')) === before) {
    if (sent.length > 20_000) throw new Error('it is never cut off');
    sent.push(...(await Promise.all(Array.from({ length: 100 }, () => stage.queued('IND')))).map(({ number }) => number));
  }
  socket.on('data', (piece) => {
    text += piece;
  });
  await new Promise((resolve) => socket.once('close', resolve));
  const parser = new EventParser();
  const got = parser.feed(text.slice(text.indexOf('\r\n\r\n') + 4));
  assert.equal(got.at(-1).name, 'overrun');
  const rest = await Viewer.follow(as.op1, '', { lastEventId: parser.lastEventId });
  assert.equal((await rest.next('hello')).data.resumed, true);
  const numbers = () => [...got, ...rest.events].filter(({ name }) => name === 'ticket').map(({ data }) => data.ticket.number);
  const missing = () => sent.filter((number) => !new Set(numbers()).has(number));
  await until(() => missing().length === 0, 'the rest').catch(() => {});
  const doubled = numbers().filter((number, i, all) => all.indexOf(number) !== i);
  assert.deepEqual({ missing: missing(), doubled }, { missing: [], doubled: [] });
  await rest.close();
});

test('Redis is killed and comes back: nothing is missed, nobody is cut off', async () => {
  const viewer = await Viewer.follow(as.ind1);
  const ticket = await stage.queued('IND');
  await viewer.ticket(ticket);
  await service.redis.down('SIGKILL');
  await service.redis.up();
  const claimed = await until(async () => {
    const reply = await as.ind1.act(ticket, 'claim');
    return reply.status === 200 && reply.body;
  }, 'Redis to be back');
  await viewer.ticket(claimed);
  assert.ok(!viewer.events.some(({ name }) => name === 'resync'));
  await viewer.close();
});

test('Redis is set back to what it was before: who watches is told to read everything anew', async () => {
  const viewer = await Viewer.follow(as.ind1);
  await viewer.ticket(await stage.queued('IND'));
  const copy = `${service.redis.dir}.copy`;
  cpSync(service.redis.dir, copy, { recursive: true, filter: (file) => !file.endsWith('.sock') });
  await viewer.ticket(await stage.queued('IND'));
  await service.redis.down('SIGKILL');
  rmSync(service.redis.dir, { recursive: true });
  renameSync(copy, service.redis.dir);
  await service.redis.up();
  assert.equal((await viewer.next('resync')).data.reason, 'lost');
  const after = await until(async () => {
    const reply = await as.op1.open(about('industry'));
    return reply.status === 201 && reply.body;
  }, 'Redis to be back');
  await viewer.ticket(after);
  await viewer.close();
});

test('a person who is disabled, and a token that is revoked, end the stream; other rights count at once', async () => {
  const token = (await as.com1.post('/api/v1/tokens', { name: 'screen' })).expect(201);
  const person = (await as.adm1.get('/api/v1/people/com1')).expect(200);
  const [byToken, bySession] = [await Viewer.follow({ ...as.com1, token: token.token }), await Viewer.follow(as.com1)];
  (await as.com1.send('DELETE', `/api/v1/tokens/${token.id}`)).expect(204);
  assert.equal((await byToken.next('bye')).data.reason, 'signed_out');
  await byToken.ended;
  const change = async (json) => {
    const { revision } = (await as.adm1.get('/api/v1/people/com1')).expect(200);
    return (await as.adm1.send('PATCH', '/api/v1/people/com1', json, { headers: { 'If-Match': `"${revision}"` } })).expect(200);
  };
  await change({ task_forces: ['CON'] });
  assert.equal((await bySession.next('resync')).data.reason, 'permissions');
  const { lastEventId } = bySession;
  await bySession.ticket(await stage.queued('CON'));
  await change({ task_forces: person.task_forces });
  await bySession.next('resync');
  const comeBack = await Viewer.follow(as.com1, '', { lastEventId });
  assert.equal((await comeBack.next('resync')).data.reason, 'permissions');
  await comeBack.close();
  await change({ disabled: true });
  assert.equal((await bySession.next('bye')).data.reason, 'signed_out');
  await bySession.ended;
  await change({ disabled: false });
});

test('SIGTERM ends streams at once, those of viewers that do not read too', async (t) => {
  const other = await secondNode(t);
  const reading = await Promise.all(Array.from({ length: 6 }, () => Viewer.follow(as.op1, '', { port: other.port })));
  const deaf = net.connect({ host: '127.0.0.1', port: other.port });
  deaf.on('error', () => {});
  deaf.write(`GET /api/v1/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ${as.op2.token}\r\n\r\n`);
  await until(async () => (await stage.queued('COM')) && reading[0].told().length > 0, 'the stream to run');
  const began = Date.now();
  const { code } = await stop(other.child);
  assert.equal(code, 0);
  assert.ok(Date.now() - began < 5_000, `it took ${Date.now() - began} ms`);
  for (const viewer of reading) assert.equal((await viewer.next('bye')).data.reason, 'shutdown');
  deaf.destroy();
});
