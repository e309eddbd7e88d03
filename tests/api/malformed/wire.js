// Bytes that are no request, or one that no honest client sends. Each is judged as the request that it pretends to be.
import { message } from '../support/raw_http.js';

const kTenMegabytes = 10 * 1024 * 1024;
const opening = { method: 'POST', path: '/api/v1/tickets' };
const asking = { method: 'GET', path: '/api/v1/me' };

const wire = (name, as, parts, status, code) => ({ name, as, parts, status, code });
const post = (name, lines, body, status, code) => wire(name, opening, message('POST', opening.path, ['Content-Type: application/json', ...lines], body), status, code);

export const wireFaults = [
  wire('a greeting', asking, '你好\r\n\r\n', 400, 'bad_request'),
  wire('half a request line', asking, 'GET\r\n\r\n', 400, 'bad_request'),
  wire('a version to come', asking, 'GET /api/v1/me HTTP/7.3\r\nHost: a\r\n\r\n', 400, 'bad_request'),
  wire('no host', asking, 'GET /api/v1/me HTTP/1.1\r\n\r\n', 400, 'bad_request'),
  wire('two hosts', asking, 'GET /api/v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400, 'bad_request'),
  wire('a header line without a colon', asking, message('GET', asking.path, ['nonsense']), 400, 'bad_request'),
  wire('a header name with a blank', asking, message('GET', asking.path, ['X Y: z']), 400, 'bad_request'),
  wire('a NUL in a header', asking, message('GET', asking.path, ['X-Y: a\0b']), 400, 'bad_request'),
  post('a negative length', ['Content-Length: -1'], '', 400, 'bad_request'),
  post('a length that is none', ['Content-Length: many'], '', 400, 'bad_request'),
  post('two lengths', ['Content-Length: 2', 'Content-Length: 3'], '{}', 400, 'bad_request'),
  post('a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n', 400, 'bad_request'),
  post('a coding nobody knows', ['Transfer-Encoding: rot13'], '{}', 400, 'bad_request'),
  post('a chunk of no size', ['Transfer-Encoding: chunked'], 'zz\r\n{}\r\n0\r\n\r\n', 400, 'bad_request'),
  post('a chunk of all sizes', ['Transfer-Encoding: chunked'], 'ffffffffffffffff1\r\n{}\r\n', 400, 'bad_request'),
  post('ten megabytes announced', [`Content-Length: ${kTenMegabytes}`], '', 413, 'body_too_large'),
  post('ten megabytes in one chunk', ['Transfer-Encoding: chunked'], `${kTenMegabytes.toString(16)}\r\n${'x'.repeat(1024 * 1024)}`, 413, 'body_too_large'),
  wire('a header of 64 KB', asking, message('GET', asking.path, [`X-Y: ${'a'.repeat(65_536)}`]), 431, 'header_too_large'),
  wire('two thousand headers', asking, message('GET', asking.path, Array.from({ length: 2_000 }, (_, i) => `X-${i}: a`)), 431, 'header_too_large'),
  wire('an address of 64 KB', { method: 'GET', path: '/api/v1/me' }, message('GET', `/${'a'.repeat(65_536)}`, []), 414, 'uri_too_long'),
];
