// The wall the managers watch: what is promised, what is about to be missed, what was missed, and by whom.
import { board } from './board.js';
import { bars, course, grid, kColor, kNoneIsGood, league, lines, now, row, stat, steps } from './panels.js';

const kMine = 'task_force=~"$task_force"';
const kMineInList = '${task_force:customqueryparam:task_force}';
const due = (by = '') => `sum${by}(hotline:sla_due:increase$window{${kMine}})`;
const breached = (by = '') => `sum${by}(hotline:sla_breached:increase$window{${kMine}})`;
/** Sums by sums; nothing where nothing was due. */
const attained = (by = '') => `1 - ${breached(by)} / (${due(by)} > 0)`;

const kShare = { unit: 'percentunit', decimals: 1, max: 1, thresholds: steps(kColor.bad, [0.9, kColor.warn], [0.95, kColor.good]) };
const kWaiting = `hotline:queue_oldest_age_seconds{${kMine},state=~"triage|queued"}`;
const kAge = { unit: 's', decimals: 1, thresholds: steps(kColor.good, [3600, kColor.warn], [7200, kColor.bad]) };
const kTargetColors = { ack: kColor.good, contact: kColor.warn, resolve: kColor.green, callback: kColor.pink, report: kColor.blue, part: kColor.grey, supervision: kColor.yellow };
const kOfTargets = { names: 'target', colors: kTargetColors };

function figures(text) {
  const list = `/tickets?${kMineInList}`;
  return [
    stat(text, 'open', grid(0, 0, 4, 4), now(`sum(hotline:queue_tickets{${kMine}})`), { to: `${list}&sort=due` }),
    stat(text, 'at_risk', grid(4, 0, 4, 4), now(`sum(hotline:sla_at_risk{${kMine},band="75"})`), {
      thresholds: steps(kColor.good, [1, kColor.warn]),
      to: `${list}&sla=at_risk&sort=due`,
    }),
    stat(text, 'breached', grid(8, 0, 4, 4), now(breached()), { decimals: 0, thresholds: kNoneIsGood, to: `${list}&sla=breached` }),
    stat(text, 'attainment', grid(12, 0, 4, 4), now(attained()), { ...kShare, noValue: 'nothing_due', to: `${list}&sla=breached` }),
    stat(text, 'oldest', grid(16, 0, 4, 4), now(`max(${kWaiting})`), { ...kAge, noValue: 'none_waiting', to: `${list}&state=triage&state=queued&sort=oldest` }),
    stat(text, 'triage', grid(20, 0, 4, 4), now('sum(hotline:queue_tickets{state="triage"})'), {
      thresholds: steps(kColor.good, [5, kColor.warn], [20, kColor.bad]),
      to: '/tickets?state=triage&sort=oldest',
    }),
  ];
}

function waiting(text) {
  const each = '/tickets?task_force=${__field.labels.task_force}&sort=oldest';
  const risk = (band) => `sum by (target) (hotline:sla_at_risk{${kMine},band="${band}"})`;
  const soon = (color) => ({ thresholds: steps(kColor.grey, [1, color]), 'custom.cellOptions': { type: 'color-text' } });
  return [
    bars(text, 'oldest_by_task_force', grid(0, 4, 8, 10), now(`max by (task_force) (${kWaiting})`, '{{task_force}}'), {
      ...kAge,
      names: 'task_force',
      noValue: 'none_waiting',
      to: `/tickets?${kMineInList}&state=triage&state=queued&sort=oldest`,
      each,
    }),
    league(text, 'due_next', grid(8, 4, 8, 10), 'target', 'target', [
      { expr: risk(90), word: 'band_90', look: soon(kColor.bad) },
      { expr: risk(75), word: 'band_75', look: soon(kColor.warn) },
    ], { width: 140, to: `/tickets?${kMineInList}&sla=at_risk&sort=due`, each: '/tickets?sla=at_risk&target=${__data.fields.target}&sort=due' }),
    lines(text, 'at_risk_course', grid(16, 4, 8, 10), course(`sum by (band) (hotline:sla_at_risk{${kMine}})`, '{{band}}'), {
      names: 'band',
      colors: { 75: kColor.warn, 90: kColor.bad },
      to: `/tickets?${kMineInList}&sla=at_risk&sort=due`,
    }),
  ];
}

function promises(text) {
  const to = `/tickets?${kMineInList}&sla=breached`;
  const each = `${to}&target=\${__field.labels.target}`;
  const by = ' by (target) ';
  return [
    row(text, 'row_promises', 14),
    bars(text, 'attainment_by_target', grid(0, 15, 8, 8), now(attained(by), '{{target}}'), { ...kShare, names: 'target', noValue: 'nothing_due', to, each }),
    lines(text, 'attainment_course', grid(8, 15, 8, 8), course(attained(by), '{{target}}'), { ...kShare, ...kOfTargets, softMin: 0.7, noValue: 'nothing_due', to, each }),
    bars(text, 'budget', grid(16, 15, 8, 8), now('sum by (target) (hotline:sla_budget_left:30d)', '{{target}}'), {
      unit: 'percentunit',
      decimals: 0,
      min: -1,
      max: 1,
      thresholds: steps(kColor.bad, [0, kColor.warn], [0.25, kColor.good]),
      names: 'target',
      noValue: 'too_few_due',
      to: '/tickets?sla=breached',
      each: '/tickets?sla=breached&target=${__field.labels.target}',
    }),
  ];
}

function people(text) {
  const of = ' by (task_force) ';
  const escalated = `sum by (level) (increase(hotline_escalations_total{job="hotline",${kMine}}[$window]))`;
  const coloured = { type: 'color-text' };
  return [
    row(text, 'row_task_forces', 23),
    league(text, 'league', grid(0, 24, 16, 10), 'task_force', 'task_force', [
      { expr: `sum${of}(hotline:queue_tickets{${kMine}})`, word: 'open', look: { decimals: 0 } },
      { expr: `max${of}(${kWaiting})`, word: 'oldest', look: { ...kAge, 'custom.cellOptions': coloured } },
      { expr: `sum${of}(hotline:sla_at_risk{${kMine},band="75"})`, word: 'at_risk', look: { decimals: 0 } },
      { expr: breached(of), word: 'breached', look: { decimals: 0, thresholds: kNoneIsGood, 'custom.cellOptions': coloured } },
      { expr: attained(of), word: 'attainment', look: { ...kShare, 'custom.cellOptions': coloured } },
    ], { width: 200, to: `/tickets?${kMineInList}&sort=due`, each: '/tickets?task_force=${__data.fields.task_force}&sort=due' }),
    bars(text, 'escalations', grid(16, 24, 8, 10), now(escalated, '{{level}}'), {
      decimals: 0,
      names: 'level',
      thresholds: steps(kColor.good),
      to: `/tickets?${kMineInList}&sla=at_risk&sla=breached`,
    }),
  ];
}

export const slaWall = (text) =>
  board(text, 'sla-wall', {
    panels: [...figures(text), ...waiting(text), ...promises(text), ...people(text)],
    chosen: ['datasource', 'task_force', 'window', 'service'],
    usual: '1d',
    from: 'now-24h',
    refresh: '30s',
  });
