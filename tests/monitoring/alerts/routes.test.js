// Who hears what: every alert by the labels that its rule gives it, through the routes that are shipped.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { alertsOf, parse, root, tool, withFolder } from './support/promtool.js';

const file = path.join(root, 'deploy/alertmanager/alertmanager.yml');
const config = parse(readFileSync(file, 'utf8'));

function routed(configFile, receiver, labels) {
  const given = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return tool('amtool', 'config', 'routes', 'test', `--config.file=${configFile}`, `--verify.receivers=${receiver}`, ...given);
}

for (const { alert, labels } of alertsOf()) {
  const receiver = alert === 'HotlineWatchdog' ? 'dead-mans-switch' : labels.audience;
  test(`${alert} ${labels.extent ?? ''} goes to ${receiver}`, async () => {
    const { code, output } = await routed(file, receiver, { alertname: alert, ...labels });
    assert.equal(code, 0, output);
  });
}

test('what names no audience reaches on-call staff', async () => assert.equal((await routed(file, 'oncall', { alertname: 'Stray' })).code, 0));

test('an audience that is routed elsewhere is noticed', () => withFolder(async (folder) => {
  const wrong = path.join(folder, 'alertmanager.yml');
  writeFileSync(wrong, readFileSync(file, 'utf8').replace('audience = managers', 'audience = manager'));
  assert.notEqual((await routed(wrong, 'managers', { alertname: 'HotlineOldestWaiting', audience: 'managers', severity: 'page' })).code, 0);
}));

/** The names that matchers of an inhibition name: alertname = A, or =~ "X(A|B)". */
function namesIn(matchers) {
  const text = matchers.find((matcher) => matcher.startsWith('alertname'));
  const [, pattern] = /=~?\s*"?([^"]+)"?$/.exec(text);
  const [, before = '', choice, after = ''] = /^(\w*)\((.+)\)(\w*)$/.exec(pattern) ?? [];
  return (choice ?? pattern).split('|').map((name) => before + name + after);
}

test('inhibitions are about alerts that exist, and none silences itself', () => {
  const known = alertsOf().map(({ alert }) => alert);
  for (const { source_matchers: source, target_matchers: target } of config.inhibit_rules) {
    for (const name of [...namesIn(source), ...namesIn(target)]) assert.ok(known.includes(name), name);
    assert.ok(!namesIn(target).some((name) => namesIn(source).includes(name)));
  }
});

test('receivers are on this machine until somebody says otherwise', () => {
  for (const { name, webhook_configs: hooks } of config.receivers) for (const { url } of hooks) assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\//, name);
});
