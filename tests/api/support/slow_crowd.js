// Clients that take their time, in a process of their own, so that whoever measures meanwhile is not held up by them:
// node slow_crowd.js PORT plain|tls NUMBER
// Whoever is cut off comes again, until the process is ended.
import net from 'node:net';
import tls from 'node:tls';

const [port, wire, number] = [Number(process.argv[2]), process.argv[3], Number(process.argv[4])];
const kTogether = 20; // so many arrive at once, each tick
const kTick = 25;
const kBytePause = 400;

const request = `POST /api/v1/tickets HTTP/1.1\r\nHost: hotline\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n${'{'.repeat(60)}`;
const halfHello = Buffer.concat([Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]), Buffer.alloc(100, 7)]);

const dripping = new Map(); // each with how much it has said
const plain = () => net.connect({ host: '127.0.0.1', port });
const secure = () => tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false });

function drip(socket, ready) {
  socket.once(ready, () => dripping.set(socket, 0));
  return socket;
}

function halfHandshake() {
  const socket = plain();
  socket.write(halfHello);
  return socket;
}

const kinds = {
  plain: [plain, () => drip(plain(), 'connect')],
  // Handshakes are work for both sides, and those who drip are cut off every ten seconds: few are enough.
  tls: [...Array(4).fill(plain), ...Array(4).fill(halfHandshake), secure, () => drip(secure(), 'secureConnect')],
}[wire];

const waiting = Array.from({ length: number }, (_, i) => kinds[i % kinds.length]);

function connect(kind) {
  const socket = kind();
  socket.on('error', () => {});
  socket.resume();
  socket.once('close', () => {
    dripping.delete(socket);
    waiting.push(kind);
  });
}

setInterval(() => {
  for (const kind of waiting.splice(0, kTogether)) connect(kind);
}, kTick);

setInterval(() => {
  for (const [socket, said] of dripping) {
    if (said < request.length) socket.write(request[said]);
    dripping.set(socket, said + 1);
  }
}, kBytePause);
