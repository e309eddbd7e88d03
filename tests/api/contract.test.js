// The contract itself, before anything is asked of the service.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { operationOf } from './support/contract.js';

const source = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const contract = parse(source('proto/openapi.yaml'));
const { schemas, responses, examples } = contract.components;

const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

const problems = source('service/base/error.cpp').matchAll(/\{k\w+,\s*\{\s*"(\w+)",\s*"[^"]*",\s*(\d+)\s*\}\s*\}/g);
const statusOf = Object.fromEntries([...problems].map(([, code, status]) => [code, status]));

test('every object says which fields it has, and takes no others', () => {
  const open = Object.entries(schemas).filter(([, schema]) => schema.type === 'object' && schema.additionalProperties === undefined);
  assert.deepEqual(open.map(([name]) => name), []);
});

test('the problem codes are those of the service', () => {
  assert.deepEqual([...schemas.Problem.properties.code.enum].sort(), Object.keys(statusOf).sort());
});

test('every problem is described with the status it travels with', () => {
  for (const { path, method, operation } of operations) {
    for (const [status, { $ref }] of Object.entries(operation.responses)) {
      const schema = responses[$ref.split('/').pop()].content?.['application/problem+json']?.schema;
      for (const code of schema?.allOf[1].properties.code.enum ?? []) {
        assert.equal(statusOf[code], status, `${method} ${path}: ${code}`);
      }
    }
  }
});

test('every action that people take has an address', () => {
  const names = source('service/domain/lifecycle.hpp').match(/kActionNames\{([^}]*)\}/)[1];
  const actions = [...names.matchAll(/"(\w+)"/g)].map(([, name]) => name);
  assert.deepEqual([...schemas.EventAction.enum].sort(), [...actions].sort());
  for (const action of actions.filter((name) => !['open', 'escalate'].includes(name))) {
    assert.ok(operationOf('POST', `/api/v1/tickets/100001074/${action.replace('_', '-')}`).operation, action);
  }
});

test('the examples of requests and replies are valid', () => {
  const ajv = new Ajv({ strict: false });
  addFormats(ajv);
  ajv.addSchema({ $id: 'contract', ...contract }, 'contract', false, false);
  const validate = (schema, value, where) => {
    const valid = ajv.compile({ $ref: `contract${schema.$ref}` });
    assert.ok(valid(value), `${where}: ${JSON.stringify(valid.errors)}`);
  };
  for (const { path, operation } of operations) {
    const body = operation.requestBody?.content['application/json'];
    for (const [name, { value }] of Object.entries(body?.examples ?? {})) validate(body.schema, value, `${path} ${name}`);
  }
  for (const { content } of Object.values(responses)) {
    const json = content?.['application/json'];
    for (const name of Object.keys(json?.examples ?? {})) validate(json.schema, examples[name].value, name);
  }
});
