// HEAD, OPTIONS, and the methods that an address does not take.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage } from './support/matters.js';
import { exchange, message } from './support/raw_http.js';
import { differences } from './support/redis.js';
import { startService } from './support/service.js';

const service = await startService();
const { as, nobody } = service;
const ticket = await new Stage(service).queued('IND');
const paths = {
  ticket: `/api/v1/tickets/${ticket.number}`,
  history: `/api/v1/tickets/${ticket.number}/history`,
  claim: `/api/v1/tickets/${ticket.number}/claim`,
  queue: '/api/v1/task-forces/IND/queue?limit=10',
};

const allowed = {
  '/api/v1/tickets': 'GET, HEAD, OPTIONS, POST',
  [paths.ticket]: 'GET, HEAD, OPTIONS',
  [paths.claim]: 'OPTIONS, POST',
  '/api/v1/task-forces/IND/claim-next': 'OPTIONS, POST',
  '/api/v1/callers/lookup': 'OPTIONS, POST',
  '/api/v1/configuration': 'GET, HEAD, OPTIONS',
  '/healthz': 'GET, HEAD, OPTIONS',
  '/metrics': 'GET, HEAD, OPTIONS',
};

for (const path of [paths.ticket, paths.history, paths.queue, '/api/v1/me', '/api/v1/configuration', '/healthz', '/readyz']) {
  test(`HEAD says of ${path.replace(ticket.number, '{number}')} what GET says, without the body`, async () => {
    const [get, head] = [await as.op1.get(path), await as.op1.send('HEAD', path)];
    get.expect(200);
    head.expect(200);
    assert.equal(Number(head.headers['content-length']), Buffer.byteLength(get.text));
    for (const name of ['content-type', 'etag', 'cache-control']) assert.equal(head.headers[name], get.headers[name], name);
  });
}

test('HEAD fails as GET fails, without the document', async () => {
  for (const [client, path, status] of [[nobody, paths.ticket, 401], [as.con1, paths.ticket, 404], [as.op1, '/api/v1/tickets', 422],
    [as.op1, '/api/v1/tickets/12', 400], [as.op1, '/api/v1/nothing', 404], [as.op1, paths.claim, 405]]) {
    const [get, head] = [await client.get(path), await client.send('HEAD', path)];
    assert.equal(get.status, status, path);
    head.expect(status);
    for (const name of ['allow', 'www-authenticate']) assert.equal(head.headers[name], get.headers[name], name);
  }
});

test('the connection goes on after HEAD', async () => {
  const line = (method) => `${method} /healthz HTTP/1.1\r\nHost: hotline\r\n\r\n`;
  const last = message('GET', '/healthz', []);
  const replies = await exchange(service.port, line('HEAD') + last, { method: 'HEAD', path: '/healthz' });
  replies.expect(200);
  assert.ok(replies.rest.startsWith('HTTP/1.1 200 OK\r\n') && replies.rest.endsWith('{"status":"alive"}'), replies.rest);
});

for (const [path, methods] of Object.entries(allowed)) {
  test(`OPTIONS names the methods of ${path.replace(ticket.number, '{number}')}, whoever asks`, async () => {
    for (const client of [nobody, as.ind1]) {
      const reply = await client.send('OPTIONS', path);
      reply.expect(204);
      assert.equal(reply.headers.allow, methods);
    }
  });

  test(`what ${path.replace(ticket.number, '{number}')} does not take is refused and changes nothing`, async () => {
    const before = await service.redis.snapshot();
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'].filter((name) => !methods.includes(name))) {
      const reply = await as.op1.send(method, path, ['GET', 'TRACE'].includes(method) ? undefined : {});
      reply.expectProblem(405, 'method_not_allowed');
      assert.equal(reply.headers.allow, methods);
    }
    assert.deepEqual(differences(before, await service.redis.snapshot()), []);
  });
}

test('OPTIONS of the service as a whole', async () => {
  const reply = await exchange(service.port, message('OPTIONS', '*', []), { method: 'OPTIONS', path: '*' });
  reply.expect(204);
  assert.equal(reply.headers.allow, 'GET, HEAD, OPTIONS, POST');
});

test('OPTIONS of an address that is none', async () => {
  (await nobody.send('OPTIONS', '/api/v1/nothing')).expectProblem(404, 'route_not_found');
});

test('a method nobody knows is refused like one that the address does not take', async () => {
  const reply = await exchange(service.port, message('BREW', paths.ticket, []), { method: 'BREW', path: paths.ticket });
  reply.expectProblem(405, 'method_not_allowed');
});
