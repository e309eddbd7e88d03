// The boards as people see them, over a synthetic month: drawn by Grafana's libraries in Chromium. What single figures show is what promtool says.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { after } from 'node:test';
import { filled, kLanguages, kNames, panelsOf, read } from './support/boards.js';
import { kEnd, monthOf } from './support/month.js';
import { buildPage, openBoard, openBrowser, serve, settled, textOf } from './support/screen.js';

const kKept = fileURLToPath(new URL('screens/', import.meta.url));
const kHours = 3;
const kLargest = 256 * 1024;
const kAll = ['COM', 'CON', 'IND', 'INS', 'KEY', 'TRA', 'none'];

const folder = mkdtempSync(path.join(os.tmpdir(), 'hotline-boards-'));
const faulty = structuredClone(read('en', 'sla-wall'));
panelsOf(faulty)[0].targets[0].expr = 'sum(';
panelsOf(faulty)[6].targets[0].expr = 'hotline_nothing';
delete panelsOf(faulty)[6].fieldConfig.defaults.noValue;

const [prometheus] = await Promise.all([monthOf(path.join(folder, 'month')), buildPage(path.join(folder, 'page'))]);
const server = await serve(path.join(folder, 'page'), { 'planted/sla-wall': faulty });
const browser = await openBrowser();
after(async () => {
  await browser.close();
  server.close();
  await prometheus.stop();
  rmSync(folder, { recursive: true, force: true });
});

const open = (board) => openBoard(browser, server, { board, prometheus: prometheus.url, from: kEnd - kHours * 3600, to: kEnd, height: 1400 });

/** Where Grafana would say that something is wrong. */
async function complaints(page) {
  const { failures } = await page.evaluate(() => window.seen);
  const text = await page.locator('body').innerText();
  const said = /No data|An error occurred|Panel plugin not found/.exec(text);
  return [...failures, ...page.thrown, ...(said ? [said[0]] : [])];
}

async function keep(page, name) {
  const file = path.join(folder, name);
  await page.screenshot({ path: file, fullPage: true });
  assert.ok(statSync(file).size < kLargest, `${name} is larger than ${kLargest} bytes`);
  if (process.env.HOTLINE_KEEP_SCREENS !== 'yes') return;
  mkdirSync(kKept, { recursive: true });
  copyFileSync(file, path.join(kKept, name));
}

/** Numbers as they stand on a stat: "98.5%", "1.5 hours", "2". */
function seenAs(value, { unit, decimals = 0 }) {
  if (unit === 'percentunit') return (value * 100).toFixed(decimals);
  if (unit === 's') return value < 60 ? value.toFixed(decimals) : value < 3600 ? (value / 60).toFixed(decimals) : (value / 3600).toFixed(decimals);
  return value.toFixed(decimals);
}

for (const language of kLanguages) {
  for (const name of kNames) {
    test(`${language}/${name}: is drawn without errors or holes; its titles, links and single figures stand there`, async () => {
      const board = read(language, name);
      const page = await open(`${language}/${name}`);
      assert.deepEqual(await complaints(page), []);
      const window = board.templating.list.find((variable) => variable.name === 'window').current.value;
      for (const panel of panelsOf(board)) {
        const text = await textOf(page, panel.title);
        assert.ok(text.includes(panel.title), panel.title);
        if (panel.type !== 'stat' || panel.fieldConfig.defaults.mappings || panel.fieldConfig.defaults.unit === 'bytes') continue;
        const [{ value }] = prometheus.promtool(filled(panel.targets[0].expr, { window, task_force: kAll, __rate_interval: '15m' }), kEnd);
        assert.ok(text.includes(seenAs(value, panel.fieldConfig.defaults)), `${panel.title}: ${value} is not in ${JSON.stringify(text)}`);
      }
      const links = await page.locator('a[data-testid=link], a[data-testid=each]').evaluateAll((found) => found.map((link) => link.getAttribute('href')));
      const titles = await page.locator('a[data-testid=link]').evaluateAll((found) => found.map((link) => link.title));
      assert.deepEqual(titles.sort(), panelsOf(board).map((panel) => panel.links[0].title).sort());
      for (const link of links) assert.match(link, /^http:\/\/127\.0\.0\.1:8080\/(tickets|messages|board)(\?[^${}]*)?$/);
      await keep(page, `${name}.${language}.png`);
      await page.close();
    });
  }
}

test('another task force and another window are asked for anew, and links follow', async () => {
  const page = await open('en/sla-wall');
  const before = await textOf(page, 'Open tickets');
  await page.evaluate(() => {
    window.seen.asked.length = 0;
    window.choose('task_force', ['IND']);
    window.choose('window', '7d');
  });
  await settled(page);
  const asked = await page.evaluate(() => window.seen.asked);
  assert.ok(asked.some((query) => query.includes('hotline:sla_due:increase7d{task_force=~"(IND)"}')), asked.join('\n'));
  assert.notEqual(await textOf(page, 'Open tickets'), before);
  assert.deepEqual(await complaints(page), []);
  const each = await page.locator('a[data-testid=each]').evaluateAll((found) => found.map((link) => link.getAttribute('href')));
  assert.ok(each.includes('http://127.0.0.1:8080/tickets?task_force=IND&sort=oldest'), each.join('\n'));
  await page.close();
});

test('a query that fails and a panel without data are seen', async () => {
  const page = await open('planted/sla-wall');
  const found = await complaints(page);
  assert.ok(found.some((what) => what.includes('parse error')), found.join('\n'));
  assert.ok(found.includes('No data'), found.join('\n'));
  await page.close();
});
