// Who sees what.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage, about, freshPhone } from './support/matters.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

const paths = ({ number }) => ['', '/history', '/clocks'].map((part) => `/api/v1/tickets/${number}${part}`);

test('a ticket of another task force does not exist for staff and leads', async () => {
  const ticket = await stage.queued('IND');
  for (const path of paths(ticket)) {
    for (const id of ['con1', 'tra-lead']) (await as[id].get(path)).expectProblem(404, 'ticket_not_found');
    for (const id of ['ind1', 'ind2', 'ind-lead', 'op1', 'disp1', 'mgr1', 'aud1', 'adm1']) (await as[id].get(path)).expect(200);
  }
  (await as.con1.act(ticket, 'claim')).expectProblem(404, 'ticket_not_found');
});

test('what does not exist and what is not visible look the same', async () => {
  const ticket = await stage.queued('IND');
  const hidden = (await as.con1.get(`/api/v1/tickets/${ticket.number}`)).body;
  const { request_id: id, detail, ...rest } = hidden;
  assert.ok(id && detail.includes(ticket.number));
  assert.deepEqual(Object.keys(rest).sort(), ['code', 'field', 'status', 'title', 'type']);
});

test('what waits at the duty desk is not seen by task forces', async () => {
  const ticket = await stage.triage();
  for (const path of paths(ticket)) (await as.ind1.get(path)).expectProblem(404, 'ticket_not_found');
  (await as.ind1.get('/api/v1/tickets?state=triage')).expectProblem(403, 'forbidden');
});

test('a transferred ticket leaves the sight of who had it', async () => {
  const ticket = await stage.claimed('IND');
  (await as['ind-lead'].act(ticket, 'transfer', { task_force: 'TRA', reason: '车辆事项' })).expect(200);
  (await as.ind1.get(`/api/v1/tickets/${ticket.number}`)).expectProblem(404, 'ticket_not_found');
  (await as.tra1.get(`/api/v1/tickets/${ticket.number}`)).expect(200);
});

test('lists of staff hold tickets of their task forces only', async () => {
  await stage.queued('IND');
  await stage.queued('COM');
  const { tickets } = (await as.com1.get('/api/v1/tickets?state=queued&limit=200')).expect(200);
  assert.ok(tickets.length > 0);
  assert.ok(tickets.every(({ task_force: owner }) => owner === 'COM'));
  (await as.com1.get('/api/v1/tickets?task_force=IND')).expectProblem(403, 'forbidden');
  (await as.com1.get('/api/v1/task-forces/IND/queue')).expectProblem(403, 'forbidden');
  (await as.com1.get('/api/v1/tickets?assignee=ind1')).expectProblem(403, 'forbidden');
});

test('who asked for confidentiality is known to the hotline only', async () => {
  const caller = { phone: freshPhone(), name: '保密来电人', address: '某街某号', enterprise: '某某厂', confidential: true };
  const ticket = await stage.claimed('IND', { caller });
  const { caller: seen } = (await as.op1.get(`/api/v1/tickets/${ticket.number}`)).expect(200);
  assert.deepEqual([seen.phone, seen.name, seen.hidden], [`+86${caller.phone}`, caller.name, false]);
  for (const id of ['ind1', 'ind-lead']) {
    for (const path of [...paths(ticket), '/api/v1/tickets?state=in_progress&limit=200']) {
      const reply = await as[id].get(path);
      reply.expect(200);
      for (const word of [caller.phone, caller.name, caller.address]) assert.ok(!reply.text.includes(word), path);
    }
    const hidden = (await as[id].get(`/api/v1/tickets/${ticket.number}`)).body.caller;
    assert.deepEqual([hidden.hidden, hidden.phone, hidden.name, hidden.address], [true, null, null, null]);
  }
});

test('a confidential caller stays hidden after a merge', async () => {
  const phone = freshPhone();
  const survivor = await stage.queued('IND');
  const merged = await stage.queued('IND', { caller: { phone, name: '保密来电人', confidential: true } });
  (await as.op1.act(merged, 'merge', { into: survivor.number })).expect(200);
  const reply = await as.ind1.get(`/api/v1/tickets/${survivor.number}`);
  assert.equal(reply.expect(200).further_callers.length, 1);
  assert.ok(!reply.text.includes(phone) && !reply.text.includes('保密来电人'));
});

test('an integration opens tickets and sees none but what it opened in the reply', async () => {
  const ticket = (await as.int1.open(about('industry', { channel: 'integration' }))).expect(201);
  (await as.int1.get(`/api/v1/tickets/${ticket.number}`)).expectProblem(404, 'ticket_not_found');
  (await as.int1.get('/api/v1/tickets?state=queued')).expectProblem(403, 'forbidden');
});

test('without a valid token nothing below /api/v1 answers', async () => {
  for (const path of ['/api/v1/me', '/api/v1/tickets?state=queued', '/api/v1/configuration', '/api/v1/task-forces']) {
    (await service.nobody.get(path)).expectProblem(401, 'unauthenticated');
  }
  for (const path of ['/healthz', '/readyz', '/metrics']) (await service.nobody.get(path)).expect(200);
});
