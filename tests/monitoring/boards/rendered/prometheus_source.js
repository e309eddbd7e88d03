// A data source of Prometheus for these pages: enough of one to ask what the boards ask.
import { FieldType, toDataFrame } from '@grafana/data';
import { sceneGraph } from '@grafana/scenes';
import { from, map } from 'rxjs';

export const asked = [];
const kRateInterval = '15m';

const oneOrAny = (value) => (Array.isArray(value) ? `(${value.join('|')})` : String(value));
const legend = (format, labels) => (format ? format.replace(/\{\{(\w+)\}\}/g, (_, name) => labels[name] ?? '') : Object.values(labels).join(' '));

export class PrometheusSource {
  constructor(url, range) {
    Object.assign(this, { url, range, uid: 'hotline-prometheus', type: 'prometheus', name: 'Prometheus', id: 1, meta: { id: 'prometheus', info: {} } });
  }

  getRef() {
    return { type: this.type, uid: this.uid };
  }

  async #get(what, parameters) {
    asked.push(parameters.query ?? parameters['match[]']);
    const answer = await (await fetch(`${this.url}/api/v1/${what}`, { method: 'POST', body: new URLSearchParams(parameters) })).json();
    if (answer.status !== 'success') throw new Error(`${answer.error}: ${parameters.query}`);
    return answer.data;
  }

  #filled(text, scopedVars) {
    return sceneGraph.interpolate(scopedVars.__sceneObject.value.valueOf(), text.replaceAll('$__rate_interval', kRateInterval), scopedVars, oneOrAny);
  }

  async #frames(target, scopedVars) {
    const query = this.#filled(target.expr, scopedVars);
    const { from: start, to: end } = this.range;
    const { result } = target.range ? await this.#get('query_range', { query, start, end, step: 240 }) : await this.#get('query', { query, time: end });
    if (target.format === 'table') return result.length === 0 ? [] : [this.#table(target.refId, result)];
    return result.map(({ metric, values, value }) => {
      const points = values ?? [value];
      return toDataFrame({ refId: target.refId, fields: [
        { name: 'Time', type: FieldType.time, values: points.map(([time]) => time * 1000) },
        { name: 'Value', type: FieldType.number, labels: metric, values: points.map(([, number]) => Number(number)), config: { displayNameFromDS: legend(target.legendFormat, metric) } },
      ] });
    });
  }

  #table(refId, result) {
    const labels = [...new Set(result.flatMap(({ metric }) => Object.keys(metric)))];
    return toDataFrame({ refId, fields: [
      { name: 'Time', type: FieldType.time, values: result.map(({ value }) => value[0] * 1000) },
      ...labels.map((name) => ({ name, type: FieldType.string, values: result.map(({ metric }) => metric[name]) })),
      { name: `Value #${refId}`, type: FieldType.number, values: result.map(({ value }) => Number(value[1])) },
    ] });
  }

  query({ targets, scopedVars }) {
    return from(Promise.all(targets.map((target) => this.#frames(target, scopedVars)))).pipe(map((data) => ({ data: data.flat() })));
  }

  async metricFindQuery(query) {
    const [, metric, label] = /^label_values\((.+), (\w+)\)$/.exec(query.query ?? query);
    const { from: start, to: end } = this.range;
    const series = await this.#get('series', { 'match[]': metric, start, end });
    return [...new Set(series.map((labels) => labels[label]))].map((text) => ({ text }));
  }
}
