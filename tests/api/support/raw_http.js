// Bytes as they are, for requests that no HTTP client would send.
import net from 'node:net';
import { once } from 'node:events';
import { check } from './contract.js';
import { Reply } from './client.js';

function parse(request, bytes) {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) throw new Error(`no reply but ${JSON.stringify(text.slice(0, 200))}`);
  const [status, ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const length = request.method === 'HEAD' ? 0 : Number(headers['content-length'] ?? 0);
  const body = bytes.subarray(end + 4, end + 4 + length).toString('utf8');
  const reply = new Reply(request, Number(status.split(' ')[1]), headers, body);
  reply.rest = bytes.subarray(end + 4 + length).toString('utf8');
  return reply;
}

/**
 * Sends `parts` one after the other on one connection and gives the reply once the service has closed it.
 * `as`: the request the contract judges the reply by. What came after the reply is its `rest`.
 */
export async function exchange(port, parts, as) {
  const socket = net.connect({ host: '127.0.0.1', port });
  const chunks = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // Refused half-way, what is still being written meets a closed connection; the reply says why.
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  for (const part of [parts].flat()) socket.write(part);
  await closed;
  const reply = parse(as, Buffer.concat(chunks));
  check(as, reply);
  return reply;
}

/** A request with header lines of one's own, which asks for the connection to be closed. */
export function message(method, path, lines, body = '') {
  return `${method} ${path} HTTP/1.1\r\nHost: hotline\r\nConnection: close\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n${body}`;
}

/** A call whose header has arrived (the service has asked for the rest of it) and whose body has not. */
export class SlowRequest {
  static async begin(port, token, { matter, key }) {
    const request = new SlowRequest();
    request.body = JSON.stringify(matter);
    request.as = { method: 'POST', path: '/api/v1/tickets', json: matter };
    request.socket = net.connect({ host: '127.0.0.1', port });
    const length = Buffer.byteLength(request.body);
    const lines = [`Authorization: Bearer ${token}`, `Idempotency-Key: ${key}`, 'Content-Type: application/json', `Content-Length: ${length}`];
    request.socket.write(message('POST', '/api/v1/tickets', [...lines, 'Expect: 100-continue']));
    const [interim] = await once(request.socket, 'data');
    if (!interim.toString('latin1').startsWith('HTTP/1.1 100 ')) throw new Error(`not asked to go on but told ${interim}`);
    return request;
  }

  /** Sends the body; the reply, once the service has closed the connection. */
  async finish() {
    const chunks = [];
    this.socket.on('data', (chunk) => chunks.push(chunk));
    const closed = once(this.socket, 'close');
    this.socket.write(this.body);
    await closed;
    const reply = parse(this.as, Buffer.concat(chunks));
    check(this.as, reply);
    return reply;
  }
}
