// The event log of the real binary is proved by hotlinectl; what is done to it in Redis is found; exports are signed.
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { hotlinectl, runCtl } from './support/ctl.js';
import { Stage } from './support/matters.js';
import { startService } from './support/service.js';

const service = await startService();
const { redis } = service;
const stage = new Stage(service);

const send = (...words) => redis.client.sendCommand(words.map(String));
const prefix = ({ number }) => `hl:{${number.slice(-3, -1)}}`;
const stream = (ticket) => `${prefix(ticket)}:events`;
const serial = ({ number }) => Number(number.slice(0, -3)) - 100_000;
const lastEntry = async (ticket) => (await send('XREVRANGE', stream(ticket), '+', '-', 'COUNT', 1))[0][0];

async function audit(...rest) {
  const { code, stdout, stderr } = await hotlinectl(service, 'audit verify', '--json', ...rest);
  assert.ok(code === 0 || code === 1, stderr);
  return { code, ...JSON.parse(stdout) };
}

/** An entry of a stream cannot be changed: a copy takes its place, with `from` as `to` in the events of the ticket. */
async function forge(ticket, from, to) {
  const script = `local entries = redis.call('XRANGE', KEYS[1], '-', '+')
    redis.call('DEL', KEYS[1])
    for _, entry in ipairs(entries) do
      local fields = entry[2]
      if fields[2] == ARGV[1] then fields[4] = fields[4]:gsub(ARGV[2], ARGV[3]) end
      redis.call('XADD', KEYS[1], entry[1], unpack(fields))
    end`;
  await send('EVAL', script, 1, stream(ticket), serial(ticket), from, to);
}

/** Ed25519 as Node knows it: nothing of ours. */
function isSigned(file, publicKey) {
  const der = Buffer.from(`302a300506032b6570032100${publicKey}`, 'hex');
  return verify(null, readFileSync(file), createPublicKey({ key: der, format: 'der', type: 'spki' }), readFileSync(`${file}.sig`));
}

const publicKey = async () => (await hotlinectl(service, 'audit key')).stdout.trim();

test('an honest log is proved while the service runs', async () => {
  await stage.claimed('IND');
  await stage.claimed('TRA');
  await stage.queued('CON');
  const text = await hotlinectl(service, 'audit verify');
  assert.equal(text.code, 0, text.stderr);
  assert.match(text.stdout, /^\d+ accesses, 5 events, 0 problems, 3 tickets, 0 unchained, in /);
  const { code, lines, counts } = await audit();
  assert.deepEqual([code, lines, counts], [0, [], { accesses: counts.accesses, events: 5, problems: 0, tickets: 3, unchained: 0 }]);
});

test('an event that was altered in Redis is named, with its ticket and its entry', async () => {
  const ticket = await stage.claimed('IND');
  await forge(ticket, 'ind1', 'ind2');
  const where = `${stream(ticket)} ${await lastEntry(ticket)}`;
  const { code, lines } = await audit();
  assert.equal(code, 1);
  assert.deepEqual(lines, [
    { kind: 'altered', what: ticket.number, about: 'is not the event that its link was made for', where },
    { kind: 'history', what: ticket.number, about: 'revision 2 is not the one in the stream', where },
  ]);
  const text = await hotlinectl(service, 'audit verify');
  assert.equal(text.code, 1);
  assert.ok(text.stdout.startsWith(`altered ${ticket.number}: is not the event that its link was made for (${where})\n`), text.stdout);
  await forge(ticket, 'ind2', 'ind1');
  assert.equal((await audit()).code, 0);
});

test('a head that was kept shows that a ticket was set back with everything that tells of it', async () => {
  const ticket = await stage.queued('IND');
  const keys = (await redis.keys()).filter((name) => name.startsWith(prefix(ticket)));
  for (const key of keys) await send('COPY', key, `${key}#`);
  await service.as.ind1.act(ticket, 'claim');
  const kept = service.file('head.json');
  writeFileSync(kept, (await hotlinectl(service, 'audit head')).stdout);
  assert.equal((await audit('--head', kept)).code, 0);
  for (const key of keys) await send('RENAME', `${key}#`, key);
  assert.equal((await audit()).code, 0, 'the chain alone cannot show it');
  const { code, lines } = await audit('--head', kept);
  assert.equal(code, 1);
  assert.deepEqual(lines.map(({ kind, what }) => [kind, what]), [['rollback', `${prefix(ticket)}:chain`]]);
});

test('a head that was changed, or is none, is refused', async () => {
  const { stdout } = await hotlinectl(service, 'audit head');
  const head = JSON.parse(stdout);
  assert.equal(head.public_key, await publicKey());
  const file = service.file('changed.json');
  for (const wrong of [stdout.replace(/"count":[1-9]\d*/, '"count":1000'), '{}', 'nonsense', stdout.replaceAll('"h"', '"x"')]) {
    writeFileSync(file, wrong);
    const refused = await hotlinectl(service, 'audit verify', '--head', file);
    assert.equal(refused.code, 2, wrong);
    assert.match(refused.stderr, /changed\.json: (was altered|is not)/);
  }
});

test('an export is whole, private and signed, and anybody can check it', async () => {
  const file = service.file('events.jsonl');
  const exported = await hotlinectl(service, 'audit export', '--out', file, '--json');
  assert.equal(exported.code, 0, exported.stdout + exported.stderr);
  assert.deepEqual([statSync(file).mode & 0o777, statSync(`${file}.sig`).mode & 0o777], [0o600, 0o600]);
  assert.ok(isSigned(file, await publicKey()));
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  const last = lines.pop();
  assert.deepEqual([last.events, last.findings, last.of_ticket], [lines.length, 0, null]);
  assert.equal(last.events, (await audit()).counts.events);
  for (const line of lines) {
    assert.deepEqual(Object.keys(line), ['entry', 'ticket', 'partition', 'count', 'h', 'revision', 'event']);
    assert.equal(line.event.r, line.revision);
  }
  const checked = await runCtl('audit', 'check-export', file, '--key', await publicKey(), '--json');
  assert.deepEqual([checked.code, JSON.parse(checked.stdout).counts], [0, { events: lines.length, problems: 0 }]);
  const again = await hotlinectl(service, 'audit export', '--out', file);
  assert.equal(again.code, 2, 'nothing is written over');
});

test('an export of one ticket has its events alone', async () => {
  const ticket = await stage.claimed('COM');
  const file = service.file('ticket.jsonl');
  assert.equal((await hotlinectl(service, 'audit export', '--out', file, '--ticket', ticket.number)).code, 0);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.slice(0, -1).map((line) => [line.ticket, line.revision, line.event.a]), [[ticket.number, 1, 'open'], [ticket.number, 2, 'claim']]);
  assert.equal(lines.at(-1).of_ticket, ticket.number);
  assert.equal((await runCtl('audit', 'check-export', file, '--key', await publicKey())).code, 0);
});

test('who exported what is on record', async () => {
  const ticket = await stage.queued('IND');
  const file = service.file('on_record.jsonl');
  assert.equal((await hotlinectl(service, 'audit export', '--out', file, '--ticket', ticket.number)).code, 0);
  const [latest] = (await service.as.aud1.get('/api/v1/audit/access')).expect(200).accesses;
  assert.deepEqual([latest.what, latest.by, latest.ticket], ['export', 'hotlinectl', ticket.number]);
  assert.match(latest.reason, /^[^@]+@.+, into .*on_record\.jsonl$/);
});

test('an export that was changed, cut or signed by somebody else is none', async () => {
  const file = service.file('changed.jsonl');
  assert.equal((await hotlinectl(service, 'audit export', '--out', file)).code, 0);
  const honest = readFileSync(file);
  const check = (key) => runCtl('audit', 'check-export', file, '--key', key);
  const key = await publicKey();
  assert.equal((await check('0'.repeat(64))).code, 1);
  assert.equal((await check('no key')).code, 1);
  for (const changed of [honest.subarray(0, -1), Buffer.concat([honest, honest]), Buffer.from(String(honest).replace('op1', 'op2')), Buffer.alloc(0)]) {
    writeFileSync(file, changed);
    const { code, stdout } = await check(key);
    assert.equal(code, 1);
    assert.match(stdout, /^signature .*changed\.jsonl: is not of this file and this key\n/);
  }
  writeFileSync(file, honest);
  assert.equal((await check(key)).code, 0);
});

test('an export of a log that was tampered with says so', async () => {
  const ticket = await stage.claimed('IND');
  await send('XDEL', stream(ticket), await lastEntry(ticket));
  const file = service.file('tampered.jsonl');
  const exported = await hotlinectl(service, 'audit export', '--out', file);
  assert.equal(exported.code, 1);
  assert.match(exported.stdout, /^removed hl:\{\d\d\}:chain: 1 at the end of /);
  const checked = await runCtl('audit', 'check-export', file, '--key', await publicKey());
  assert.equal(checked.code, 1);
  assert.match(checked.stdout, /was made of a log with 1 findings/);
});

test('whoever takes an entry out of the access log is found', async () => {
  const log = 'hl:{access}:events';
  const ticket = await stage.queued('IND');
  for (const id of ['mgr1', 'disp1']) (await service.as[id].get(`/api/v1/tickets/${ticket.number}`)).expect(200);
  const entries = await redis.client.sendCommand(['XRANGE', log, '-', '+']);
  const [id, fields] = entries.at(-2);
  assert.equal(await redis.client.sendCommand(['XDEL', log, id]), 1);
  assert.equal(JSON.parse(fields[3]).by, 'mgr1');
  const { code, lines } = await audit();
  assert.equal(code, 1);
  assert.deepEqual(lines.filter(({ where }) => where?.startsWith(log)).map(({ kind }) => kind), ['removed']);
});
