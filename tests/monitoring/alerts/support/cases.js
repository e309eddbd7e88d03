// From the cases of an alert (../cases) to tests that promtool runs.
//
// What an alert is given, all of it about one alert:
//   bad      lines (series.js) under which it fires, and `fires`, the labels of each alert by then, without severity and audience
//   quiet    by name, lines under which it does not fire
//   mended   lines that end it after `bad` (the first of `quiet`, going on as it ends), within `within` steps
//   whenDead what fires when there are no metrics at all, if not the same
//   step     minutes between two samples and evaluations (1)
//   more     by name, {stretches, fires}: what else it has to do
// Of `bad` come: it fires; for two nodes as for one; and goes on when the service dies, or answers without any metric.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { groupsFor, stringify, tool, withFolder } from './promtool.js';
import { lengthOf, parsed, seriesOf } from './series.js';

/** As long as nobody is woken by what holds a number only for a while. */
const kDead = 90;
const kUsuallyMended = 100;

const stepsOf = (lines) => Math.max(...lines.map((line) => lengthOf(parsed(line).values)));
const stretch = (lines) => ({ lines, steps: stepsOf(lines) });
/** The last value of each series goes on. */
function lasting(lines, steps) {
  return { lines: lines.map((line) => `${line.replace(/ .+$/, '')} ${parsed(line).values.split(' ').at(-1).replace(/\*\d+$/, '')}*${steps}`), steps };
}

function variants({ bad, fires, whenDead = fires, quiet, mended, within = kUsuallyMended, more = {} }) {
  const all = Object.entries(more).map(([name, rest]) => ({ name, nodes: 1, ...rest }));
  for (const [name, lines] of Object.entries(quiet ?? {})) all.push({ name: `quiet: ${name}`, nodes: 1, stretches: [stretch(lines)], fires: [] });
  if (bad === undefined) return all;
  const began = stretch(bad);
  return [
    { name: 'fires', nodes: 1, stretches: [began], fires },
    { name: 'two nodes', nodes: 2, stretches: [began], fires },
    { name: 'the service dies', nodes: 2, stretches: [began, { lines: [], steps: kDead, up: '0', empty: true }], fires: whenDead },
    { name: 'the metrics vanish', nodes: 2, stretches: [began, { lines: [], steps: kDead, empty: true }], fires: whenDead },
    { name: 'mended', nodes: 1, stretches: [began, lasting(mended ?? Object.values(quiet)[0], within)], fires: [] },
    ...all,
  ];
}

/** Two variants of an alert have different names. */
export const namesOf = (alertCase) => variants(alertCase).map(({ name }) => name);

function promtoolGroup(alert, { name, nodes, stretches, fires }, step) {
  const steps = stretches.reduce((sum, one) => sum + one.steps, 0);
  return {
    name,
    interval: `${step}m`,
    input_series: seriesOf(stretches, nodes),
    promql_expr_test: [{
      // No alert has the label `variant`: it is there to be read in promtool's report, which does not name the group.
      expr: `group without (severity, audience, alertstate) (ALERTS{alertname="${alert}",alertstate="firing",variant!="${name}"})`,
      eval_time: `${(steps - 1) * step}m`,
      exp_samples: fires.map((labels) => ({ labels: `{${[`alertname="${alert}"`, labels].filter((part) => part !== '').join(',')}}`, value: 1 })),
    }],
  };
}

/** The names of the variants that are not as they should be, each with what promtool says. */
export function failuresOf(alert, alertCase, folder) {
  return withFolder(async (scratch) => {
    const step = alertCase.step ?? 1;
    const file = path.join(scratch, 'test.yml');
    const tests = variants(alertCase).map((variant) => promtoolGroup(alert, variant, step));
    writeFileSync(path.join(scratch, 'rules.yml'), stringify({ groups: groupsFor(alert, folder) }, { lineWidth: 0 }));
    writeFileSync(file, stringify({ rule_files: ['rules.yml'], evaluation_interval: `${step}m`, tests }, { lineWidth: 0 }));
    const { code, output } = await tool('promtool', 'test', 'rules', file);
    const reports = output.split(/^ +expr: /m).slice(1);
    const failures = new Map(tests.flatMap(({ name }) => reports.filter((report) => report.includes(`variant!=\\"${name}\\"`)).map((report) => [name, report.trim()])));
    if (code !== 0 && failures.size === 0) throw new Error(`${output}\n${readFileSync(file, 'utf8').slice(0, 2000)}`);
    return failures;
  });
}
