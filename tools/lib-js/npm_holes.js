// What npm's registry knows against the packages that a folder's package-lock.json names: node npm_holes.js FOLDER
// Prints "not ok …" for each hole in what is shipped, "ok …" where there is none, "note …" for what only tests need.
// Exit code 75: the registry did not answer; the last line says why.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const kUnanswered = 75;
const folder = process.argv[2];

function ask() {
  const { stdout, error } = spawnSync('npm', ['audit', '--json', '--fetch-retries=1', '--fetch-timeout=30000'], { cwd: folder, encoding: 'utf8' });
  if (error) return { message: error.message };
  try {
    return JSON.parse(stdout);
  } catch {
    return { message: 'npm audit gave no answer' };
  }
}

const answer = ask();
if (answer.auditReportVersion === undefined) {
  console.log(`npm's registry does not answer audits (${answer.statusCode ?? answer.message?.replace(/\s+/g, ' ').replace(/https?:\/\/[^/ ]*/g, '')})`);
  process.exit(kUnanswered);
}

const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);
const isShipped = ({ nodes }) => nodes.some((path) => shipped.some(([known]) => known === path));

function told({ name, severity, via }) {
  const titles = via.map((hole) => (typeof hole === 'string' ? `through ${hole}` : `${hole.title} (${hole.url})`));
  return `${name}: ${severity}: ${titles.join('; ')}`;
}

const holes = Object.values(answer.vulnerabilities);
for (const hole of holes) console.log(`${isShipped(hole) ? 'not ok' : 'note needed by tests only:'} ${told(hole)}`);
if (!holes.some(isShipped)) console.log(`ok nothing known against the ${shipped.length} packages that are shipped`);
