// A board drawn by Grafana's libraries: ?board=en/sla-wall&prometheus=http://…&from=…&to=… (seconds). window.seen says what happened.
import React from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter } from 'react-router-dom';
import { EventBusSrv, LoadingState, dateTime, standardTransformers, standardTransformersRegistry } from '@grafana/data';
import { setAppEvents, setDataSourceSrv, setPluginImportUtils, setRunRequest } from '@grafana/runtime';
import { initPluginTranslations } from '@grafana/i18n';
import {
  CustomVariable, DataSourceVariable, EmbeddedScene, QueryVariable, SceneDataTransformer, SceneGridItem, SceneGridLayout, SceneGridRow, SceneQueryRunner,
  SceneTimeRange, SceneVariableSet, TextBoxVariable, VariableValueSelectors, VizPanel, sceneGraph,
} from '@grafana/scenes';
import { catchError, map, of } from 'rxjs';
import { PrometheusSource, asked } from './prometheus_source.js';
import { plugins } from './plugins.jsx';

const asks = new URLSearchParams(location.search);
const range = { from: Number(asks.get('from')), to: Number(asks.get('to')) };
const source = new PrometheusSource(asks.get('prometheus'), range);
const settings = { uid: source.uid, name: source.name, type: source.type, meta: source.meta, isDefault: true };
window.seen = { asked, failures: [] };

setAppEvents(new EventBusSrv());
setDataSourceSrv({ get: async () => source, getList: () => [settings], getInstanceSettings: () => settings, reload: () => {}, registerRuntimeDataSource: () => {} });
setPluginImportUtils({ importPanelPlugin: async (id) => plugins[id], getPanelPluginFromCache: (id) => plugins[id] });
setRunRequest((_, request) =>
  source.query(request).pipe(
    map(({ data }) => ({ state: LoadingState.Done, series: data, annotations: [], timeRange: request.range, request, structureRev: 1 })),
    catchError((error) => {
      window.seen.failures.push(error.message);
      return of({ state: LoadingState.Error, series: [], timeRange: request.range, request, errors: [{ message: error.message }] });
    }),
  ));
const { mergeTransformer, organizeFieldsTransformer, filterFieldsByNameTransformer, orderFieldsTransformer, renameFieldsTransformer } = standardTransformers;
standardTransformersRegistry.setInit(() =>
  [mergeTransformer, organizeFieldsTransformer, filterFieldsByNameTransformer, orderFieldsTransformer, renameFieldsTransformer].map((transformation) => ({
    id: transformation.id, name: transformation.name, transformation: async () => transformation, imageDark: '', imageLight: '', editor: () => null,
  })));

const variable = ({ type, name, label, ...rest }) => {
  switch (type) {
    case 'datasource': return new DataSourceVariable({ name, label, pluginId: rest.query, value: settings.uid, text: settings.name });
    case 'query': return new QueryVariable({ name, label, datasource: rest.datasource, query: rest.query, regex: rest.regex, sort: rest.sort, refresh: rest.refresh, isMulti: rest.multi, includeAll: rest.includeAll, value: rest.current.value, text: rest.current.text });
    case 'custom': return new CustomVariable({ name, label, query: rest.query, value: rest.current.value, text: rest.current.text });
    default: return new TextBoxVariable({ name, label, value: rest.current.value });
  }
};

/** As a Grafana server puts them beside a panel's title; drawn again when a variable changes. */
function Links({ panel, links }) {
  panel.useState();
  return links.map(({ title, url }) => <a key={url} data-testid="link" title={title} aria-label={title} href={sceneGraph.interpolate(panel, url)} style={{ padding: '0 6px' }}>↗</a>);
}

function drawn(panel) {
  const queries = new SceneQueryRunner({ datasource: panel.datasource, queries: panel.targets });
  const made = new VizPanel({
    key: `panel-${panel.id}`, title: panel.title, description: panel.description, pluginId: panel.type, options: panel.options, fieldConfig: panel.fieldConfig,
    $data: new SceneDataTransformer({ $data: queries, transformations: panel.transformations ?? [] }),
  });
  made.setState({ titleItems: <Links panel={made} links={panel.links} /> });
  const { x, y, w, h } = panel.gridPos;
  return new SceneGridItem({ x, y, width: w, height: h, isResizable: false, isDraggable: false, body: made });
}

const item = (panel) => (panel.type === 'row' ? new SceneGridRow({ key: `row-${panel.id}`, title: panel.title, x: 0, y: panel.gridPos.y, isCollapsible: false, children: [] }) : drawn(panel));

async function show() {
  await initPluginTranslations('grafana-scenes').catch(() => {});
  const board = await (await fetch(`/dashboards/${asks.get('board')}.json`)).json();
  const scene = new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: dateTime(range.from * 1000).toISOString(), to: dateTime(range.to * 1000).toISOString(), timeZone: 'utc' }),
    $variables: new SceneVariableSet({ variables: board.templating.list.map(variable) }),
    controls: [new VariableValueSelectors({})],
    body: new SceneGridLayout({ isDraggable: false, isLazy: false, children: board.panels.map(item) }),
  });
  window.choose = (name, value) => sceneGraph.lookupVariable(name, scene).changeValueTo(value);
  createRoot(document.getElementById('root')).render(<MemoryRouter><h1 style={{ padding: '12px 8px 0', fontSize: 22 }}>{board.title}</h1><scene.Component model={scene} /></MemoryRouter>);
}

show().catch((error) => window.seen.failures.push(String(error.stack)));
