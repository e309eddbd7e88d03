// proto/openapi.yaml as a judge: what the service says must be described there, and what it takes as well.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const file = new URL('../../../proto/openapi.yaml', import.meta.url);
const document = parse(readFileSync(file, 'utf8'));

const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true });
addFormats(ajv);
ajv.addKeyword('example');
ajv.addVocabulary(['openapi', 'info', 'servers', 'security', 'tags', 'paths', 'components']);
ajv.addSchema({ $id: 'contract', ...document }, 'contract', false, false);

const schemas = new Map();

function schemaAt(pointer) {
  if (!schemas.has(pointer)) schemas.set(pointer, ajv.compile({ $ref: `contract#${pointer}` }));
  return schemas.get(pointer);
}

function escape(part) {
  return encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** Follows a `$ref` of the document; gives the thing and the pointer it really stands at. */
function resolve(pointer, thing) {
  while (thing?.$ref) {
    pointer = thing.$ref.slice(1);
    thing = pointer.split('/').slice(1).reduce((at, part) => at[part], document);
  }
  return { pointer, thing };
}

const addresses = Object.keys(document.paths)
  .map((template) => ({
    template,
    literal: template.split('/').filter((part) => !part.startsWith('{')).length,
    pattern: new RegExp(`^${template.replace(/\{[^/}]+\}/g, '[^/]+')}$`),
  }))
  .sort((a, b) => b.literal - a.literal);

/** The described operation behind a request; `known` says whether the address exists with some method. */
export function operationOf(method, path) {
  const bare = path.split('?')[0];
  const address = addresses.find(({ pattern }) => pattern.test(bare));
  if (!address) return { known: false };
  const operation = document.paths[address.template][method.toLowerCase()];
  const pointer = `/paths/${escape(address.template)}/${method.toLowerCase()}`;
  return { known: true, operation, pointer };
}

/** Throws unless the value is what components/schemas says under this name. */
export function checkSchema(name, value) {
  const valid = schemaAt(`/components/schemas/${name}`);
  if (!valid(value)) throw new ContractViolation(`${name}: ${explain(valid.errors)}\n${JSON.stringify(value).slice(0, 2000)}`);
}

export class ContractViolation extends Error {}

function violation(request, reply, what) {
  return new ContractViolation(`${request.method} ${request.path} → ${reply.status}: ${what}\n${reply.text.slice(0, 2000)}`);
}

function explain(errors) {
  return errors.map((error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`).join('\n');
}

function checkHeaders(request, reply, response) {
  for (const [name, header] of Object.entries(response.headers ?? {})) {
    const { pointer, thing } = resolve('', header);
    const [value] = [reply.headers[name.toLowerCase()]].flat();  // Node gives cookies as a list
    if (value === undefined) {
      if (thing.required) throw violation(request, reply, `the header ${name} is missing`);
      continue;
    }
    const typed = thing.schema.type === 'integer' ? Number(value) : value;
    const valid = schemaAt(`${pointer}/schema`);
    if (!valid(typed)) throw violation(request, reply, `${name}: ${value}: ${explain(valid.errors)}`);
  }
}

function checkBody(request, reply, response, pointer) {
  if (!response.content) {
    if (reply.text !== '') throw violation(request, reply, 'a body where none is described');
    return;
  }
  const type = (reply.headers['content-type'] ?? '').split(';')[0];
  if (!response.content[type]) throw violation(request, reply, `content type ${type} is not described`);
  if (!/^application\/(.+\+)?json$/.test(type)) return;
  const valid = schemaAt(`${pointer}/content/${escape(type)}/schema`);
  if (!valid(reply.body)) throw violation(request, reply, explain(valid.errors));
}

function checkProblem(request, reply) {
  const problem = reply.body;
  if (problem.status !== reply.status) throw violation(request, reply, 'the document names another status');
  if (problem.type !== `/problems/${problem.code}`) throw violation(request, reply, 'type and code differ');
  if (problem.request_id !== reply.headers['x-request-id']) throw violation(request, reply, 'request ids differ');
}

function checkUndescribed(request, reply, known) {
  const valid = schemaAt('/components/schemas/Problem');
  if (!reply.body || !valid(reply.body)) throw violation(request, reply, explain(valid.errors ?? [{ message: 'no problem' }]));
  const transport = ['bad_request', 'bad_utf8', 'header_too_large', 'uri_too_long', 'request_timeout', 'unauthenticated'];
  const expected = known ? 'method_not_allowed' : 'route_not_found';
  if (![expected, ...transport].includes(reply.body.code)) throw violation(request, reply, `expected ${expected}`);
  if (reply.body.code === 'method_not_allowed' && !reply.headers.allow) throw violation(request, reply, 'no Allow');
}

function checkOptions(request, reply) {
  if (reply.status !== 204 || reply.text !== '') throw violation(request, reply, 'OPTIONS is answered with 204 and nothing else');
  if (!reply.headers.allow) throw violation(request, reply, 'no Allow');
}

/** As GET, but for the body; what there is to say about an error is in the status. */
function checkHead(request, reply) {
  if (reply.text !== '') throw violation(request, reply, 'a body in reply to HEAD');
  const { known, operation, pointer } = operationOf('GET', request.path);
  if (!operation) {
    if (reply.status !== (known ? 405 : 404)) throw violation(request, reply, 'there is no GET');
    return;
  }
  const described = operation.responses[reply.status];
  if (!described) throw violation(request, reply, 'this status is not described');
  const { thing } = resolve(`${pointer}/responses/${reply.status}`, described);
  checkHeaders(request, reply, thing);
  const type = (reply.headers['content-type'] ?? '').split(';')[0];
  if (!thing.content[type]) throw violation(request, reply, `content type ${type} is not described`);
  if (type === 'text/event-stream') {
    if (reply.headers['content-length'] !== undefined) throw violation(request, reply, 'a length of what has no end');
    return;
  }
  if (!(Number(reply.headers['content-length']) > 0)) throw violation(request, reply, 'not the length that GET has');
}

/** Throws unless the contract describes this reply to this request. `request`: { method, path, json? }. */
export function check(request, reply) {
  if (request.method === 'HEAD') return checkHead(request, reply);
  if (request.method === 'OPTIONS' && reply.status < 400) return checkOptions(request, reply);
  const { known, operation, pointer } = operationOf(request.method, request.path);
  if (!operation) {
    checkUndescribed(request, reply, known);
    return checkProblem(request, reply);
  }
  const described = operation.responses[reply.status];
  if (!described) throw violation(request, reply, 'this status is not described');
  const { pointer: at, thing } = resolve(`${pointer}/responses/${reply.status}`, described);
  checkHeaders(request, reply, thing);
  checkBody(request, reply, thing, at);
  const isPage = (reply.headers['content-type'] ?? '').startsWith('text/html');  // for people, who are told in words
  if (reply.status >= 400) return isPage ? undefined : checkProblem(request, reply);
  return checkTaken(request, reply, operation, pointer);
}

/** A request that succeeded must be one that the contract allows. */
function checkTaken(request, reply, operation, pointer) {
  if (request.json === undefined || !operation.requestBody) return;
  const valid = schemaAt(`${pointer}/requestBody/content/${escape('application/json')}/schema`);
  if (!valid(request.json)) throw violation(request, reply, `taken, but not allowed: ${explain(valid.errors)}`);
}
