// What is asked of every board. Each check gives a list of complaints.
import { parser } from '@prometheus-io/lezer-promql';
import { expressionsOf, filled, labelQueriesOf, panelsOf, referencesIn } from './boards.js';

const kAnyValues = { window: '1h', task_force: ['IND', 'CON'], __rate_interval: '1m', __interval: '1m', __range: '1h', service: 'http://127.0.0.1', datasource: 'x' };

/** What the console answers (design of its addresses): the path, and which parameters it takes. */
const kPages = {
  '/tickets': ['task_force', 'state', 'urgency', 'sla', 'target', 'sort'],
  '/messages': ['state'],
  '/board': [],
};

function linkComplaints(panel) {
  const links = [...(panel.links ?? []), ...(panel.fieldConfig?.defaults?.links ?? [])];
  if (!panel.links?.length || !panel.fieldConfig?.defaults?.links?.length) return ['has no link'];
  return links.flatMap(({ title, url }) => {
    const plain = url.replace('${task_force:customqueryparam:task_force}', 'task_force=IND').replace(/^\$\{service\}/, 'http://console').replace(/\$\{__(field\.labels|data\.fields)\.\w+\}/g, 'x');
    if (!title || !plain.startsWith('http://console/') || plain.includes('$')) return [`has a link that leads elsewhere: ${url}`];
    const { pathname, searchParams } = new URL(plain);
    const unknown = [...searchParams.keys()].filter((name) => !kPages[pathname]?.includes(name));
    return kPages[pathname] && unknown.length === 0 ? [] : [`links to what the console does not have: ${url}`];
  });
}

/** Panels without words or links, and panels that lie over one another. */
export function shapeComplaints(board) {
  const complaints = panelsOf(board).flatMap((panel) => [
    ...(panel.description?.length > 10 && panel.title ? [] : ['has no description']),
    ...linkComplaints(panel),
  ].map((what) => `${panel.title}: ${what}`));
  const taken = new Map();
  for (const { title, gridPos: { x, y, w, h } } of board.panels) {
    if (x + w > 24) complaints.push(`${title}: is wider than the board`);
    for (let i = x; i < x + w; i += 1) for (let j = y; j < y + h; j += 1) {
      if (taken.has(`${i} ${j}`)) complaints.push(`${title}: lies over ${taken.get(`${i} ${j}`)}`);
      taken.set(`${i} ${j}`, title);
    }
  }
  return [...new Set(complaints)];
}

/** Variables that a board uses and does not have. */
export function variableComplaints(board) {
  const known = new Set(board.templating.list.map(({ name }) => name));
  const texts = [
    ...expressionsOf(board).map(({ expr, where }) => [where, expr]),
    ...panelsOf(board).flatMap((panel) => JSON.stringify([panel.links, panel.fieldConfig, panel.datasource]).split('"').map((text) => [`panel ${panel.title}`, text])),
  ];
  return texts.flatMap(([where, text]) => referencesIn(text).filter((name) => !known.has(name) && !/^__(field|data)$/.test(name)).map((name) => `${where}: undefined variable ${name}`));
}

function nodesOf(expr) {
  const nodes = [];
  parser.parse(expr).iterate({ enter: (node) => void nodes.push({ name: node.name, error: node.type.isError, text: expr.slice(node.from, node.to) }) });
  return nodes;
}

/** Metrics an expression reads. */
export const metricsIn = (expr) => nodesOf(expr).filter(({ name }) => name === 'VectorSelector').map(({ text }) => /^[\w:]*/.exec(text)[0]);

const kHistogramParts = /_(bucket|sum|count)$/;

/** Syntax, metrics that nobody exports, nodes that show, averages. `known`: names of metrics. */
export function queryComplaints(board, known) {
  return [...expressionsOf(board), ...labelQueriesOf(board)].flatMap(({ expr, legendFormat = '', where }) => {
    let text;
    try {
      text = filled(expr, kAnyValues);
    } catch (error) {
      return [`${where}: ${error.message}`];
    }
    const nodes = nodesOf(text);
    return [
      ...(nodes.some(({ error }) => error) ? [`does not parse: ${text}`] : []),
      ...metricsIn(text).filter((name) => !known.has(name) && !known.has(name.replace(kHistogramParts, ''))).map((name) => `unknown metric ${name}`),
      ...(nodes.some(({ name }) => name === 'Avg') ? [`averages: ${text}`] : []),
      ...(/\b(instance|pod)\b/.test(text + legendFormat) ? [`names a node: ${text}`] : []),
    ].map((what) => `${where}: ${what}`);
  });
}

/** Paths at which two values differ; where both are texts, only if `texts` says that these must not. */
export function differences(one, other, at = '') {
  if (typeof one !== typeof other || one === null || typeof one !== 'object') return one === other ? [] : [{ at, one, other }];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) => differences(one[key], other?.[key], `${at}/${key}`));
}

/** Where words stand; everything else of a board is the same in every language. */
const kWordy = /\/(title|description|label|name|noValue|text)$|\/properties\/\d+\/value$|\/renameByName\/[^/]+$/;

export function languageComplaints(zh, en) {
  return differences(zh, en).filter(({ at, one, other }) => !kWordy.test(at) || typeof one !== 'string' || typeof other !== 'string' || /^\/templating.*\/name$/.test(at)).map(({ at }) => `the languages differ at ${at}`);
}
