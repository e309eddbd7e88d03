// The boards' JSON against the types of Grafana itself.
import assert from 'node:assert/strict';
import test from 'node:test';
import { kLanguages, kNames, panelsOf, read } from './support/boards.js';
import { schemaComplaints, validators } from './support/schema.js';

const by = validators();

for (const language of kLanguages) {
  for (const name of kNames) test(`${language}/${name} is a board as Grafana's types describe it`, () => assert.deepEqual(schemaComplaints(read(language, name), by), []));
}

test('a wrong field, a wrong value and an unknown option are found', () => {
  const plant = (fault) => {
    const board = structuredClone(read('en', 'sla-wall'));
    fault(board, panelsOf(board)[0]);
    return schemaComplaints(board, by);
  };
  assert.ok(plant((board) => { board.graphTooltip = 'shared'; }).length > 0, 'value of a board');
  assert.ok(plant((board) => { board.timeTo = 'now'; }).length > 0, 'field of a board');
  assert.ok(plant((_, panel) => { panel.fieldConfig.defaults.thresholds.mode = 'relative'; }).length > 0, 'value of a panel');
  assert.ok(plant((_, panel) => { panel.options.graphMode = 'pie'; }).length > 0, 'value of an option');
  assert.ok(plant((_, panel) => { panel.options.colour = 'value'; }).length > 0, 'name of an option');
});
