// Messages to people: by the channels they chose, with a link that takes one answer, folded in a storm, quiet in an outage.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { Stage, checkpoint, freshPhone } from './support/matters.js';
import { startNotifying } from './support/notifications.js';
import { until } from './support/processes.js';
import { Receiver } from './support/receiver.js';

const robot = await new Receiver().up();
robot.behave = (message, response) => response.writeHead(200).end('{"errcode":0,"errmsg":"ok"}');
after(() => robot.down());

const channels = [{ id: 'robot', kind: 'dingtalk', url: robot.url }];
// A second is ten minutes.
const service = await startNotifying({
  channels,
  secrets: { robot: { token: 'robot-token', secret: 'SECret' } },
  more: { told: { queued: ['task_force'], declined: ['dispatcher'] }, usual: { channels: ['robot'], minutes_between: 10 }, fold: { wait_seconds: 3, singles: 3, within_minutes: 5 } },
  clock: 'virtual:2022-04-25T01:00:00Z:600',
});
const { as } = service;
const stage = new Stage(service);
const mobiles = { tra1: '13900000001', disp1: '13900000002', con1: '13900000003', ind1: '13900000004', mgr1: '13900000005' };

const told = (who, ...words) => robot.saying(mobiles[who], ...words);
const linkIn = ({ body }) => body.match(/http:\/\/127\.0\.0\.1:8080(\/n\/[\w.-]+)/)[1];
async function linkFor(who, ticket) {
  const [message] = await until(() => told(who, ticket.number).length > 0 && told(who, ticket.number), `${who} to be told`);
  return linkIn(message);
}
const kForm = { 'Content-Type': 'application/x-www-form-urlencoded' };
const page = async (path, answer) => {
  const body = answer && `answer=${answer}`;
  return service.nobody.send(body ? 'POST' : 'GET', path, undefined, { raw: body, headers: body ? kForm : {} });
};
const answerOnRecord = async () => (await as.aud1.get('/api/v1/audit/access')).expect(200).accesses.find(({ what }) => what === 'answer_by_link');

test('people say how they are told, for themselves', async () => {
  const nothing = { email: null, mobile: null, language: 'zh', channels: [], minutes_between: 10, quiet_hours: null };
  assert.deepEqual((await as.tra1.get('/api/v1/people/tra1/contact')).expect(200), nothing);
  const wishes = { ...nothing, email: 'tra1@example.org', mobile: mobiles.tra1, language: 'en', channels: ['robot'], minutes_between: 3, quiet_hours: { from: '22:00', to: '06:30' } };
  assert.deepEqual((await as.tra1.send('PUT', '/api/v1/people/tra1/contact', wishes)).expect(200), wishes);
  assert.deepEqual((await as.adm1.get('/api/v1/people/tra1/contact')).expect(200), wishes);
  for (const [who, mobile] of Object.entries(mobiles)) (await as.adm1.send('PUT', `/api/v1/people/${who}/contact`, { mobile })).expect(200);
  (await as.tra1.get('/api/v1/people/con1/contact')).expectProblem(403, 'forbidden');
  (await as.tra1.send('PUT', '/api/v1/people/con1/contact', {})).expectProblem(403, 'forbidden');
  (await as.adm1.send('PUT', '/api/v1/people/nobody/contact', {})).expectProblem(404, 'person_not_found');
  for (const [field, value] of [['email', 'a b@c'], ['mobile', 'call me'], ['language', 'fr'], ['channels', ['pigeon']], ['minutes_between', -1], ['quiet_hours', { from: '25:00', to: '07:00' }]]) {
    (await as.tra1.send('PUT', '/api/v1/people/tra1/contact', { [field]: value })).expectProblem(422, 'invalid_field');
  }
});

test('who is told is called by name, and gets a page that says what is due and nothing of who called', async () => {
  const phone = freshPhone();
  const ticket = await stage.queued('TRA', { caller: { phone, name: '陈小明' } });
  const link = await linkFor('tra1', ticket);
  const [message] = told('tra1', ticket.number);
  assert.deepEqual(message.json.at.atMobiles, [mobiles.tra1]);
  assert.match(message.url, /access_token=robot-token&timestamp=\d+&sign=/);
  const shown = await page(link);
  assert.equal(shown.status, 200);
  assert.match(shown.headers['content-type'], /^text\/html/);
  assert.match(shown.headers['content-security-policy'], /default-src 'none'.*form-action 'self'/);
  for (const words of [ticket.number, '我来处理', '不是我的', '期限']) assert.ok(shown.text.includes(words), words);
  for (const words of [phone, '陈小明']) assert.ok(!shown.text.includes(words), words);
  await page(link);
  assert.equal((await as.op1.get(`/api/v1/tickets/${ticket.number}`)).expect(200).state, 'queued', 'looking changes nothing');
});

test('"I have it" claims the ticket in the name of whoever was told, once, on record', async () => {
  const ticket = await stage.queued('TRA');
  const link = await linkFor('tra1', ticket);
  const taken = await page(link, 'mine');
  assert.equal(taken.status, 200);
  assert.ok(taken.text.includes('已收到您的答复'));
  const { state, holder } = (await as.op1.get(`/api/v1/tickets/${ticket.number}`)).expect(200);
  assert.deepEqual([state, holder], ['in_progress', 'tra1']);
  const { by, ticket: number, reason } = await answerOnRecord();
  assert.deepEqual([by, number, reason], ['tra1', ticket.number, 'mine']);
  assert.equal((await page(link, 'mine')).status, 410);
  assert.equal((await page(link, 'not_mine')).status, 410);
  assert.ok(!(await page(link)).text.includes('我来处理'));
});

test('"not me" is told to those who find somebody else', async () => {
  const ticket = await stage.queued('TRA');
  assert.equal((await page(await linkFor('tra1', ticket), 'not_mine')).status, 200);
  await until(() => told('disp1', ticket.number).length > 0, 'the duty desk to be told');
  const { events } = (await as.op1.get(`/api/v1/tickets/${ticket.number}/history`)).expect(200);
  const { action, actor, changes } = events.find((event) => event.changes.declined);
  assert.deepEqual([action, actor, changes.declined], ['note', 'tra1', 'true']);
});

test('a link that is forged, foreign, of somebody who has left, or without an answer does nothing', async () => {
  const ticket = await stage.queued('CON');
  const link = await linkFor('con1', ticket);
  const [head, signature] = link.split('.');
  const other = Buffer.from(Buffer.from(head.slice('/n/'.length), 'base64url').toString().replace('con1', 'mgr1')).toString('base64url');
  for (const path of [`/n/${other}.${signature}`, `${link}x`, '/n/none', `${head}.`]) assert.equal((await page(path, 'mine')).status, 410, path);
  assert.equal((await page(link, 'maybe')).status, 422);
  (await as.adm1.send('PATCH', '/api/v1/people/con1', { disabled: true })).expect(200);
  assert.equal((await page(link, 'mine')).status, 410);
  (await as.adm1.send('PATCH', '/api/v1/people/con1', { disabled: false })).expect(200);
  assert.equal((await as.op1.get(`/api/v1/tickets/${ticket.number}`)).expect(200).state, 'queued');
});

test('a storm of escalations is one message for those that came together', async () => {
  const tickets = [];
  for (let i = 0; i < 23; ++i) tickets.push((await as.op1.open(checkpoint())).expect(201));
  // Half of the hour to acknowledge has gone after three seconds: the whole task force is reminded.
  const folded = await until(() => robot.taken.find(({ body }) => body.includes(mobiles.tra1) && /(1\d|2[0-3]) 件工单/.test(body)), 'the folded message', 60_000);
  assert.ok(folded.body.includes('/tickets?sla=breached&task_force=TRA'));
  const singles = new Set(told('tra1', '提醒').flatMap(({ body }) => tickets.map(({ number }) => number).filter((number) => body.includes(number))));
  assert.ok(singles.size <= 3, `${singles.size} on their own`);
  for (const ticket of tickets) (await as.tra1.act(ticket, 'claim')).expect(200);
});

test('while an outage is declared nobody hears of escalations, afterwards of what is still owed', async () => {
  (await as.ind1.post('/api/v1/outage', { minutes: 5, reason: '停电' })).expectProblem(403, 'forbidden');
  assert.equal((await as.disp1.post('/api/v1/outage', { minutes: 5, reason: '机房停电' })).expect(200).declared, true);
  const ticket = await stage.queued('IND', { category: 'B2', facts: checkpoint().facts, sector: 'industry' });
  const seen = (await as.adm1.get(`/api/v1/tickets/${ticket.number}`)).expect(200).task_force;
  const [who, me] = seen === 'IND' ? ['ind1', as.ind1] : ['tra1', as.tra1];
  await until(async () => (await as.op1.get(`/api/v1/tickets/${ticket.number}/history`)).expect(200).events.some(({ changes }) => changes.level === 'reminder'), 'the reminder to fire');
  await new Promise((passed) => setTimeout(passed, 3_000));
  assert.equal(told(who, ticket.number, '提醒').length, 0);
  const over = (await as.mgr1.send('DELETE', '/api/v1/outage')).expect(200);
  assert.deepEqual(over.history.map(({ declared, by }) => [declared, by]), [[false, 'mgr1'], [true, 'disp1']]);
  await until(() => told(who, ticket.number).some(({ body }) => /提醒|黄牌|红牌/.test(body)), 'what is still owed', 60_000);
  (await me.act(ticket, 'claim')).expect(200);
});
