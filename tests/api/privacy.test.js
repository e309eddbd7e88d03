// Who called is shown to whoever works with the caller; to others for a reason, which is on record.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage, freshPhone } from './support/matters.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

const withCaller = (more = {}) => ({ phone: freshPhone(), name: '陈小明', address: '南关区某街八号', enterprise: '某某厂', ...more });
const callerOf = async (id, { number }) => (await as[id].get(`/api/v1/tickets/${number}`)).expect(200).caller;

test('who does not work with the caller sees a mask, and nothing more anywhere', async () => {
  const caller = withCaller();
  const ticket = await stage.claimed('IND', { caller });
  const masked = { phone: `+86${caller.phone.slice(0, 3)}****${caller.phone.slice(-4)}`, name: '陈**', address: '***', masked: true };
  for (const id of ['op2', 'disp1', 'ind2', 'ind-lead', 'mgr1', 'insp1', 'aud1', 'adm1']) {
    const { phone, name, address, masked: is } = await callerOf(id, ticket);
    assert.deepEqual({ phone, name, address, masked: is }, masked, id);
    for (const path of ['/history', '/clocks']) {
      const { text } = await as[id].get(`/api/v1/tickets/${ticket.number}${path}`);
      for (const word of [caller.phone, caller.name, caller.address]) assert.ok(!text.includes(word), path);
    }
  }
  for (const id of ['op1', 'ind1']) assert.equal((await callerOf(id, ticket)).phone, `+86${caller.phone}`, id);
});

test('whoever calls back sees whom to call', async () => {
  const caller = withCaller();
  const ticket = await stage.resolved('TRA', { caller });
  assert.equal((await callerOf('op2', ticket)).phone, `+86${caller.phone}`);
  assert.equal((await callerOf('mgr1', ticket)).masked, true);
});

test('for a reason the caller is shown, and who was shown whom is on record first', async () => {
  const caller = withCaller();
  const ticket = await stage.queued('IND', { caller });
  const before = await service.metric('hotline_caller_reveals_total');
  const reason = '核实来电人身份';
  const revealed = await as.mgr1.act(ticket, 'reveal', { reason });
  assert.deepEqual(revealed.expect(200).caller, { phone: `+86${caller.phone}`, name: caller.name, address: caller.address });
  assert.equal(await service.metric('hotline_caller_reveals_total'), before + 1);
  const [latest] = (await as.aud1.get('/api/v1/audit/access')).expect(200).accesses;
  const { id, at, ...known } = latest;
  assert.deepEqual(known, {
    what: 'reveal', by: 'mgr1', ticket: ticket.number, reason, address: '127.0.0.1', request_id: revealed.headers['x-request-id'],
  });
  assert.ok(Date.now() - Date.parse(at) < 60_000);
  const older = (await as.aud1.get(`/api/v1/audit/access?before=${id}`)).expect(200).accesses;
  assert.ok(older.every((access) => access.id !== id));
  assert.equal((await callerOf('mgr1', ticket)).masked, true, 'once');
});

test('without a reason, without the right, and of a ticket one does not see, nothing is shown', async () => {
  const caller = withCaller();
  const ticket = await stage.queued('IND', { caller });
  const asked = [
    [await as.mgr1.act(ticket, 'reveal', {}), 422, 'missing_field'],
    [await as.mgr1.act(ticket, 'reveal', { reason: '  ' }), 422, 'invalid_field'],
    [await as.aud1.act(ticket, 'reveal', { reason: '好奇' }), 403, 'forbidden'],
    [await as.adm1.act(ticket, 'reveal', { reason: '好奇' }), 403, 'forbidden'],
    [await as.tra1.act(ticket, 'reveal', { reason: '好奇' }), 404, 'ticket_not_found'],
    [await service.nobody.act(ticket, 'reveal', { reason: '好奇' }), 401, 'unauthenticated'],
  ];
  for (const [reply, status, code] of asked) {
    reply.expectProblem(status, code);
    assert.ok(!reply.text.includes(caller.phone));
  }
  const { accesses } = (await as.aud1.get('/api/v1/audit/access')).expect(200);
  assert.ok(accesses.every((access) => access.ticket !== ticket.number), 'what was not shown is not on record as shown');
});

test('a caller who asked for confidentiality is shown to the desk alone', async () => {
  const caller = withCaller({ confidential: true });
  const ticket = await stage.claimed('IND', { caller });
  for (const id of ['ind1', 'ind-lead', 'mgr1', 'insp1']) {
    assert.deepEqual([(await callerOf(id, ticket)).phone, (await callerOf(id, ticket)).masked], [null, false], id);
    (await as[id].act(ticket, 'reveal', { reason: '要联系' })).expectProblem(403, 'forbidden');
  }
  assert.equal((await as.op2.act(ticket, 'reveal', { reason: '来电人追问' })).expect(200).caller.phone, `+86${caller.phone}`);
});

test('callers of merged tickets are masked and shown alike', async () => {
  const [first, second] = [withCaller(), withCaller({ name: '王大力' })];
  const survivor = await stage.queued('IND', { caller: first });
  const merged = await stage.queued('IND', { caller: second });
  (await as.op1.act(merged, 'merge', { into: survivor.number })).expect(200);
  const { further_callers: [other] } = (await as['ind-lead'].get(`/api/v1/tickets/${survivor.number}`)).expect(200);
  assert.deepEqual([other.caller.name, other.caller.masked], ['王**', true]);
  const shown = (await as['ind-lead'].act(survivor, 'reveal', { reason: '统一答复' })).expect(200);
  assert.deepEqual(shown.further_callers.map(({ caller }) => caller.phone), [`+86${second.phone}`]);
});

test('looking a caller up is on record, without the number', async () => {
  const phone = freshPhone();
  (await as.op1.post('/api/v1/callers/lookup', { phone })).expect(200);
  const [latest] = (await as.mgr1.get('/api/v1/audit/access')).expect(200).accesses;
  assert.deepEqual([latest.what, latest.by, latest.ticket], ['lookup', 'op1', null]);
  assert.ok(!JSON.stringify(await service.redis.client.sendCommand(['XRANGE', 'hl:{access}:events', '-', '+'])).includes(phone));
  for (const id of ['op1', 'ind1', 'adm1']) (await as[id].get('/api/v1/audit/access')).expectProblem(403, 'forbidden');
  (await as.aud1.get('/api/v1/audit/access?before=x')).expectProblem(422, 'invalid_field', 'before');
});

test('who read a ticket is on record, once where somebody reads it again and again', async () => {
  const ticket = await stage.queued('IND', { caller: withCaller() });
  const readsOf = async () =>
    (await as.aud1.get('/api/v1/audit/access')).expect(200).accesses.filter(({ what, ticket: number }) => what === 'read' && number === ticket.number).map(({ by }) => by);
  assert.deepEqual(await readsOf(), []);
  for (const id of ['ind1', 'mgr1', 'ind1']) (await as[id].get(`/api/v1/tickets/${ticket.number}`)).expect(200);
  (await as.disp1.get(`/api/v1/tickets/${ticket.number}/history`)).expect(200);
  (await as.con1.get(`/api/v1/tickets/${ticket.number}`)).expectProblem(404, 'ticket_not_found');
  assert.deepEqual((await readsOf()).sort(), ['disp1', 'ind1', 'mgr1']);
});
