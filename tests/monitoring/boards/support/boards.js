// The boards as files, and what is in them.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const kDashboards = fileURLToPath(new URL('../../../../deploy/grafana/dashboards/', import.meta.url));
export const kLanguages = ['zh', 'en'];
export const kNames = ['sla-wall', 'task-force', 'service'];

/** HOTLINE_TEST_RULES names others than this checkout's. */
export function rulesFolder() {
  const folder = process.env.HOTLINE_TEST_RULES ?? fileURLToPath(new URL('../../../../deploy/prometheus/rules/', import.meta.url));
  if (!existsSync(folder)) throw new Error(`no recording rules in ${folder}: the boards are built on them`);
  return folder;
}

export const ruleFiles = () => readdirSync(rulesFolder()).filter((name) => name.endsWith('.yml')).map((name) => path.join(rulesFolder(), name));

export const read = (language, name) => JSON.parse(readFileSync(path.join(kDashboards, language, `${name}.json`), 'utf8'));

export const panelsOf = (board) => board.panels.filter(({ type }) => type !== 'row');

/** Every expression with where it stands. */
export function expressionsOf(board) {
  return [
    ...panelsOf(board).flatMap(({ title, targets }) => targets.map((target) => ({ ...target, where: `panel ${title}` }))),
    ...board.annotations.list.map(({ name, expr }) => ({ expr, where: `annotation ${name}` })),
  ];
}

export function labelQueriesOf(board) {
  return board.templating.list.filter(({ type }) => type === 'query').map(({ name, query }) => {
    const [, metric, label] = /^label_values\((.+), (\w+)\)$/.exec(query.query);
    return { where: `variable ${name}`, expr: metric, label };
  });
}

const kBuiltIn = new Set(['__rate_interval', '__interval', '__range']);
const kReference = /\$\{(\w+)(?:\.[\w.]+)?(?::[^}]*)?\}|\$(\w+)/g;

/** Names of variables a text uses; those of fields (`__field`, `__data`) stand in links only. */
export const referencesIn = (text) => [...text.matchAll(kReference)].map((found) => found[1] ?? found[2]).filter((name) => !kBuiltIn.has(name));

/** As Grafana would put values into an expression; `values` by name, lists as one of a regular expression. */
export function filled(text, values) {
  return text.replace(kReference, (whole, braced, bare) => {
    const value = values[braced ?? bare];
    if (value === undefined) throw new Error(`undefined variable ${whole} in ${text}`);
    return Array.isArray(value) ? `(${value.join('|')})` : value;
  });
}
