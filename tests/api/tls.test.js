// The service under TLS, as clients meet it: what is agreed on, what is refused, and a certificate that is renewed.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import test from 'node:test';
import tls from 'node:tls';
import { execFileSync } from 'node:child_process';
import { Client } from './support/client.js';
import { Stage, about, freshPhone } from './support/matters.js';
import { until } from './support/processes.js';
import { listening, startService } from './support/service.js';

const service = await startService({ certified: true });
const { as, authority } = service;
const ticket = await new Stage(service).queued('IND', { caller: { phone: freshPhone() } });

/** A client of one connection, or what its handshake failed with. */
async function meet(options = {}) {
  const socket = tls.connect({ host: '127.0.0.1', port: service.port, ca: authority.root, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

async function refusal(options) {
  const outcome = await meet(options).then((socket) => socket.destroy() && 'was let in', (error) => error);
  assert.ok(outcome instanceof Error, String(outcome));
  return outcome.code;
}

/** The serial number of the certificate that a new connection is shown. */
async function shown() {
  const socket = await meet();
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

/** When the certificate ends that new connections meet, as the metric has it. */
const expiry = () => service.metric('hotline_tls_certificate_expiry_timestamp_seconds');

test('the whole service is there: a call becomes a ticket that can be read', async () => {
  (await as.op1.open(about('industry', { caller: { phone: freshPhone() } }))).expect(201);
  (await as.ind1.get(`/api/v1/tickets/${ticket.number}`)).expect(200);
});

for (const version of ['TLSv1.2', 'TLSv1.3']) {
  test(`${version} is spoken, with forward secrecy and authenticated encryption, and http/1.1 agreed on`, async () => {
    const socket = await meet({ minVersion: version, maxVersion: version, ALPNProtocols: ['h2', 'http/1.1'] });
    assert.equal(socket.authorized, true);
    assert.equal(socket.getProtocol(), version);
    assert.match(socket.getCipher().name, /^(TLS_|ECDHE-).*(GCM|CHACHA20)/);
    assert.equal(socket.alpnProtocol, 'http/1.1');
    socket.destroy();
  });

  test(`${version}: no session is taken up again`, async () => {
    const socket = await meet({ minVersion: version, maxVersion: version });
    const session = socket.getSession();
    socket.destroy();
    const again = await meet({ minVersion: version, maxVersion: version, session });
    assert.equal(again.isSessionReused(), false);
    again.destroy();
  });
}

const old = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' };
for (const version of ['TLSv1', 'TLSv1.1']) {
  test(`${version} is refused`, async () => {
    assert.equal(await refusal({ ...old, maxVersion: version }), 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  });
}

for (const cipher of ['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA', 'AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-CCM']) {
  test(`${cipher} is refused`, async () => {
    const code = await refusal({ maxVersion: 'TLSv1.2', ciphers: `${cipher}:@SECLEVEL=0` });
    assert.match(code, /^ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE$|^ERR_SSL_SSL\/TLS_ALERT_HANDSHAKE_FAILURE$/);
  });
}

test('a session is bound to this host, and travels encrypted only', async () => {
  const { one_time_password: once } = (await as.adm1.post('/api/v1/people/op1/reset-password')).expect(200);
  const reply = await service.nobody.post('/api/v1/session', { person: 'op1', password: once, new_password: 'staple of a blue horse' });
  reply.expect(200);
  assert.match(reply.headers['set-cookie'][0], /^__Host-hotline=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
  const [cookie] = reply.headers['set-cookie'][0].split(';');
  assert.equal((await service.nobody.get('/api/v1/me', { headers: { Cookie: cookie } })).expect(200).id, 'op1');
});

test('a client that speaks HTTP/2 only is told so', async () => {
  assert.match(await refusal({ ALPNProtocols: ['h2'] }), /NO_APPLICATION_PROTOCOL/);
});

test('nothing is negotiated again', async () => {
  const socket = await meet({ maxVersion: 'TLSv1.2' });
  const error = await new Promise((resolve) => {
    socket.on('error', resolve);
    socket.renegotiate({}, resolve);
  });
  assert.ok(error instanceof Error, 'renegotiated');
  socket.destroy();
});

test('plain HTTP spoken to it is closed without a word and without a reset', async () => {
  const socket = net.connect({ host: '127.0.0.1', port: service.port });
  let heard = '';
  socket.on('data', (bytes) => { heard += bytes; });
  socket.write(`GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n${'x'.repeat(10_000)}`);
  await once(socket, 'end');
  assert.equal(heard, '');
  socket.destroy();
});

test('a reply that ends the connection ends the session as well', async () => {
  const socket = await meet();
  let heard = '';
  socket.on('data', (bytes) => { heard += bytes; });
  socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await once(socket, 'end'); // of the session: a connection that just broke would be an error
  assert.match(heard, /^HTTP\/1\.1 200 /);
  assert.match(heard, /\r\nStrict-Transport-Security: max-age=31536000\r\n/);
});

/** How long a connection lives that sends these bytes and no more. */
async function patience(bytes) {
  const begin = Date.now();
  const socket = net.connect({ host: '127.0.0.1', port: service.port });
  socket.on('error', () => {});
  socket.resume();
  socket.write(bytes);
  await once(socket, 'close');
  return Date.now() - begin;
}

// The service gives a handshake 10 s; both wait at once.
test('who says nothing, or half a handshake, is cut off', { timeout: 40_000 }, async () => {
  const half = Buffer.concat([Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]), Buffer.alloc(100, 7)]);
  for (const lived of await Promise.all([patience(''), patience(half)])) assert.ok(lived > 9_000 && lived < 20_000, `${lived} ms`);
});

/** What an instance says that does not start. */
async function said(changed) {
  const child = service.another(changed);
  const { code } = await child.ended;
  assert.notEqual(code, 0);
  assert.equal(listening(child), undefined);
  return child.output.stderr;
}

test('a key of another certificate keeps it from starting, and it says so', async () => {
  const { key } = authority.issue('stranger');
  const { 'tls-certificate': certificate } = service.more;
  assert.equal(
    await said({ 'tls-key': key }),
    `hotlined: the TLS certificate was refused:\n${key}: this key does not belong to the certificate in ${certificate}\n`,
  );
});

test('a file that is no certificate, or no key, keeps it from starting', async () => {
  const rubbish = service.file('rubbish.pem');
  writeFileSync(rubbish, 'rubbish\n');
  assert.match(await said({ 'tls-certificate': rubbish }), /rubbish\.pem: the certificate cannot be used/);
  assert.match(await said({ 'tls-key': rubbish }), /rubbish\.pem: this is not a private key/);
});

test('a key with a passphrase is refused, not asked for', async () => {
  const locked = service.file('locked.key');
  execFileSync('openssl', ['ec', '-in', service.more['tls-key'], '-aes128', '-passout', 'pass:1234', '-out', locked], { stdio: 'ignore' });
  assert.match(await said({ 'tls-key': locked }), /locked\.key: this is not a private key in PEM without a passphrase/);
});

test('a certificate without a key, or a key without a certificate, is half an answer', async () => {
  assert.match(await said({ 'tls-key': undefined }), /--tls-certificate requires --tls-key/);
  assert.match(await said({ 'tls-certificate': undefined }), /--tls-key requires --tls-certificate/);
});

const reload = () => as.adm1.post('/api/v1/configuration/reload');

/** The pair that the service was given becomes another one. */
function replaceBy({ certificate, key }) {
  copyFileSync(certificate, service.more['tls-certificate']);
  copyFileSync(key, service.more['tls-key']);
}

const first = { certificate: service.file('first.chain'), key: service.file('first.key') };
copyFileSync(service.more['tls-certificate'], first.certificate);
copyFileSync(service.more['tls-key'], first.key);

test('a renewed certificate is met by new connections, and old ones go on', async () => {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: authority.root });
  const client = new Client(service.port, as.op1.token, agent);
  (await client.get('/api/v1/me')).expect(200);
  const [socket] = Object.values(agent.freeSockets).flat();
  const before = [await shown(), await expiry()];

  replaceBy(authority.issue('renewed', { days: 400 }));
  assert.deepEqual((await reload()).expect(200).warnings, []);
  assert.notEqual(await shown(), before[0]);
  assert.ok((await expiry()) > before[1] + 300 * 86_400);

  (await client.get('/api/v1/me')).expect(200);
  assert.ok(!socket.destroyed && Object.values(agent.freeSockets).flat()[0] === socket, 'the old connection was not used again');
  agent.destroy();
});

test('a pair that does not fit is reported, and the old one stays', async () => {
  const before = [await shown(), await expiry()];
  copyFileSync(first.key, service.more['tls-key']);
  const { errors } = (await reload()).expectProblem(422, 'bad_configuration');
  assert.deepEqual(errors.map(({ file, line }) => [file, line]), [[service.more['tls-key'], 0]]);
  assert.match(errors[0].message, /does not belong to the certificate/);
  assert.deepEqual([await shown(), await expiry()], before);
});

test('a broken pair does not hide what else is wrong, and nothing of it is taken', async () => {
  const rules = service.edit('routing.yaml', (text) => text.replace('then: {task_force: TRA}', 'then: {task_force: TRAM}'));
  const { errors } = (await reload()).expectProblem(422, 'bad_configuration');
  writeFileSync(service.configFile('routing.yaml'), rules);
  assert.deepEqual(errors.map(({ file }) => file.split('/').pop()), ['routing.yaml', 'server.key']);
});

test('SIGHUP takes a renewed certificate as well', async () => {
  const before = await shown();
  replaceBy(first);
  service.child.kill('SIGHUP');
  await until(async () => (await shown()) !== before, 'the renewed certificate');
});

test('a certificate that has expired is served, and said to have', async () => {
  replaceBy(authority.issue('late', { days: -1 }));
  const { warnings } = (await reload()).expect(200);
  replaceBy(first);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0].message, /^the certificate has expired: \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC$/);
  assert.deepEqual((await reload()).expect(200).warnings, []);
});

test('a certificate that ends in a few days is taken with a warning', async () => {
  replaceBy(authority.issue('short', { days: 5 }));
  const { warnings } = (await reload()).expect(200);
  replaceBy(first);
  assert.match(warnings[0].message, /^the certificate expires soon: /);
  assert.deepEqual((await reload()).expect(200).warnings, []);
});

test('handshakes are counted', async () => {
  assert.ok((await service.metric('hotline_tls_handshakes_total', { result: 'done' })) > 0);
  assert.ok((await service.metric('hotline_tls_handshakes_total', { result: 'failed' })) > 0);
});
