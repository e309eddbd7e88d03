// deploy/Dockerfile: the packages of the build are the project's, those of the image are what the programs load.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { mistakesIn, packagesToRun } from './support/dockerfile.js';
import { readCompose } from './support/compose.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const text = readFileSync(`${root}deploy/Dockerfile`, 'utf8');
const toRun = packagesToRun(root);

test('The image is built from what the project is built from', () => {
  assert.deepEqual(mistakesIn(text, toRun), []);
});

test('The compose file runs it as the user that it makes', () => {
  const [, user] = /^USER (\S+)$/m.exec(text);
  assert.equal(readCompose(`${root}deploy/compose.yaml`).services.hotlined.user, user);
});

test('Neither data nor secrets nor the history of the sources go into the image', () => {
  const ignored = readFileSync(`${root}.dockerignore`, 'utf8').split('\n');
  for (const path of ['.git', '.data', 'build', 'deploy/secrets']) assert.ok(ignored.includes(path), path);
});

const faults = [
  ['a library missing in the image', (recipe) => recipe.replace('libcjose0 ', ''), toRun, /libcjose0 is not in the image/],
  ['a package in the image for nothing', (recipe) => recipe.replace('libcjose0 ', 'libcjose0 vim '), toRun, /vim is in the image for nothing/],
  ['a package that the project was given since', (recipe) => recipe, [...toRun, 'libpq-dev'], /libpq-dev: it is not known/],
  ['a package that the project was rid of', (recipe) => recipe, toRun.filter((name) => name !== 'libcjose-dev'), /libcjose-dev is not built with/],
  ['a list of its own in the build stage', (recipe) => recipe.replace('COPY . .', 'RUN apt-get install -y cmake\nCOPY . .'), toRun, /a list of packages of its own/],
  ['an image that runs as root', (recipe) => recipe.replace(/^USER .*\n/m, ''), toRun, /runs as 0/],
  ['another base', (recipe) => recipe.replace('debian:12-slim', 'debian:latest'), toRun, /begins with debian:latest/],
  ['no health check', (recipe) => recipe.replace(/^HEALTHCHECK /m, 'LABEL x='), toRun, /no health check/],
];

for (const [name, change, packages, says] of faults) {
  test(`Found: ${name}`, () => {
    assert.match(mistakesIn(change(text), packages).join('\n'), says);
  });
}
