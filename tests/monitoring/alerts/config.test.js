// What is shipped is what Prometheus and Alertmanager take.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { root, ruleFiles, shipped, tool } from './support/promtool.js';

for (const file of ruleFiles()) {
  test(`${path.basename(file)} is well-formed, and no rule stands in it twice`, async () => {
    const { code, output } = await tool('promtool', 'check', 'rules', '--lint=all', '--lint-fatal', file);
    assert.equal(code, 0, output);
  });
}

test('prometheus.yml is well-formed and finds its rules and targets', async () => {
  const { code, output } = await tool('promtool', 'check', 'config', path.join(shipped, 'prometheus.yml'));
  assert.equal(code, 0, output);
  assert.match(output, /SUCCESS: 4 rule files found/);
  assert.doesNotMatch(output, /WARNING/);
});

test('alertmanager.yml is well-formed', async () => {
  const { code, output } = await tool('amtool', 'check-config', path.join(root, 'deploy/alertmanager/alertmanager.yml'));
  assert.equal(code, 0, output);
});
