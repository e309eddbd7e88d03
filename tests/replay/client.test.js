// What the client of the tools repeats, and what it must not repeat.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { ApiClient } from '../../tools/lib-js/api_client.js';

/** A service that gives these answers one after the other; 'cut' breaks the connection. */
async function serviceThat(answers, use) {
  const requests = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url, key: request.headers['idempotency-key'] });
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (answer === 'cut') {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/problem+json', ...answer.headers });
    response.end(JSON.stringify(answer.body ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new ApiClient(`http://127.0.0.1:${server.address().port}`, { patienceMs: 2_000 });
  try {
    await use(client, requests);
  } finally {
    await client.close();
    server.close();
  }
}

const busy = (code) => ({ status: 503, body: { code }, headers: { 'retry-after': '0.01' } });
const created = { status: 201, body: { number: '100001073' } };

test('Client.OpensAgainWithTheSameKeyUntilTheServiceIsBack', () =>
  serviceThat([busy('store_unavailable'), 'cut', busy('outcome_unknown'), created], async (client, requests) => {
    const { ticket, replayed } = await client.open({}, 'key-1', 'token');
    assert.deepEqual({ number: ticket.number, replayed }, { number: '100001073', replayed: false });
    assert.deepEqual(requests.map(({ key }) => key), ['key-1', 'key-1', 'key-1', 'key-1']);
  }));

test('Client.TellsAReplayFromAnOpening', () =>
  serviceThat([{ status: 200, headers: { 'idempotency-replayed': 'true' } }], async (client) => {
    assert.equal((await client.open({}, 'key-1', 'token')).replayed, true);
  }));

const tooOften = { status: 429, body: { code: 'too_many_requests' }, headers: { 'retry-after': '0.01' } };

test('Client.AsksAgainLaterWhenItAskedTooOften', () =>
  serviceThat([tooOften, created], async (client, requests) => {
    await client.open({}, 'key-1', 'token');
    assert.equal(requests.length, 2);
  }));

test('Client.RepeatsAnActThatWasAskedTooOften', () =>
  serviceThat([tooOften, { status: 200, body: { number: '1' } }], async (client, requests) => {
    assert.equal((await client.act('1', 'claim', 'token')).number, '1');
    assert.equal(requests.length, 2);
  }));

test('Client.GivesUpWhenItsPatienceEnds', () =>
  serviceThat([busy('too_busy')], async (client) => {
    client.patienceMs = 50;
    await assert.rejects(client.open({}, 'key-1', 'token'), { status: 503, code: 'too_busy' });
  }));

test('Client.DoesNotRepeatAnActWhoseOutcomeIsUnknown', () =>
  serviceThat([busy('outcome_unknown')], async (client, requests) => {
    await assert.rejects(client.act('1', 'claim', 'token'), { outcomeUnknown: true });
    assert.equal(requests.length, 1);
  }));

test('Client.DoesNotRepeatAnActWhoseAnswerWasLost', () =>
  serviceThat(['cut'], async (client, requests) => {
    await assert.rejects(client.act('1', 'claim', 'token'), { outcomeUnknown: true, code: 'unreachable' });
    assert.equal(requests.length, 1);
  }));

test('Client.RepeatsAnActThatTheServiceSaysWasNotDone', () =>
  serviceThat([busy('store_unavailable'), { status: 200, body: { number: '1' } }], async (client, requests) => {
    assert.equal((await client.act('1', 'claim', 'token')).number, '1');
    assert.equal(requests.length, 2);
  }));

test('Client.NamesTheProblem', () =>
  serviceThat([{ status: 422, body: { code: 'missing_field', field: '/title', detail: 'is missing' } }], async (client) => {
    await assert.rejects(client.open({}, 'key-1', 'token'), /422 missing_field is missing \/title/);
  }));
