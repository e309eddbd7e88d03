// deploy/compose.yaml: as the Compose Specification has it, and as safe as we promise.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { mistakesIn, readCompose } from './support/compose.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const file = `${root}deploy/compose.yaml`;
const compose = readCompose(file);

test('The compose file is right', () => {
  assert.deepEqual(mistakesIn(compose, file), []);
});

test('It has the five services', () => {
  assert.deepEqual(Object.keys(compose.services).sort(), ['alertmanager', 'grafana', 'hotlined', 'prometheus', 'redis']);
});

test('The service is started with options that it has', () => {
  const options = readFileSync(`${root}service/app/options.cpp`, 'utf8');
  for (const option of compose.services.hotlined.command.filter((word) => word.startsWith('--'))) assert.ok(options.includes(`"${option}"`), option);
});

test("The image's version is the project's", () => {
  const version = /project\(hotline VERSION ([\d.]+)/.exec(readFileSync(`${root}CMakeLists.txt`, 'utf8'))[1];
  assert.equal(compose.services.hotlined.image, `hotline:${version}`);
});

test('Prometheus scrapes and tells services by the names they have', () => {
  for (const [name, service, port] of [['hotline', 'hotlined', '8080'], ['alertmanager', 'alertmanager', '9093']]) {
    const [{ targets }] = parse(readFileSync(`${root}deploy/compose/targets/${name}.yml`, 'utf8'));
    assert.deepEqual(targets, [`${service}:${port}`]);
    assert.ok(compose.services.prometheus.networks.some((network) => compose.services[service].networks.includes(network)));
  }
});

test('The targets replace files that prometheus.yml reads', () => {
  const prometheus = readFileSync(`${root}deploy/prometheus/prometheus.yml`, 'utf8');
  for (const name of ['hotline', 'alertmanager']) assert.ok(prometheus.includes(`targets/${name}.yml`), name);
});

test("Grafana's version is that of the boards' libraries", () => {
  const { devDependencies } = JSON.parse(readFileSync(`${root}tests/monitoring/boards/package.json`, 'utf8'));
  assert.equal(compose.services.grafana.image, `grafana/grafana:${devDependencies['@grafana/schema']}`);
});

test("Grafana's provisioning files find their variables", () => {
  const files = execFileSync('find', [`${root}deploy/grafana/provisioning`, '-name', '*.yaml'], { encoding: 'utf8' }).trim().split('\n');
  const used = new Set(files.flatMap((path) => readFileSync(path, 'utf8').match(/(?<=\$)[A-Z_]+/g) ?? []));
  const given = Object.keys(compose.services.grafana.environment);
  assert.deepEqual([...used].filter((name) => !given.includes(name)), []);
});

const faults = [
  ['an unknown field', ({ redis }) => { redis.helthcheck = redis.healthcheck; }, /must NOT have additional properties/],
  ['an image without a version', ({ grafana }) => { grafana.image = 'grafana/grafana:latest'; }, /grafana: an image pinned/],
  ['a service that runs as root', ({ prometheus }) => { prometheus.user = '0:0'; }, /prometheus: a user/],
  ['a service without a health check', ({ alertmanager }) => { delete alertmanager.healthcheck; }, /alertmanager: a health check/],
  ['a service without limits', ({ hotlined }) => { delete hotlined.deploy; }, /hotlined: limits/],
  ['a root file system that can be written to', ({ redis }) => { redis.read_only = false; }, /redis: a root file system/],
  ['a port open to others', ({ grafana }) => { grafana.ports = ['3000:3000']; }, /grafana: publishes 3000/],
  ['a path that is not there', ({ prometheus }) => { prometheus.volumes.push('./prometheus/rule:/x:ro'); }, /rule is not in the repository/],
  ['a mount that can be written to', ({ hotlined }) => { hotlined.volumes.push('../config:/x'); }, /config can be written to/],
  ['a volume that nobody declares', ({ redis }) => { redis.volumes.push('redis-more:/x'); }, /no volumes "redis-more"/],
  ['a password in the environment', ({ grafana }) => { grafana.environment.GF_SECURITY_ADMIN_PASSWORD = 'x'; }, /PASSWORD in the environment/],
  ['a Redis that forgets', ({ redis }) => { redis.command.push('--appendonly', 'no'); }, /changes what redis.conf says/],
  ['a Redis whose log is not repaired', ({ redis }) => { redis.entrypoint = ['bash', '-c', 'exec "$@"']; }, /without repair-log/],
];

for (const [name, plant, says] of faults) {
  test(`Found: ${name}`, () => {
    const copy = structuredClone(compose);
    plant(copy.services);
    assert.match(mistakesIn(copy, file).join('\n'), says);
  });
}
