// What leaves the service: to other systems and to groups, at least once, in its order, and only while there is something to say.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test, { after } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Stage, about, freshPhone } from './support/matters.js';
import { kSecret, startNotifying } from './support/notifications.js';
import { until } from './support/processes.js';
import { Receiver, isSigned } from './support/receiver.js';

const platform = await new Receiver().up();
const group = await new Receiver().up();
group.behave = (message, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"errcode":0,"errmsg":"ok"}');
after(() => Promise.all([platform.down(), group.down()]));

const channels = [
  { id: 'platform', kind: 'webhook', url: platform.url },
  { id: 'ind-group', kind: 'wecom', url: group.url, posts: ['queued', 'urged', 'escalation'], task_forces: ['IND'] },
];
const service = await startNotifying({ channels, secrets: { platform: { secret: kSecret }, 'ind-group': { token: 'robot-key' } } });
const { as } = service;
const stage = new Stage(service);
const ajv = addFormats(new Ajv({ allErrors: true, allowUnionTypes: true }));
const isAnEvent = ajv.compile(JSON.parse(readFileSync(new URL('../../proto/webhook.schema.json', import.meta.url), 'utf8')));
const polite = platform.behave;
const settled = async (key) => (await as.adm1.get('/api/v1/messages')).expect(200).messages.find((message) => message.key === key);
const deadLetters = async () => (await as.adm1.get('/api/v1/dead-letters')).expect(200).dead_letters;

test('another system gets every event of a ticket, in its order, signed, without a word that somebody wrote', async () => {
  const phone = freshPhone();
  const ticket = await stage.closed('TRA', { caller: { phone, name: '陈小明' }, title: '不外传的标题' });
  const { events } = (await as.op1.get(`/api/v1/tickets/${ticket.number}/history`)).expect(200);
  const got = await until(() => platform.about(ticket).length >= events.length && platform.about(ticket), 'all events');
  assert.deepEqual(got.map(({ json }) => [json.type, json.data.revision]), events.map(({ action, revision }) => [`ticket.${action}`, revision]));
  for (const message of got) {
    assert.ok(isSigned(message, kSecret));
    assert.ok(isAnEvent(message.json), ajv.errorsText(isAnEvent.errors));
    assert.ok(Math.abs(Number(message.headers['webhook-timestamp']) * 1000 - message.at) < 30_000);
    for (const word of [phone, '陈小明', '不外传', '次日']) assert.ok(!message.body.includes(word), word);
  }
  assert.equal(new Set(got.map(({ headers }) => headers['webhook-id'])).size, events.length);
  assert.equal((await until(() => settled(got[0].headers['webhook-id']), 'the record')).outcome, 'delivered');
});

test('a trace goes from the request to what other systems are sent, and the log tells the ticket\'s whole way', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { 'Idempotency-Key': randomUUID(), traceparent: `00-${trace}-00f067aa0ba902b7-01` };
  const ticket = (await as.op1.post('/api/v1/tickets', about('construction'), { headers })).expect(201);
  const [got] = await until(() => platform.about(ticket).length > 0 && platform.about(ticket), 'the event');
  assert.match(got.headers.traceparent, new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
  const lines = () => service.written().split('\n').filter((line) => line.includes(ticket.number)).map((line) => JSON.parse(line));
  await until(() => lines().some(({ event }) => event === 'message_delivered'), 'the log');
  const way = lines().filter(({ event }) => event !== 'nobody_reached').map(({ event, revision, trace_id: id }) => [event, revision, id]);
  assert.deepEqual(way, [['http_request', 1, trace], ['message_delivered', 1, trace]]);
  const quiet = await stage.queued('CON');
  const [untraced] = await until(() => platform.about(quiet).length > 0 && platform.about(quiet), 'the other event');
  assert.equal(untraced.headers.traceparent, undefined);
});

test('a group hears of a new ticket of its own, with a link, and of no other', async () => {
  const [mine, other] = [await stage.queued('IND'), await stage.queued('CON')];
  const [told] = await until(() => group.saying(mine.number).length > 0 && group.saying(mine.number), 'the group');
  assert.equal(told.url, '/hook?key=robot-key');
  assert.equal(told.json.msgtype, 'markdown');
  assert.match(told.json.markdown.content, new RegExp(`http://127\\.0\\.0\\.1:8080/tickets/${mine.number}`));
  await until(() => platform.about(other).length > 0, 'the other ticket to be told');
  assert.equal(group.saying(other.number).length, 0);
});

test('what is not taken is sent again, as the same message, until it is', async () => {
  const failing = new Set();
  platform.behave = (message, response) => {
    const id = message.headers['webhook-id'];
    if (failing.has(id)) return polite(message, response);
    failing.add(id);
    return response.writeHead(500).end();
  };
  const ticket = await stage.queued('CON');
  const tries = await until(() => platform.about(ticket).length >= 2 && platform.about(ticket), 'a second try');
  platform.behave = polite;
  assert.equal(tries[0].headers['webhook-id'], tries[1].headers['webhook-id']);
  assert.equal(tries[0].body, tries[1].body);
  const record = await until(() => settled(tries[0].headers['webhook-id']), 'the record');
  assert.deepEqual([record.attempts, record.failures.map(({ reason }) => reason)], [2, ['HTTP 500']]);
});

test('a receiver says when to come back, and that is when', async () => {
  let first = true;
  platform.behave = (message, response) => {
    if (!first) return polite(message, response);
    first = false;
    return response.writeHead(429, { 'Retry-After': '3' }).end();
  };
  const ticket = await stage.queued('CON');
  const [one, two] = await until(() => platform.about(ticket).length >= 2 && platform.about(ticket), 'a second try', 15_000);
  platform.behave = polite;
  assert.ok(two.at - one.at >= 3000, `${two.at - one.at} ms`);
});

test('what has been seen to meanwhile is not said any more', async () => {
  await group.down();
  const ticket = await stage.queued('IND');
  const key = `${ticket.number}+1++ind-group`;
  await until(async () => (await service.metric('hotline_notifications_total', { channel: 'ind-group', result: 'retry' })) > 0, 'a try in vain');
  (await as.ind1.act(ticket, 'claim')).expect(200);
  await group.up();
  const record = await until(() => settled(key), 'the record', 15_000);
  assert.equal(record.outcome, 'settled: claimed or moved on');
  assert.equal(group.saying(ticket.number).length, 0);
});

test('what a receiver refuses becomes a dead letter, and holds up nothing', async () => {
  const poisoned = await stage.queued('CON');
  await until(() => platform.about(poisoned).length > 0, 'the first event');
  platform.behave = (message, response) => (message.json.data.ticket === poisoned.number ? response.writeHead(400).end('no such ticket here') : polite(message, response));
  (await as.con1.act(poisoned, 'claim')).expect(200);
  const other = await stage.queued('CON');
  await until(() => platform.about(other).length > 0, 'another ticket');
  const letter = await until(async () => (await deadLetters()).find((one) => one.ticket === poisoned.number), 'the dead letter');
  assert.deepEqual([letter.channel, letter.revision, letter.outcome, letter.attempts], ['platform', 2, null, 1]);
  assert.match(letter.failures[0].reason, /HTTP 400/);
  assert.deepEqual((await as.aud1.get(`/api/v1/dead-letters/${letter.key}`)).expect(200), letter);
  assert.equal(await service.metric('hotline_notifications_total', { channel: 'platform', result: 'dead' }), 1);

  platform.behave = polite;
  (await as.mgr1.post(`/api/v1/dead-letters/${letter.key}/retry`)).expectProblem(403, 'forbidden');
  (await as.adm1.post(`/api/v1/dead-letters/${letter.key}/retry`)).expect(204);
  assert.equal((await until(() => settled(letter.key), 'the record')).outcome, 'delivered');
  (await as.adm1.post(`/api/v1/dead-letters/${letter.key}/retry`)).expectProblem(404, 'dead_letter_not_found');
  const [access] = (await as.aud1.get('/api/v1/audit/access')).expect(200).accesses;
  assert.deepEqual([access.what, access.by, access.ticket, access.reason], ['retry_message', 'adm1', poisoned.number, letter.key]);
});

test('a dead letter is discarded for a reason, by API and by hotlinectl', async () => {
  platform.behave = (message, response) => response.writeHead(410).end();
  const tickets = [await stage.queued('COM'), await stage.queued('COM')];
  const letters = await until(async () => {
    const all = (await deadLetters()).filter(({ ticket }) => tickets.some(({ number }) => number === ticket));
    return all.length === 2 && all;
  }, 'two dead letters');
  platform.behave = polite;
  const [first, second] = letters.map(({ key }) => key);
  (await as.adm1.post(`/api/v1/dead-letters/${first}/discard`, {})).expectProblem(422, 'missing_field');
  (await as.adm1.post(`/api/v1/dead-letters/${first}/discard`, { reason: '平台已下线' })).expect(204);
  assert.equal((await settled(first)).outcome, 'discarded by adm1: 平台已下线');
  assert.match((await service.ctl('dead-letters', 'list')).stdout, new RegExp(`^${second.replaceAll('+', '\\+')} .*HTTP 410.*\n1 dead letters`, 'm'));
  assert.equal(JSON.parse((await service.ctl('dead-letters', 'show', second)).stdout).key, second);
  assert.equal((await service.ctl('dead-letters', 'discard', second, '--reason', 'gone')).stdout, '1 discarded\n');
  assert.deepEqual(await deadLetters(), []);
  await service.ctl('audit', 'verify');
});

test('a channel that cannot be used is named when the configuration is taken, and what goes there is given up', async () => {
  const { warnings } = await service.configure([...channels, { id: 'nowhere', kind: 'dingtalk', posts: ['queued'] }, { id: 'inside', kind: 'webhook', url: 'https://10.0.0.7/' }]);
  assert.ok(warnings.some(({ message }) => /'nowhere' cannot be used/.test(message)), JSON.stringify(warnings));
  const ticket = await stage.queued('IND', about('industry'));
  const letters = await until(async () => {
    const all = (await deadLetters()).filter((one) => one.ticket === ticket.number);
    return all.length >= 2 && all;
  }, 'dead letters', 20_000);
  assert.deepEqual(letters.map(({ channel }) => channel).sort(), ['inside', 'nowhere']);
  await service.configure(channels);
});
