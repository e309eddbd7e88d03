// What all boards share: their variables, the alerts drawn into them, their frame.
import { kColor, kDatasource } from './panels.js';

const kSchemaVersion = 39; // Grafana 11; newer ones read it

const kWindows = ['1h', '6h', '1d', '7d', '30d'];

function variables(text, chosen, usual) {
  const all = {
    datasource: { type: 'datasource', query: 'prometheus', regex: '', hide: 0, refresh: 1, includeAll: false, multi: false, options: [] },
    task_force: {
      type: 'query',
      datasource: kDatasource,
      // Not `other`, which no configured task force is counted under; `none` are the tickets of the duty desk.
      query: { query: 'label_values(hotline_queue_tickets{job="hotline"}, task_force)', refId: 'task_force' },
      regex: '/^(?!other$).*$/',
      sort: 1,
      refresh: 2,
      hide: 0,
      includeAll: true,
      multi: true,
      current: { selected: true, text: ['All'], value: ['$__all'] },
      options: [],
    },
    window: {
      type: 'custom',
      query: kWindows.join(','),
      hide: 0,
      includeAll: false,
      multi: false,
      current: { selected: true, text: usual, value: usual },
      options: kWindows.map((value) => ({ selected: value === usual, text: value, value })),
    },
    service: {
      type: 'textbox',
      query: 'http://127.0.0.1:8080',
      hide: 0,
      current: { selected: true, text: 'http://127.0.0.1:8080', value: 'http://127.0.0.1:8080' },
      options: [{ selected: true, text: 'http://127.0.0.1:8080', value: 'http://127.0.0.1:8080' }],
    },
  };
  return chosen.map((name) => ({ name, label: text.variable(name), skipUrlSync: false, ...all[name] }));
}

function alerts(text, audience, color) {
  return {
    name: text.word(`alerts_${audience}`),
    datasource: kDatasource,
    enable: true,
    hide: false,
    iconColor: color,
    expr: `max by (alertname, severity) (ALERTS{alertname=~"Hotline.*",alertname!="HotlineWatchdog",alertstate="firing",audience="${audience}"})`,
    step: '60s',
    titleFormat: '{{alertname}}',
    textFormat: '{{severity}}',
    tagKeys: 'severity',
    useValueForTime: false,
  };
}

/** @param name also the file's name and, with the language, its uid; `usual` is the window it opens with */
export function board(text, name, { panels, chosen, usual, from, refresh }) {
  return {
    uid: `hotline-${name}`,
    title: text.board(name),
    description: text.boardDescription(name),
    tags: ['hotline'],
    schemaVersion: kSchemaVersion,
    version: 1,
    editable: true,
    graphTooltip: 1,
    fiscalYearStartMonth: 0,
    timezone: 'browser',
    weekStart: 'monday',
    time: { from, to: 'now' },
    timepicker: {},
    refresh,
    links: [{ type: 'dashboards', title: text.word('boards'), tags: ['hotline'], asDropdown: false, includeVars: true, keepTime: true, icon: 'external link', targetBlank: false, tooltip: '', url: '' }],
    annotations: { list: [alerts(text, 'managers', kColor.warn), alerts(text, 'oncall', kColor.bad)] },
    templating: { list: variables(text, chosen, usual) },
    panels: panels.map((panel, i) => ({ id: i + 1, ...panel })),
  };
}
