// promtool and amtool as a test runs them.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const { parse, stringify } = createRequire(new URL('../../../api/package.json', import.meta.url))('yaml');
export const root = fileURLToPath(new URL('../../../../', import.meta.url));
export const shipped = path.join(root, 'deploy/prometheus');

const kSecond = 1000;

/** {code, output}: of what it wrote, both streams. */
export function tool(program, ...args) {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: 300 * kSecond, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: error?.code ?? 0, output: stdout + stderr });
    });
  });
}

/** Calls `use` with a new folder that is gone afterwards. */
export async function withFolder(use) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hotline-rules-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const ruleFiles = (folder = shipped) =>
  readdirSync(path.join(folder, 'rules')).filter((file) => file.endsWith('.yml')).sort().map((file) => path.join(folder, 'rules', file));

/** All rules of a Prometheus folder, each with the name of its `group`. */
export function rulesOf(folder = shipped) {
  return ruleFiles(folder).flatMap((file) => parse(readFileSync(file, 'utf8')).groups)
    .flatMap(({ name, rules }) => rules.map((rule) => ({ group: name, ...rule })));
}

export const alertsOf = (folder = shipped) => rulesOf(folder).filter(({ alert }) => alert !== undefined);

const named = (expr) => expr.match(/hotline:[\w:]+/g) ?? [];

/** The groups of rules as they are, but only with an alert and what it is built on: all of them together take promtool a hundred times as long. */
export function groupsFor(alert, folder = shipped) {
  const groups = ruleFiles(folder).flatMap((file) => parse(readFileSync(file, 'utf8')).groups);
  const rules = groups.flatMap((group) => group.rules);
  const wanted = new Set([alert]);
  // A set that grows while it is gone through is gone through to its new end.
  for (const name of wanted) for (const { expr } of rules.filter((rule) => (rule.record ?? rule.alert) === name)) named(expr).forEach((one) => wanted.add(one));
  return groups.map((group) => ({ ...group, rules: group.rules.filter(({ record, alert: of }) => wanted.has(record ?? of)) })).filter((group) => group.rules.length > 0);
}

/** Calls `use` with a copy of what is shipped in which `edit(text, file name)` changed some rules. */
export function withEdited(edit, use) {
  return withFolder((folder) => {
    cpSync(shipped, folder, { recursive: true });
    let changed = false;
    for (const file of ruleFiles(folder)) {
      const before = readFileSync(file, 'utf8');
      const text = edit(before, path.basename(file));
      changed ||= text !== before;
      writeFileSync(file, text);
    }
    if (!changed) throw new Error('this edit changes nothing');
    return use(folder);
  });
}
