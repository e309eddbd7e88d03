// A Prometheus of a test's own, and what it says.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, start, stop, until } from '../../../api/support/processes.js';
import { ruleFiles } from './boards.js';

export class Prometheus {
  /** `targets`: addresses it scrapes each second, as job hotline; `data`: a folder with blocks. Rules run only where something is scraped. */
  static async start(folder, { targets = [], data = path.join(folder, 'data') } = {}) {
    mkdirSync(path.join(folder, 'rules'), { recursive: true });
    for (const file of ruleFiles()) cpSync(file, path.join(folder, 'rules', path.basename(file)));
    const scraped = targets.length > 0 ? { rule_files: ['rules/*.yml'], scrape_configs: [{ job_name: 'hotline', static_configs: [{ targets }] }] } : {};
    writeFileSync(path.join(folder, 'prometheus.yml'), JSON.stringify({ global: { scrape_interval: '1s', evaluation_interval: '1s' }, ...scraped }));
    const prometheus = new Prometheus();
    const port = await freePort();
    prometheus.url = `http://127.0.0.1:${port}`;
    prometheus.child = start('nice', ['-n', '10', 'prometheus', `--config.file=${path.join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y', `--web.listen-address=127.0.0.1:${port}`, '--web.cors.origin=.*']);
    await until(async () => {
      if (prometheus.child.exitCode !== null) throw new Error(`prometheus ended:\n${prometheus.child.output.stderr}`);
      return fetch(`${prometheus.url}/-/ready`).then(({ status }) => status === 200, () => false);
    }, 'prometheus');
    return prometheus;
  }

  stop() {
    return stop(this.child);
  }

  async get(what, parameters) {
    const body = new URLSearchParams(parameters);
    const answer = await (await fetch(`${this.url}/api/v1/${what}`, { method: 'POST', body })).json();
    if (answer.status !== 'success') throw new Error(`${answer.error} in ${body.get('query')}`);
    return answer.data;
  }

  /** Series as {labels, value}. */
  async instant(query, time) {
    const { result } = await this.get('query', { query, ...(time ? { time } : {}) });
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  async range(query, from, to, step) {
    return (await this.get('query_range', { query, start: from, end: to, step })).result;
  }

  /** What promtool says of the same: lines of "{labels} => value". */
  promtool(query, time) {
    const out = execFileSync('promtool', ['query', 'instant', `--time=${time}`, '--format=json', this.url, query], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return JSON.parse(out).map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }
}
