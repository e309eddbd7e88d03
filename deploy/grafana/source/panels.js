// What panels are made of. A panel's words are looked up by its key, so that the two languages cannot differ in anything else.

// Of the Okabe–Ito palette: told apart by colour-blind people, and legible on dark and on light ground.
export const kColor = { good: '#56B4E9', warn: '#E69F00', bad: '#D55E00', green: '#009E73', pink: '#CC79A7', blue: '#4C8BD6', grey: '#9AA5B1', yellow: '#F0E442' };

export const kDatasource = { type: 'prometheus', uid: '${datasource}' };

/** Thresholds as Grafana writes them: pairs of a lower bound and a colour; the first has none. */
export const steps = (first, ...rest) => ({
  mode: 'absolute',
  steps: [{ color: first, value: null }, ...rest.map(([value, color]) => ({ color, value }))],
});
export const kPlain = steps(kColor.good);
export const kNoneIsGood = steps(kColor.good, [1, kColor.bad]);

/** An expression with what each of its series is called in legends. Instant where only the present counts. */
export const now = (expr, legendFormat = '') => ({ expr, legendFormat, instant: true, range: false });
export const course = (expr, legendFormat = '') => ({ expr, legendFormat, instant: false, range: true });
export const rows = (expr) => ({ ...now(expr), format: 'table' });

const targets = (queries) =>
  queries.map((query, i) => ({ refId: String.fromCharCode(65 + i), datasource: kDatasource, editorMode: 'code', ...query }));

/** The words of a label's values: series and cells that bear such a name show them instead of it. */
function renamed(text, kind, colors = {}) {
  return Object.entries(text.values(kind)).map(([value, word]) => ({
    matcher: { id: 'byName', options: value },
    properties: [
      { id: 'displayName', value: word },
      ...(colors[value] ? [{ id: 'color', value: { mode: 'fixed', fixedColor: colors[value] } }] : []),
    ],
  }));
}

export const mapped = (text, kind) => [
  { type: 'value', options: Object.fromEntries(Object.entries(text.values(kind)).map(([value, word], index) => [value, { text: word, index }])) },
];

/**
 * @param key     finds title and description among the texts
 * @param more.to where in the console its figures lie open; `each` the same for one series or row
 */
function panel(type, text, key, at, queries, more) {
  const { unit = 'none', decimals, min, max, thresholds = kPlain, color, names, colors, custom, noValue, options, overrides = [], transformations, mappings, to, each } = more;
  const link = (title, url) => ({ title, url: `\${service}${url}`, targetBlank: true });
  return {
    type,
    title: text.title(key),
    description: text.description(key),
    gridPos: at,
    datasource: kDatasource,
    targets: targets(queries),
    links: [link(text.word(to.startsWith('/tickets') ? 'open_list' : 'open_page'), to)],
    fieldConfig: {
      defaults: {
        unit,
        ...(decimals === undefined ? {} : { decimals }),
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        noValue: text.word(noValue ?? 'nothing'),
        color: color ?? { mode: 'thresholds' },
        thresholds,
        ...(mappings ? { mappings: mapped(text, mappings) } : {}),
        ...(custom ? { custom } : {}),
        links: [link(text.word('open_these'), each ?? to)],
      },
      overrides: [...(names ? renamed(text, names, colors) : []), ...overrides],
    },
    options,
    ...(transformations ? { transformations } : {}),
  };
}

const kReduce = { calcs: ['lastNotNull'], fields: '', values: false };

export function stat(text, key, at, query, more) {
  const options = {
    reduceOptions: kReduce,
    colorMode: 'value',
    graphMode: 'none',
    justifyMode: 'center',
    textMode: more.textMode ?? 'value',
    orientation: 'auto',
    text: { valueSize: 36 },
  };
  return panel('stat', text, key, at, [].concat(query), { ...more, options });
}

export function bars(text, key, at, query, more) {
  const options = {
    reduceOptions: kReduce,
    displayMode: 'basic',
    orientation: 'horizontal',
    showUnfilled: true,
    valueMode: 'text',
    minVizHeight: 16,
    minVizWidth: 8,
    namePlacement: 'left',
    sizing: 'auto',
    text: { titleSize: 13, valueSize: 16 },
  };
  return panel('bargauge', text, key, at, [].concat(query), { min: 0, ...more, options });
}

/** `stack` piles the series up: for parts of a whole only. */
export function lines(text, key, at, queries, { stack = false, softMin = 0, ...more }) {
  const options = {
    legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
    tooltip: { mode: 'multi', sort: 'desc' },
  };
  const custom = {
    drawStyle: 'line',
    lineWidth: 2,
    fillOpacity: stack ? 40 : 0,
    showPoints: 'never',
    spanNulls: false,
    axisSoftMin: softMin,
    stacking: { mode: stack ? 'normal' : 'none', group: 'A' },
  };
  return panel('timeseries', text, key, at, [].concat(queries), { color: { mode: 'palette-classic-by-name' }, ...more, custom, options });
}

/** `columns`: of each query, in order: the word of its heading and the field options that differ. `by`: the label of the rows, in a column of `width`. */
export function league(text, key, at, by, kind, columns, more) {
  const letter = (i) => String.fromCharCode(65 + i);
  const override = (name, properties) => ({ matcher: { id: 'byName', options: name }, properties });
  const overrides = [
    override(by, [{ id: 'displayName', value: text.word(by) }, { id: 'mappings', value: mapped(text, kind) }, { id: 'custom.width', value: more.width }]),
    ...columns.map(({ word, look }, i) => override(`Value #${letter(i)}`, [
      { id: 'displayName', value: text.word(word) },
      { id: 'custom.width', value: 115 },
      ...Object.entries(look).map(([id, value]) => ({ id, value })),
    ])),
  ];
  const transformations = [
    { id: 'merge', options: {} },
    {
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        includeByName: {},
        renameByName: {},
        indexByName: Object.fromEntries([by, ...columns.map((_, i) => `Value #${letter(i)}`)].map((name, i) => [name, i])),
      },
    },
  ];
  const options = { showHeader: true, cellHeight: 'sm', sortBy: [] };
  const custom = { align: 'auto', cellOptions: { type: 'auto' }, inspect: false };
  return panel('table', text, key, at, columns.map(({ expr }) => rows(expr)), { ...more, overrides, transformations, custom, options });
}

export function row(text, key, y) {
  return { type: 'row', title: text.title(key), gridPos: { x: 0, y, w: 24, h: 1 }, collapsed: false, panels: [] };
}

export const grid = (x, y, w, h) => ({ x, y, w, h });
