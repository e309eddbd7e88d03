// Who called lies encrypted in Redis and in its files; the key can be replaced while the service runs on.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { hotlinectl, runCtl } from './support/ctl.js';
import { Stage, freshPhone } from './support/matters.js';
import { stop, until } from './support/processes.js';
import { listening, startService } from './support/service.js';

const service = await startService();
const { redis } = service;
const kName = '欧阳测试';
const kAddress = '朝阳区秘密胡同十七号';
const caller = { phone: freshPhone(), name: kName, address: kAddress };
// A restarted service has another port.
const stage = () => new Stage(service);
const ticket = await stage().resolved('IND', { caller });
const merged = await stage().queued('IND', { caller: { phone: freshPhone(), name: '司徒测试', address: kAddress } });
(await service.as.disp1.act(merged, 'merge', { into: ticket.number })).expect(200);

/** Every byte that Redis keeps on the disk. */
function filesOf(folder) {
  return Buffer.concat(
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath ?? entry.path, entry.name))),
  );
}

const secretFile = (name, ...keys) => {
  const [own] = readFileSync(service.file('secret'), 'utf8').split('\n');
  writeFileSync(service.file(name), [own, ...keys, ''].join('\n'), { mode: 0o600 });
  return service.file(name);
};
const newKey = async () => (await runCtl('keys', 'new')).stdout.trim();
const seen = async () => (await service.as.op1.get(`/api/v1/tickets/${ticket.number}`)).expect(200).caller;
const whole = { phone: `+86${caller.phone}`, name: kName, address: kAddress };
const document = async ({ number }) => {
  const key = `hl:{${number.slice(-3, -1)}}:t:${Number(number.slice(0, -3)) - 100_000}`;
  return JSON.parse(await redis.client.sendCommand(['LINDEX', key, '1']));
};
const keysInUse = async () => (await redis.client.sendCommand(['HKEYS', 'hl:dataset'])).filter((field) => field.startsWith('key:'));

/** Starts the service anew with other secrets. */
async function restart(file) {
  await service.down();
  service.more['secret-file'] = file;
  await service.up();
}

test('neither Redis nor its files hold a name, a number or an address that can be read', async () => {
  await redis.client.sendCommand(['BGREWRITEAOF']);
  await until(async () => /aof_rewrite_in_progress:0/.test(await redis.client.sendCommand(['INFO', 'persistence'])), 'the log to be rewritten');
  const bytes = filesOf(redis.dir);
  assert.ok(bytes.includes('IND'), 'the files are there');
  for (const word of [caller.phone, caller.phone.slice(3), kName, '司徒测试', kAddress]) assert.ok(!bytes.includes(word), word);
  const { name, phone } = await seen();
  assert.deepEqual({ name, phone }, { name: kName, phone: whole.phone });
});

test('a new key seals from the next start on, the old one still opens, and keys apply replaces it', async () => {
  const before = await document(ticket);
  const [old] = await keysInUse();
  const key = await newKey();
  assert.match(key, /^encryption [0-9a-f]{64}$/);
  const early = await hotlinectl(service, 'keys apply', '--secret-file', secretFile('early', key));
  assert.notEqual(early.code, 0);
  assert.match(early.stderr, /no node has started with the first key yet/);
  assert.deepEqual(await document(ticket), before, 'nodes must be able to read it');
  await restart(secretFile('secret', key));
  assert.equal((await seen()).name, kName);
  assert.deepEqual(await document(ticket), before);
  assert.equal((await keysInUse()).length, 2);

  const opened = await stage().queued('COM', { caller: { phone: freshPhone(), name: kName } });
  assert.notEqual((await document(opened)).cl.x.slice(0, 4), before.cl.x.slice(0, 4));
  const { code, stdout, stderr } = await hotlinectl(service, 'keys apply', '--json');
  assert.equal(code, 0, stdout + stderr);
  const { tickets, encrypted } = JSON.parse(stdout).counts;
  assert.deepEqual({ tickets, encrypted }, { tickets: 3, encrypted: 2 });
  const after = await document(ticket);
  assert.equal(after.cl.x.slice(0, 4), (await document(opened)).cl.x.slice(0, 4));
  assert.notEqual(after.fu[0][1].x.slice(0, 4), before.fu[0][1].x.slice(0, 4), 'those of merged tickets too');
  const current = after.cl.x.slice(0, 4);
  assert.deepEqual(await keysInUse(), [`key:${current}`]);
  assert.ok(old !== `key:${current}`);
  assert.equal((await seen()).name, kName);
  const verified = await hotlinectl(service, 'verify');
  assert.equal(verified.code, 0, verified.stdout);
  const audited = await hotlinectl(service, 'audit verify');
  assert.equal(audited.code, 0, audited.stdout);
});

test('applied again, it finds nothing to do', async () => {
  const { stdout } = await hotlinectl(service, 'keys apply');
  assert.match(stdout, /\b0 encrypted/);
});

test('while a key is missing the service does not start, and says which', async () => {
  const [inUse] = await keysInUse();
  const child = service.another({ 'secret-file': secretFile('without', await newKey()) });
  assert.equal((await child.ended).code, 1);
  const entry = child.output.stderr.split('\n').filter(Boolean).map((line) => JSON.parse(line)).find(({ event }) => event === 'data_set_refused');
  assert.ok(entry.why.includes(inUse.slice('key:'.length)), entry.why);
  assert.deepEqual(await keysInUse(), [inUse], 'a refusal changes nothing');
});

test('the secrets may come from the environment', async () => {
  process.env.HOTLINE_TEST_SECRETS = readFileSync(service.file('secret'), 'utf8');
  const child = service.another({ 'secret-file': undefined, 'secret-from-env': 'HOTLINE_TEST_SECRETS' });
  delete process.env.HOTLINE_TEST_SECRETS;
  await until(() => listening(child), 'the other instance');
  assert.deepEqual(await stop(child), { code: 0, signal: null });
  const unset = service.another({ 'secret-file': undefined, 'secret-from-env': 'HOTLINE_TEST_NO_SUCH' });
  assert.equal((await unset.ended).code, 1);
  assert.match(unset.output.stderr, /64 hexadecimal digits/);
});

test('a caller that was moved to another ticket, or altered, is told and never shown as somebody else', async () => {
  const other = await stage().queued('KEY', { caller: { phone: freshPhone(), name: '上官测试' } });
  const stolen = await document(ticket);
  const victim = await document(other);
  const key = `hl:{${other.number.slice(-3, -1)}}:t:${Number(other.number.slice(0, -3)) - 100_000}`;
  await redis.client.sendCommand(['LSET', key, '1', JSON.stringify({ ...victim, cl: stolen.cl })]);
  const reply = await service.as.op1.get(`/api/v1/tickets/${other.number}`);
  reply.expectProblem(500, 'internal');
  assert.ok(!reply.text.includes(kName));
  await redis.client.sendCommand(['LSET', key, '1', JSON.stringify(victim)]);
});
