// What a lead looks at: the queue, what the people do, and what callers say of it.
import { board } from './board.js';
import { bars, course, grid, kColor, kNoneIsGood, lines, now, row, stat, steps } from './panels.js';

const kMine = 'task_force=~"$task_force"';
const kMineInList = '${task_force:customqueryparam:task_force}';
const kList = `/tickets?${kMineInList}`;
const counted = (by, metric, more = '') => `sum by (${by}) (increase(${metric}{job="hotline",${kMine}${more}}[$window]))`;
const kStateColors = { triage: kColor.bad, queued: kColor.warn, in_progress: kColor.good, waiting: kColor.grey, resolved: kColor.green };
const kUrgencyColors = { 1: kColor.bad, 2: kColor.warn, 3: kColor.good, 4: kColor.blue, 5: kColor.grey };
const kShare = { unit: 'percentunit', decimals: 1, max: 1, thresholds: steps(kColor.bad, [0.9, kColor.warn], [0.95, kColor.good]) };

const kSatisfied = `sum(increase(hotline_satisfaction_total{job="hotline",${kMine},score=~"4|5"}[$window]))`;
const kAnswered = `sum(increase(hotline_satisfaction_total{job="hotline",${kMine}}[$window]))`;
const attained = (by) => `1 - sum by (${by}) (hotline:sla_breached:increase$window{${kMine}}) / (sum by (${by}) (hotline:sla_due:increase$window{${kMine}}) > 0)`;

function figures(text) {
  const in_ = (state) => `sum(hotline:queue_tickets{${kMine},state="${state}"})`;
  return [
    stat(text, 'queued', grid(0, 0, 4, 4), now(in_('queued')), { to: `${kList}&state=queued&sort=due` }),
    stat(text, 'in_progress', grid(4, 0, 4, 4), now(in_('in_progress')), { to: `${kList}&state=in_progress&sort=due` }),
    stat(text, 'most_urgent', grid(8, 0, 4, 4), now(`sum(hotline:queue_tickets{${kMine},urgency="1"})`), {
      thresholds: steps(kColor.good, [1, kColor.warn]),
      to: `${kList}&urgency=1&sort=due`,
    }),
    stat(text, 'breached', grid(12, 0, 4, 4), now(`sum(hotline:sla_breached:increase$window{${kMine}})`), { decimals: 0, thresholds: kNoneIsGood, to: `${kList}&sla=breached` }),
    stat(text, 'satisfied', grid(16, 0, 4, 4), now(`${kSatisfied} / (${kAnswered} > 0)`), {
      ...kShare,
      thresholds: steps(kColor.bad, [0.8, kColor.warn], [0.9, kColor.good]),
      noValue: 'nobody_asked',
      to: `${kList}&state=resolved`,
    }),
    stat(text, 'returned', grid(20, 0, 4, 4), now(`sum(increase(hotline_returns_total{job="hotline",${kMine}}[$window]))`), { decimals: 0, to: `${kList}&state=triage&state=queued&sort=oldest` }),
  ];
}

function queue(text) {
  const by = (label) => course(`sum by (${label}) (hotline:queue_tickets{${kMine}})`, `{{${label}}}`);
  return [
    lines(text, 'queue_by_state', grid(0, 4, 8, 8), by('state'), {
      stack: true, names: 'state', colors: kStateColors, to: `${kList}&sort=due`, each: `${kList}&state=\${__field.labels.state}&sort=due`,
    }),
    lines(text, 'queue_by_urgency', grid(8, 4, 8, 8), by('urgency'), {
      stack: true, names: 'urgency', colors: kUrgencyColors, to: `${kList}&sort=due`, each: `${kList}&urgency=\${__field.labels.urgency}&sort=due`,
    }),
    bars(text, 'oldest_by_state', grid(16, 4, 8, 8), now(`max by (state) (hotline:queue_oldest_age_seconds{${kMine}})`, '{{state}}'), {
      unit: 's',
      decimals: 1,
      names: 'state',
      thresholds: steps(kColor.good, [86400, kColor.warn], [259200, kColor.bad]),
      noValue: 'none_waiting',
      to: `${kList}&sort=oldest`,
      each: `${kList}&state=\${__field.labels.state}&sort=oldest`,
    }),
  ];
}

function work(text) {
  return [
    row(text, 'row_work', 12),
    lines(text, 'transitions', grid(0, 13, 8, 8), course(counted('to', 'hotline_ticket_transitions_total'), '{{to}}'), {
      decimals: 0, names: 'to', colors: { ...kStateColors, other: kColor.pink }, to: `${kList}&sort=due`,
    }),
    bars(text, 'claims', grid(8, 13, 8, 8), now(counted('result', 'hotline_claims_total', ',result!="other"'), '{{result}}'), {
      decimals: 0, names: 'claim', to: `${kList}&state=in_progress&sort=due`,
    }),
    bars(text, 'returns', grid(16, 13, 8, 8), now(counted('reason', 'hotline_returns_total', ',reason!="other"'), '{{reason}}'), {
      decimals: 0, names: 'return', to: `${kList}&state=triage&state=queued&sort=oldest`,
    }),
  ];
}

function results(text) {
  const to = `${kList}&sla=breached`;
  const city = (by, metric) => `sum by (${by}) (increase(${metric}{job="hotline",${by}!="other"}[$window]))`;
  return [
    row(text, 'row_results', 21),
    bars(text, 'attainment_by_target', grid(0, 22, 8, 8), now(attained('target'), '{{target}}'), { ...kShare, names: 'target', noValue: 'nothing_due', to, each: `${to}&target=\${__field.labels.target}` }),
    bars(text, 'attainment_by_urgency', grid(8, 22, 8, 8), now(attained('urgency'), '{{urgency}}'), { ...kShare, names: 'urgency', noValue: 'nothing_due', to, each: `${to}&urgency=\${__field.labels.urgency}` }),
    bars(text, 'satisfaction', grid(16, 22, 8, 8), now(counted('score', 'hotline_satisfaction_total', ',score!="other"'), '{{score}}'), { decimals: 0, names: 'score', to: `${kList}&state=resolved` }),
    bars(text, 'callbacks', grid(0, 30, 8, 10), now(city('result', 'hotline_callbacks_total'), '{{result}}'), { decimals: 0, names: 'callback', to: '/tickets?state=resolved&sort=due' }),
    bars(text, 'repeat_calls', grid(8, 30, 16, 10), now(city('category', 'hotline_repeat_calls_total'), '{{category}}'), { decimals: 0, names: 'category', to: '/tickets?sort=oldest' }),
  ];
}

export const taskForce = (text) =>
  board(text, 'task-force', {
    panels: [...figures(text), ...queue(text), ...work(text), ...results(text)],
    chosen: ['datasource', 'task_force', 'window', 'service'],
    usual: '1d',
    from: 'now-24h',
    refresh: '1m',
  });
