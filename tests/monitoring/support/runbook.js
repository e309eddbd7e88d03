// A runbook page taken apart, and what may be wrong with what it says.
import { readFileSync } from 'node:fs';

/** Sections with their code blocks and numbered steps; comments in code do not count, they may be translated. */
export function readPage(file) {
  const text = readFileSync(file, 'utf8');
  const page = { text, title: '', sections: [] };
  let block = null;
  for (const line of text.split('\n')) {
    const section = page.sections.at(-1);
    if (/^\s*```/.test(line)) {
      if (block) section.blocks.push(block.join('\n'));
      block = block ? null : [];
    } else if (block) {
      if (!/^\s*#/.test(line)) block.push(line.trim());
    } else if (line.startsWith('# ')) page.title = line.slice(2);
    else if (line.startsWith('## ')) page.sections.push({ heading: line.slice(3), blocks: [], steps: 0 });
    else if (/^\d+\. /.test(line)) section.steps += 1;
  }
  page.commands = page.sections.flatMap(({ blocks }) => blocks).join('\n');
  return page;
}

export const shapeOf = ({ sections }) => sections.map(({ blocks, steps }) => ({ blocks: blocks.length, steps }));

function wrongTasks({ text }, { groups, tasks }) {
  return [...text.matchAll(/hotlinectl ([a-z-]+)(?: ([a-z-]+))?/g)]
    .map(([, first, second]) => (groups.has(first) ? `${first} ${second}` : first))
    .filter((task) => !tasks.has(task))
    .map((task) => `hotlinectl has no task "${task}"`);
}

/** `curl … "$A/tickets/NUMBER"`: words in capitals stand for what the reader fills in. */
function wrongPaths({ commands }, { paths }) {
  const wrong = [];
  for (const line of commands.split('\n')) {
    const address = /^curl .*?\$(A|H)(\/[\w/-]*)/.exec(line);
    if (!address) continue;
    const path = (address[1] === 'A' ? '/api/v1' : '') + address[2];
    const method = / -X ([A-Z]+)/.exec(line)?.[1] ?? (/ -d /.test(line) ? 'POST' : 'GET');
    const shape = path.replace(/\/[A-Z]+(?=\/|$)/g, '/{}');
    const known = paths.find((one) => one.shape === shape || one.path === path) ?? paths.find((one) => matches(one.shape, shape));
    if (!known?.methods.has(method)) wrong.push(`the API has no ${method} ${path}`);
  }
  return wrong;
}

/** A value in place of a parameter: /task-forces/TRA. */
const matches = (shape, path) => new RegExp(`^${shape.replaceAll('{}', '[^/]+')}$`).test(path);

function wrongEvents({ text }, { quoted }) {
  const single = [...text.matchAll(/\.event == "(\w+)"/g)].map(([, event]) => event);
  const several = [...text.matchAll(/\.event \| IN\(([^)]*)\)/g)].flatMap(([, list]) => [...list.matchAll(/"(\w+)"/g)].map(([, event]) => event));
  return [...single, ...several].filter((event) => !quoted.has(event)).map((event) => `no log event "${event}"`);
}

function wrongMetrics({ text }, { metrics }) {
  return [...text.matchAll(/hotline_[a-z_]*[a-z](?![a-z_…])/g)]
    .map(([name]) => name)
    .filter((name) => !metrics.has(name) && !metrics.has(name.replace(/_(bucket|count|sum)$/, '')))
    .map((name) => `no metric "${name}"`);
}

/** Words of the service in prose: `login_provider_unavailable`. What a command on the page prints is known from there. */
function wrongWords({ text, commands }, { words }) {
  return [...text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)]
    .map(([, word]) => word)
    .filter((word) => !words.includes(word) && !commands.includes(word))
    .map((word) => `nothing here is called "${word}"`);
}

function wrongOptions({ text }, { options }) {
  return text
    .split('\n')
    .flatMap((line) => [...line.matchAll(/(?:hotlinectl [^`\n]*?|`)(--[a-z-]+)/g)].map(([, option]) => option))
    .filter((option) => !options.has(option) && option !== '--user')
    .map((option) => `no option ${option}`);
}

/** Names of tickets' and others' fields are not looked at: the API's own tests hold them to the contract. */
export function mistakesIn(page, facts, alerts) {
  const others = [...page.text.matchAll(/\bHotline[A-Z]\w+\b(?!\.\*)/g)].map(([name]) => name).filter((name) => !alerts.has(name) && name !== 'HotlineRedis');
  return [
    ...[wrongTasks, wrongPaths, wrongEvents, wrongMetrics, wrongWords, wrongOptions].flatMap((check) => check(page, facts)),
    ...others.map((name) => `no page of ${name}`),
  ];
}
