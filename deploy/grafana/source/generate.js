// Writes the boards into ../dashboards/{zh,en}: node generate.js [folder]. They are never edited by hand.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { service } from './service.js';
import { slaWall } from './sla_wall.js';
import { taskForce } from './task_force.js';
import { kLanguages, Texts } from './texts.js';

export const kBoards = { 'sla-wall': slaWall, 'task-force': taskForce, service };

/** Every file as {path: text}, paths relative to the folder of the dashboards. */
export function generated() {
  const files = {};
  for (const language of kLanguages) {
    const text = new Texts(language);
    for (const [name, make] of Object.entries(kBoards)) files[`${language}/${name}.json`] = `${JSON.stringify(make(text), null, 2)}\n`;
  }
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? fileURLToPath(new URL('../dashboards', import.meta.url));
  for (const [name, text] of Object.entries(generated())) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}
