// The boards are what their source says; the languages differ in words only; and the checkers see planted faults.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { generated, kBoards } from '../../../deploy/grafana/source/generate.js';
import { Texts, kLanguages, kTables } from '../../../deploy/grafana/source/texts.js';
import { kDashboards, kNames, panelsOf, read } from './support/boards.js';
import { languageComplaints, shapeComplaints, variableComplaints } from './support/checks.js';

const copy = (value) => structuredClone(value);

test('what is committed is what the source writes', () => {
  const files = generated();
  const there = kLanguages.flatMap((language) => readdirSync(path.join(kDashboards, language)).map((name) => `${language}/${name}`));
  assert.deepEqual(there.sort(), Object.keys(files).sort());
  for (const [name, text] of Object.entries(files)) assert.equal(readFileSync(path.join(kDashboards, name), 'utf8'), text, name);
});

function holes(tables) {
  return Object.values(tables).flatMap((table) => Object.entries(table)).flatMap(([key, entry]) => {
    const leaves = entry.zh || entry.en ? [[key, entry]] : Object.entries(entry).map(([value, words]) => [`${key}.${value}`, words]);
    return leaves.flatMap(([name, words]) => kLanguages.filter((language) => !words[language]?.length || [].concat(words[language]).includes('')).map((language) => `${name}: no ${language}`));
  });
}

test('every text is there in both languages, and the Chinese is Chinese', () => {
  assert.deepEqual(holes(kTables), []);
  for (const name of kNames) for (const panel of panelsOf(read('zh', name))) assert.match(panel.description, /[\u4e00-\u9fff]/, panel.title);
  for (const name of kNames) assert.doesNotMatch(JSON.stringify(read('en', name)), /[\u4e00-\u9fff]/, name);
});

test('a text missing in one language is found, and ends the generation', () => {
  const tables = copy(kTables);
  delete tables.panels.open.en;
  assert.deepEqual(holes(tables), ['open: no en']);
  assert.throws(() => kBoards['sla-wall'](new Texts('en', tables)), /no en text for panels.open/);
  kBoards['sla-wall'](new Texts('zh', tables));
});

for (const name of kNames) {
  test(`${name}: the languages differ in words only`, () => {
    assert.deepEqual(languageComplaints(read('zh', name), read('en', name)), []);
  });

  test(`${name}: every panel has words and links, lies on its own ground, and uses variables that are there`, () => {
    assert.deepEqual([...shapeComplaints(read('en', name)), ...variableComplaints(read('en', name))], []);
  });
}

test('a query that differs between the languages is found', () => {
  const en = copy(read('en', 'sla-wall'));
  panelsOf(en)[0].targets[0].expr += ' * 2';
  assert.deepEqual(languageComplaints(read('zh', 'sla-wall'), en), ['the languages differ at /panels/0/targets/0/expr']);
});

test('a panel without a link, with one to nowhere, without a description, or over another is found', () => {
  const plant = (fault) => {
    const board = copy(read('en', 'service'));
    fault(panelsOf(board)[0]);
    return shapeComplaints(board);
  };
  assert.match(plant((panel) => { panel.links = []; })[0], /has no link/);
  assert.match(plant((panel) => { panel.links[0].url = '${service}/tickets?colour=red'; })[0], /does not have/);
  assert.match(plant((panel) => { panel.links[0].url = 'https://elsewhere.example/'; })[0], /leads elsewhere/);
  assert.match(plant((panel) => { delete panel.description; })[0], /no description/);
  assert.match(plant((panel) => { panel.gridPos.x += 1; })[0], /lies over/);
});

test('an undefined variable is found', () => {
  const board = copy(read('en', 'sla-wall'));
  board.templating.list = board.templating.list.filter(({ name }) => name !== 'window');
  assert.ok(variableComplaints(board).length > 0);
  assert.match(variableComplaints(board)[0], /undefined variable .*window/);
});
