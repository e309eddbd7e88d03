// Every operation of the contract, for tests that go through all of them.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const contract = parse(readFileSync(new URL('../../../proto/openapi.yaml', import.meta.url), 'utf8'));

/** `method`, `path` (a template), and the `operation` as the contract describes it. */
export const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })));

function bodyOf({ operation }) {
  return operation.requestBody?.content['application/json'];
}

/** Whether it takes a body in JSON, be it an empty object. */
export const takesJson = (asked) => bodyOf(asked) !== undefined;

/** A body that the contract gives as an example. */
export function example(asked) {
  const examples = bodyOf(asked)?.examples;
  return examples && Object.values(examples)[0].value;
}

function followed(schema) {
  let at = schema;
  while (at.$ref) at = at.$ref.split('/').slice(1).reduce((part, name) => part[name], contract);
  return at;
}

/** The schema of what stands at a name of an object; undefined where the object takes none of that name. */
function member(schema, name) {
  const { properties, additionalProperties, anyOf = [], oneOf = [], allOf = [] } = followed(schema);
  if (properties?.[name]) return properties[name];
  const open = additionalProperties && additionalProperties !== true ? additionalProperties : undefined;
  return [...anyOf, ...oneOf, ...allOf].map((part) => member(part, name)).find((found) => found) ?? open;
}

/** The schema at a path of names within an operation's body; undefined where there is nothing of that name. */
export function describedAt(asked, names) {
  return names.reduce((schema, name) => schema && member(schema, name), bodyOf(asked).schema);
}
