// A JSON schema of boards, made from the types of @grafana/schema. What is optional in a file is not in the types (they describe a board after
// Grafana has filled in defaults), so nothing is required; but a field that the types do not have is a fault.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import { panelsOf } from './boards.js';

const here = fileURLToPath(new URL('..', import.meta.url));
const kTypes = path.join(path.dirname(createRequire(import.meta.url).resolve('@grafana/schema/package.json')), 'dist', 'types', 'raw');
/** Annotations of Prometheus have fields of their own, which these types leave to the data source. */
const kBoardType = `import { AnnotationQuery, Dashboard } from '${path.join(kTypes, 'dashboard', 'x', 'types.gen')}';
interface Alerts extends AnnotationQuery { expr: string; step: string; titleFormat: string; textFormat: string; tagKeys: string; useValueForTime: boolean }
export interface Board extends Omit<Dashboard, 'annotations'> { annotations: { list: Alerts[] } }`;
const kPanelTypes = ['stat', 'bargauge', 'timeseries', 'table'];

function relaxed(schema) {
  if (Array.isArray(schema)) return schema.map(relaxed);
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(Object.entries(schema).filter(([key, value]) => !(key === 'required' && Array.isArray(value))).map(([key, value]) => [key, relaxed(value)]));
}

/** What the types leave open (Record<string, unknown>) stays open. */
function validator(file, type, folder) {
  const source = path.join(folder, `${type}.ts`);
  writeFileSync(source, file);
  const schema = createGenerator({ path: source, type, tsconfig: path.join(folder, 'tsconfig.json'), skipTypeCheck: true, additionalProperties: false }).createSchema(type);
  return new Ajv({ strict: false, allErrors: true }).compile(relaxed(schema));
}

export function validators() {
  const folder = mkdtempSync(path.join(here, 'node_modules', '.schema-'));
  try {
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { module: 'esnext', moduleResolution: 'bundler', target: 'es2022', strict: true, skipLibCheck: true } }));
    const composable = (kind) => `import * as t from '${path.join(kTypes, 'composable', kind, 'panelcfg', 'x', 'types.gen')}';`;
    return {
      board: validator(kBoardType, 'Board', folder),
      ...Object.fromEntries(kPanelTypes.map((kind) => {
        const custom = ['timeseries', 'table'].includes(kind) ? '; custom: t.FieldConfig' : '';
        return [kind, validator(`${composable(kind)}\nexport interface Settings { options: t.Options${custom} }`, 'Settings', folder)];
      })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const said = ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`;

export function schemaComplaints(board, by) {
  const complaints = by.board(board) ? [] : by.board.errors.map(said);
  for (const panel of panelsOf(board)) {
    const check = by[panel.type];
    if (!check) complaints.push(`${panel.title}: unknown kind of panel ${panel.type}`);
    else if (!check({ options: panel.options, ...(panel.fieldConfig.defaults.custom ? { custom: panel.fieldConfig.defaults.custom } : {}) })) complaints.push(...check.errors.map((error) => `${panel.title}: ${said(error)}`));
  }
  return complaints;
}
