// A synthetic month of a hotline: what its metrics would have been, minute by minute of a clock that ends at a fixed instant, as blocks of Prometheus.
// It is the same each time, but for the seconds at which promtool evaluates the rules.
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { Prometheus } from './prometheus.js';
import { ruleFiles } from './boards.js';
import { counters, gauges, histograms } from './month_figures.js';

export const kEnd = Date.UTC(2026, 5, 30, 12) / 1000;
const kDays = 31;
/** The last hours closely, for rates and courses; what is before, for windows of days. */
const kLast = 4 * 3600;

/** Instants of samples: every 3 hours, the last hours every 2 minutes. */
function* instants() {
  const near = kEnd - kLast;
  for (let t = kEnd - kDays * 86400; t < near; t += 3 * 3600) yield t;
  for (let t = near; t <= kEnd; t += 120) yield t;
}

const labelled = (labels) => {
  const all = Object.entries({ ...labels, instance: '10.0.0.1:8080', job: 'hotline' });
  return `{${all.map(([name, value]) => `${name}="${value}"`).join(',')}}`;
};

/** A series is {name, labels, at(t): value or undefined}; one family after the other, as OpenMetrics asks. */
async function writeText(file) {
  const out = createWriteStream(file);
  const times = [...instants()];
  for (const [type, families] of [['counter', counters()], ['gauge', gauges(kEnd)], ['unknown', histograms()]]) {
    for (const [family, series] of Object.entries(families)) {
      out.write(`# TYPE ${type === 'counter' ? family.replace(/_total$/, '') : family} ${type}\n`);
      for (const { labels, at, dense = false } of series) {
        const head = `${family}${labelled(labels)}`;
        const lines = times.filter((t) => !(dense || type === 'gauge') || t >= kEnd - kLast).map((t) => [t, at((t - (kEnd - kDays * 86400)) / 3600, t)]).filter(([, value]) => value !== undefined);
        if (!out.write(lines.map(([t, value]) => `${head} ${value} ${t}\n`).join(''))) await once(out, 'drain');
      }
    }
  }
  out.end('# EOF\n');
  await once(out, 'finish');
}

const quiet = { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' };

/** What the rules make of the last hours. A rule that reads what another one has recorded finds it only once Prometheus has read that as a
 *  block: as many passes, each with a new start, as rules build on rules. */
async function record(folder, data) {
  const text = ruleFiles().map((file) => readFileSync(file, 'utf8')).find((rules) => rules.includes('record: hotline:sla_objective'));
  const file = path.join(folder, 'recording.yml');
  writeFileSync(file, text.replace(/^ *interval: .*$/gm, ''));
  const span = ['--start', String(kEnd - kLast + 600), '--end', String(kEnd), '--eval-interval', '4m'];
  for (let pass = 0; pass < 3; pass += 1) {
    const prometheus = await Prometheus.start(folder, { data });
    execFileSync('nice', ['-n', '10', 'promtool', 'tsdb', 'create-blocks-from', 'rules', ...span, '--url', prometheus.url, '--output-dir', data, file], quiet);
    await prometheus.stop();
  }
}

/** A Prometheus with the month in it, and what the rules make of it. */
export async function monthOf(folder) {
  const data = path.join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const text = path.join(folder, 'month.txt');
  await writeText(text);
  execFileSync('nice', ['-n', '10', 'promtool', 'tsdb', 'create-blocks-from', 'openmetrics', '--max-block-duration=744h', text, data], quiet);
  await record(folder, data);
  return Prometheus.start(folder, { data });
}
