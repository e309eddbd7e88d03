// The runbooks: both languages say the same, and everything that they tell a tired person to type exists.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { factsOf } from './support/project_facts.js';
import { mistakesIn, readPage, shapeOf } from './support/runbook.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shipped = join(root, 'deploy/runbooks');
const kLines = { least: 25, most: 80 };

const facts = factsOf(root);
const namesIn = (folder) => readdirSync(folder).map((file) => basename(file, '.md')).sort();

/** Rows of the index: alert, severity, audience and the two links. */
function indexOf(folder) {
  const rows = readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^\| (Hotline\w+) \| (\w+) \| (\w+) \| \[.+\]\((\S+)\) \| \[.+\]\((\S+)\) \|$/gm);
  return [...rows].map(([, alert, severity, audience, en, zh]) => ({ alert, severity, audience, en, zh }));
}

function mistakesOf(folder, alert, alerts) {
  const en = readPage(join(folder, 'en', `${alert}.md`));
  const zh = readPage(join(folder, 'zh', `${alert}.md`));
  const found = [en, zh].flatMap((page) => mistakesIn(page, facts, alerts));
  for (const page of [en, zh]) {
    const lines = page.text.split('\n').length;
    if (!page.title.startsWith(alert)) found.push(`the title is "${page.title}"`);
    if (lines < kLines.least || lines > kLines.most) found.push(`${lines} lines`);
  }
  if (JSON.stringify(shapeOf(en)) !== JSON.stringify(shapeOf(zh))) found.push('the languages differ in sections, steps or blocks');
  if (en.commands !== zh.commands) found.push('the languages differ in a command');
  return found.map((what) => `${alert}: ${what}`);
}

function mistakesOfAll(folder) {
  const names = namesIn(join(folder, 'en'));
  const alerts = new Set(names);
  const inOneOnly = namesIn(join(folder, 'zh')).filter((name) => !alerts.has(name));
  const missing = names.filter((name) => !namesIn(join(folder, 'zh')).includes(name));
  if (inOneOnly.length + missing.length > 0) return [...inOneOnly, ...missing].map((name) => `${name}: in one language only`);
  return names.flatMap((alert) => mistakesOf(folder, alert, alerts));
}

test('Both languages say the same, and what they name exists', () => {
  assert.deepEqual(mistakesOfAll(shipped), []);
});

test('The sections of all pages have the same names and order', () => {
  for (const language of ['en', 'zh']) {
    const pages = indexOf(shipped).map(({ alert, audience }) => ({ audience, headings: readPage(join(shipped, language, `${alert}.md`)).sections.map(({ heading }) => heading) }));
    for (const audience of ['oncall', 'managers']) {
      const kinds = new Set(pages.filter((page) => page.audience === audience).map(({ headings }) => headings.join('|')));
      assert.equal(kinds.size, 1, `${language}, ${audience}: ${[...kinds].join(' / ')}`);
    }
  }
});

test('The index names each page once', () => {
  const rows = indexOf(shipped);
  assert.deepEqual(rows.map(({ alert }) => alert).sort(), namesIn(join(shipped, 'en')));
  for (const { alert, en, zh } of rows) assert.deepEqual([en, zh], [`en/${alert}.md`, `zh/${alert}.md`]);
});

/** `- alert: NAME` with the labels that follow it. */
function alertsOfRules() {
  const folder = join(root, 'deploy/prometheus/rules');
  const text = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const found = text.split(/^\s+- alert: /m).slice(1).map((rule) => ({
    alert: /^\w+/.exec(rule)[0],
    severity: /severity: (\w+)/.exec(rule)[1],
    audience: /audience: (\w+)/.exec(rule)[1],
  }));
  // One alert may be two rules; the index has the first, which is the graver.
  return [...new Map(found.reverse().map((rule) => [rule.alert, rule])).values()];
}

test('The index and the rules name the same alerts with the same severity and audience', () => {
  const byName = (a, b) => a.alert.localeCompare(b.alert);
  const index = indexOf(shipped).map(({ alert, severity, audience }) => ({ alert, severity, audience }));
  assert.deepEqual(index.sort(byName), alertsOfRules().sort(byName));
});

const scratch = mkdtempSync(join(tmpdir(), 'hotline-runbooks-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const faults = [
  { name: 'a task that hotlinectl has not', page: 'HotlineTimersOverdue', languages: ['en', 'zh'], from: 'hotlinectl rebuild', to: 'hotlinectl repair', says: /no task "repair"/ },
  { name: 'a path that the API has not', page: 'HotlineOldestWaiting', languages: ['en', 'zh'], from: '/tickets/NUMBER/supervise', to: '/tickets/NUMBER/order', says: /no POST .*order/ },
  { name: 'a method that the path has not', page: 'HotlineBreakGlassLogin', languages: ['en', 'zh'], from: '-X PATCH', to: '-X PUT', says: /no PUT / },
  { name: 'an event that nothing logs', page: 'HotlineCanarySilent', languages: ['en', 'zh'], from: '"canary_failed"', to: '"canary_died"', says: /no log event "canary_died"/ },
  { name: 'a metric that nothing exports', page: 'HotlineSlow', languages: ['en', 'zh'], from: 'hotline_redis_command_duration', to: 'hotline_redis_call_duration', says: /no metric "hotline_redis_call/ },
  { name: 'an option that no program has', page: 'HotlineDeadLetters', languages: ['en', 'zh'], from: '--reason', to: '--because', says: /no option --because/ },
  { name: 'an alert without a page', page: 'HotlineSlow', languages: ['en', 'zh'], from: '## ', to: 'See HotlineGone.\n\n## ', says: /no page of HotlineGone/ },
  { name: 'a command changed in one language', page: 'HotlineRedisAway', languages: ['zh'], from: 'df -h', to: 'du -h', says: /differ in a command/ },
  { name: 'a step missing in one language', page: 'HotlineClockOff', languages: ['zh'], from: '\n3. ', to: '\n', says: /differ in sections, steps/ },
];

for (const { name, page, languages, from, to, says } of faults) {
  test(`Found: ${name}`, () => {
    const copy = mkdtempSync(join(scratch, 'copy-'));
    cpSync(shipped, copy, { recursive: true });
    for (const language of languages) {
      const file = join(copy, language, `${page}.md`);
      const before = readFileSync(file, 'utf8');
      assert.ok(before.includes(from), `${page} does not say ${from} any more`);
      writeFileSync(file, before.replaceAll(from, () => to));
    }
    assert.match(mistakesOfAll(copy).join('\n'), says);
  });
}

test('Found: a page in one language only', () => {
  const copy = mkdtempSync(join(scratch, 'copy-'));
  cpSync(shipped, copy, { recursive: true });
  rmSync(join(copy, 'zh/HotlineSlow.md'));
  assert.deepEqual(mistakesOfAll(copy), ['HotlineSlow: in one language only']);
});
