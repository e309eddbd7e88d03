// The page of a board: built by Vite, served on loopback, opened in Chromium.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { kDashboards } from './boards.js';

const kTypes = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };
const kChromium = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function buildPage(folder) {
  const configFile = fileURLToPath(new URL('../rendered/vite.config.js', import.meta.url));
  await build({ configFile, build: { outDir: folder, emptyOutDir: true } });
}

/** What is in `folder`, and the boards under /dashboards; those in `more` ({name: board}) in place of files. */
export async function serve(folder, more = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://x');
    const planted = more[pathname.replace(/^\/dashboards\/|\.json$/g, '')];
    if (planted) return response.setHeader('content-type', 'application/json').end(JSON.stringify(planted));
    const file = pathname.startsWith('/dashboards/') ? path.join(kDashboards, pathname.slice(12)) : path.join(folder, pathname);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.setHeader('content-type', kTypes[path.extname(file)] ?? 'application/octet-stream');
    return createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

export const openBrowser = () => chromium.launch({ executablePath: process.env.HOTLINE_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: kChromium });

/** A page with the board, once every panel has asked and drawn. `from`, `to` in seconds. */
export async function openBoard(browser, server, { board, prometheus, from, to, height = 1000 }) {
  const page = await browser.newPage({ viewport: { width: 1280, height } });
  page.thrown = [];
  page.on('pageerror', (error) => page.thrown.push(String(error.stack)));
  const asks = new URLSearchParams({ board, prometheus, from, to });
  await page.goto(`http://127.0.0.1:${server.address().port}/index.html?${asks}`);
  await settled(page);
  return page;
}

/** Until every panel shows more than its title and its link, and the page has been still for a second. */
export async function settled(page) {
  await page.waitForFunction(() => {
    const panels = [...document.querySelectorAll('[data-testid^="data-testid Panel header"]')];
    return panels.length > 5 && panels.every((panel) => panel.innerText.trim().split('\n').length > 2);
  }, null, { timeout: 60_000 });
  await page.evaluate(() => new Promise((still) => {
    let timer;
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(still, 1000);
    };
    new MutationObserver(again).observe(document.body, { subtree: true, childList: true, characterData: true });
    again();
  }));
}

/** The text a panel shows, by its title. */
export const textOf = (page, title) => page.locator(`[data-testid="data-testid Panel header ${title}"]`).first().innerText();
