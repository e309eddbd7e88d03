// A caller is one caller, whatever way the number is written.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage, about, freshPhone, unclear } from './support/matters.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const stage = new Stage(service);

const lookUp = (client, phone, more = {}) => client.post('/api/v1/callers/lookup', { phone, ...more });

const writings = {
  '+8613843112345': ['13843112345', '138 4311 2345', '138-4311-2345', '+86 138 4311 2345', '+86-13843112345', '008613843112345',
    '(+86) 138 4311 2345', '１３８４３１１２３４５', '＋８６ 138 4311 2345', '8613843112345'],
  '+8643188881234': ['0431-88881234', '043188881234', '88881234', '8888 1234', '(0431) 8888 1234', '（0431）88881234', '+86 431 8888 1234',
    '0086 431 88881234'],
};

for (const [e164, written] of Object.entries(writings)) {
  test(`${written.length} writings of ${e164} are one caller`, async () => {
    const numbers = [];
    for (const phone of written) {
      const ticket = (await as.op1.open(unclear({ caller: { phone } }))).expect(201);
      assert.equal(ticket.caller.phone, e164, phone);
      numbers.unshift(ticket.number);
    }
    for (const phone of written) {
      const found = (await lookUp(as.op1, phone)).expect(200);
      assert.equal(found.phone, e164);
      assert.deepEqual(found.tickets.map(({ number }) => number), numbers, phone);
    }
  });
}

test('the newest ticket comes first, page by page', async () => {
  const phone = freshPhone();
  const opened = [];
  for (let i = 0; i < 7; i += 1) opened.unshift((await as.op1.open(about('industry', { caller: { phone } }))).expect(201).number);
  const seen = [];
  let cursor;
  do {
    const page = (await lookUp(as.op2, phone, { limit: 3, ...(cursor && { cursor }) })).expect(200);
    seen.push(...page.tickets.map(({ number }) => number));
    cursor = page.next_cursor;
  } while (cursor !== null);
  assert.deepEqual(seen, opened);
});

test('a caller of whom nothing is known has no tickets', async () => {
  assert.deepEqual((await lookUp(as.op1, freshPhone())).expect(200).tickets, []);
});

test('an anonymous caller is nobody’s history', async () => {
  const ticket = await stage.triage();
  assert.equal(ticket.caller.phone, null);
});

test('a ticket stays under the number it was opened under', async () => {
  const [first, other] = [freshPhone(), freshPhone()];
  const ticket = (await as.op1.open(unclear({ caller: { phone: first, name: '陈先生' } }))).expect(201);
  const moved = await as.op1.act(ticket, 'amend', { caller: { phone: other } }, 1);
  moved.expectProblem(422, 'invalid_field', '/caller/phone');
  const named = (await as.op1.act(ticket, 'amend', { caller: { phone: `+86 ${first}`, name: '陈女士' } }, 1)).expect(200);
  assert.deepEqual([named.caller.phone, named.caller.name], [`+86${first}`, '陈女士']);
  assert.deepEqual((await lookUp(as.op1, first)).expect(200).tickets.map(({ number }) => number), [ticket.number]);
  assert.deepEqual((await lookUp(as.op1, other)).expect(200).tickets, []);
});

test('an anonymous ticket takes no number later', async () => {
  const [ticket, phone] = [await stage.triage(), freshPhone()];
  (await as.op1.act(ticket, 'amend', { caller: { phone } }, 1)).expectProblem(422, 'invalid_field', '/caller/phone');
  assert.deepEqual((await lookUp(as.op1, phone)).expect(200).tickets, []);
});

test('callers are looked up by the hotline, not by task forces', async () => {
  for (const id of ['op1', 'disp1', 'mgr1', 'aud1']) (await lookUp(as[id], freshPhone())).expect(200);
  for (const id of ['ind1', 'ind-lead', 'adm1', 'int1']) (await lookUp(as[id], freshPhone())).expectProblem(403, 'forbidden');
});
