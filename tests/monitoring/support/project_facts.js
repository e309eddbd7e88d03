// What the sources of the project say exists: tasks of hotlinectl, paths of the API, log events, metrics.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

function sourcesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourcesBelow(path);
    return /\.(cpp|hpp|lua)$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

const matchesOf = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);

/** "verify", "people list", …: from the calls that describe the command line. */
function hotlinectlTasks(options) {
  const groups = new Set(matchesOf(options, /add_group\(app,\s*"([a-z-]+)"/g));
  const variableOf = new Map([...options.matchAll(/CLI::App& (\w+)\s*=\s*add_group\(app,\s*"([a-z-]+)"/g)].map(([, variable, group]) => [variable, group]));
  const tasks = new Set();
  for (const [, parent, name] of options.matchAll(/add_task\((\w+),\s*"([a-z-]+)"/g)) {
    tasks.add(parent === 'app' ? name : `${variableOf.get(parent)} ${name}`);
  }
  return { groups, tasks };
}

/** Path patterns of the contract with the methods of each. */
function apiPaths(contract) {
  const paths = [];
  for (const line of contract.split('\n')) {
    const path = /^ {2}(\/\S*):$/.exec(line)?.[1];
    const method = /^ {4}(get|post|put|patch|delete):$/.exec(line)?.[1];
    if (path) paths.push({ path, shape: path.replace(/\{\w+\}/g, '{}'), methods: new Set() });
    if (method && paths.length > 0) paths.at(-1).methods.add(method.toUpperCase());
  }
  return paths;
}

export function factsOf(root) {
  const read = (path) => readFileSync(join(root, path), 'utf8');
  const service = sourcesBelow(join(root, 'service')).join('\n');
  const contract = read('proto/openapi.yaml');
  const deploy = ['redis/redis.conf', 'systemd/hotlined.service'].map((file) => read(`deploy/${file}`)).join('\n');
  return {
    ...hotlinectlTasks(read('service/ctl/options.cpp')),
    paths: apiPaths(contract),
    quoted: new Set(matchesOf(service, /"([a-z][a-z_0-9]*)"/g)),
    options: new Set(matchesOf(service, /"(--[a-z-]+)"/g)),
    metrics: new Set(matchesOf(service, /"(hotline_[a-z_]+)"/g)),
    words: `${service}\n${contract}\n${deploy}`,
  };
}
