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
  const length = Number(headers['content-length'] ?? 0);
  const body = bytes.subarray(end + 4, end + 4 + length).toString('utf8');
  return new Reply(request, Number(status.split(' ')[1]), headers, body);
}

/**
 * Sends `parts` one after the other on one connection and gives the reply once the service has closed it.
 * `as`: the request the contract judges the reply by.
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
