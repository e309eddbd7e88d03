// Prometheus and Alertmanager as they are shipped, in a hurry: minutes are seconds.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort, start, stop, until } from '../../../api/support/processes.js';
import { parse, root, ruleFiles, shipped, stringify, tool } from './promtool.js';

/** Waiting times of rules, and the intervals of their groups. */
function hurried(rules) {
  return rules.replace(/^( +for:) \d+s$/gm, '$1 1s').replace(/^( +(?:for|keep_firing_for):) (\d+)[mh]$/gm, '$1 $2s').replace(/^( +interval:) \d+m$/gm, '$1 1s');
}

function hurriedRoutes(route) {
  Object.assign(route, { group_wait: '1s', group_interval: '1s' });
  if (route.receiver === 'dead-mans-switch') route.repeat_interval = '2s';
  (route.routes ?? []).forEach(hurriedRoutes);
}

export class Stack {
  /** Scrapes 127.0.0.1:`target` and tells 127.0.0.1:`receiver`. */
  static async start(target, receiver) {
    const stack = new Stack();
    stack.folder = mkdtempSync(path.join(os.tmpdir(), 'hotline-stack-'));
    stack.prometheusPort = await freePort();
    stack.alertmanagerPort = await freePort();
    stack.#writePrometheus(target);
    stack.#writeAlertmanager(receiver);
    await stack.#up();
    return stack;
  }

  #file = (...names) => path.join(this.folder, ...names);

  #writePrometheus(target) {
    cpSync(shipped, this.#file('prometheus'), { recursive: true });
    const config = parse(readFileSync(this.#file('prometheus', 'prometheus.yml'), 'utf8'));
    Object.assign(config.global, { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' });
    writeFileSync(this.#file('prometheus', 'prometheus.yml'), stringify(config));
    for (const file of ruleFiles(this.#file('prometheus'))) writeFileSync(file, hurried(readFileSync(file, 'utf8')));
    writeFileSync(this.#file('prometheus', 'targets', 'hotline.yml'), stringify([{ targets: [`127.0.0.1:${target}`] }]));
    writeFileSync(this.#file('prometheus', 'targets', 'alertmanager.yml'), stringify([{ targets: [`127.0.0.1:${this.alertmanagerPort}`] }]));
  }

  #writeAlertmanager(receiver) {
    const config = parse(readFileSync(path.join(root, 'deploy/alertmanager/alertmanager.yml'), 'utf8'));
    hurriedRoutes(config.route);
    for (const { webhook_configs: hooks } of config.receivers) for (const hook of hooks) hook.url = hook.url.replace(/:\d+\//, `:${receiver}/`);
    writeFileSync(this.#file('alertmanager.yml'), stringify(config));
  }

  async #up() {
    mkdirSync(this.#file('data'));
    this.alertmanager = start('prometheus-alertmanager', [`--config.file=${this.#file('alertmanager.yml')}`, `--storage.path=${this.#file('data', 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${this.alertmanagerPort}`, '--cluster.listen-address=']);
    this.prometheus = start('prometheus', [`--config.file=${this.#file('prometheus', 'prometheus.yml')}`, `--storage.tsdb.path=${this.#file('data', 'prometheus')}`,
      // What fired before Alertmanager was found is said again at once, not a minute later.
      `--web.listen-address=127.0.0.1:${this.prometheusPort}`, '--rules.alert.resend-delay=1s']);
    await this.#ready('Alertmanager', this.alertmanager, this.alertmanagerPort);
    await this.#ready('Prometheus', this.prometheus, this.prometheusPort);
  }

  #ready(name, child, port) {
    return until(async () => {
      if (child.exitCode !== null) throw new Error(`${name} ended:\n${child.output.stderr.slice(-3000)}`);
      return fetch(`http://127.0.0.1:${port}/-/ready`).then(({ ok }) => ok, () => false);
    }, `${name} to be ready`);
  }

  async query(expr) {
    const reply = await fetch(`http://127.0.0.1:${this.prometheusPort}/api/v1/query?query=${encodeURIComponent(expr)}`);
    return (await reply.json()).data.result;
  }

  /** What Alertmanager holds with these labels; `status.state`, `silencedBy` and `inhibitedBy` say what it does about it. */
  async held(labels) {
    const alerts = await (await fetch(`http://127.0.0.1:${this.alertmanagerPort}/api/v2/alerts`)).json();
    return alerts.filter((alert) => Object.entries(labels).every(([name, value]) => alert.labels[name] === value));
  }

  async silence(...args) {
    const { code, output } = await tool('amtool', '--alertmanager.url', `http://127.0.0.1:${this.alertmanagerPort}`, 'silence', ...args);
    if (code !== 0) throw new Error(output);
    return output.trim();
  }

  async end() {
    for (const child of [this.prometheus, this.alertmanager]) if (child) await stop(child);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
