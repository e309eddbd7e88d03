// What can be said against a set of rules by reading it. Each function gives complaints, none when all is well.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { alertsOf, root, rulesOf, shipped } from './promtool.js';

const kChinese = /\p{Script=Han}/u;
const kSeverities = ['page', 'ticket'];
const kAudiences = ['oncall', 'managers'];
/** What a counter that is looked at over time must be inside of. */
const kOverTime = /(?:increase|rate)\((hotline_\w+)/g;

/** The metrics of the service that an expression names. */
export const metricsIn = (expr) => [...new Set(expr.match(/\bhotline_\w+(?=[{[ )]|$)/g) ?? [])];

/** Every metric of the service that these rules name. */
export const metricsNamed = (folder = shipped) => [...new Set(rulesOf(folder).flatMap(({ expr }) => metricsIn(expr)))].sort();

function wordsOf({ alert, annotations = {}, labels = {} }) {
  const wrong = [];
  for (const name of ['summary', 'description']) {
    if (!annotations[name] || kChinese.test(annotations[name])) wrong.push(`${alert}: no English ${name}`);
    if (!kChinese.test(annotations[`${name}_zh`] ?? '')) wrong.push(`${alert}: no Chinese ${name}`);
  }
  if (!kSeverities.includes(labels.severity)) wrong.push(`${alert}: severity ${labels.severity}`);
  if (!kAudiences.includes(labels.audience)) wrong.push(`${alert}: audience ${labels.audience}`);
  return wrong;
}

export const complaintsOfWords = (folder) => alertsOf(folder).flatMap(wordsOf);

function pageOf({ alert, annotations = {} }, language, suffix) {
  const given = annotations[`runbook${suffix}`];
  const file = `deploy/runbooks/${language}/${alert}.md`;
  if (given !== file) return [`${alert}: runbook${suffix} is ${given}, not ${file}`];
  if (!existsSync(path.join(root, file))) return [`${alert}: ${file} does not exist`];
  const [title] = readFileSync(path.join(root, file), 'utf8').split('\n', 1);
  if (!title.startsWith('# ')) return [`${alert}: ${file} has no title`];
  if (language === 'zh' && !kChinese.test(readFileSync(path.join(root, file), 'utf8'))) return [`${alert}: ${file} is not in Chinese`];
  return [];
}

export const complaintsOfRunbooks = (folder) => alertsOf(folder).flatMap((rule) => [...pageOf(rule, 'en', ''), ...pageOf(rule, 'zh', '_zh')]);

function shapeOf({ alert, record, expr, annotations = {} }) {
  const name = alert ?? record;
  const wrong = [];
  if (alert && /instance/.test(expr + JSON.stringify(annotations))) wrong.push(`${name}: knows an instance`);
  for (const [selector] of expr.matchAll(/(?<!")\bhotline_\w+(?:\{[^}]*\})?/g)) if (!selector.includes('job="hotline"')) wrong.push(`${name}: ${selector} without its job`);
  if (/\bavg\b/.test(expr)) wrong.push(`${name}: an average of ratios or of nodes`);
  for (const [, metric] of expr.matchAll(kOverTime)) if (!/_(total|count|bucket|sum)$/.test(metric)) wrong.push(`${name}: ${metric} is no counter`);
  for (const metric of metricsIn(expr)) if (/_age_/.test(metric)) wrong.push(`${name}: ${metric} is an age, which stands still when the process does`);
  return wrong;
}

/** Mistakes that a reader knows by their looks. */
export const complaintsOfShape = (folder) => rulesOf(folder).flatMap(shapeOf);

/** `exposed`: metric names → label sets, of the running service (exposition.js). */
export function complaintsOfMetrics(exposed, optional, folder) {
  return metricsNamed(folder).filter((name) => !exposed.has(name) && !optional.includes(name)).map((name) => `${name}: the service has no such metric`);
}
