// tools/replay: complaints from a CSV file through the public API, and optionally the hotline's people at work on them.

import { readFileSync } from 'node:fs';
import cliProgress from 'cli-progress';
import { ApiClient } from '../api_client.js';
import { buildHotlined } from '../building.js';
import { Instance } from '../instance.js';
import { withRole } from '../people.js';
import { Board } from './board.js';
import { Catalogue } from './catalogue.js';
import { readRows } from './csv_rows.js';
import { inRhythm, Intake } from './intake.js';
import { kHelp, parseOptions, UsageError } from './options.js';
import { lived, summary, table } from './report.js';
import { restOf, Rhythm } from './rhythm.js';
import { Staff } from './staff.js';

/** A row is one step; with the staff at work it takes another one, to close its ticket. */
function progressBar(rows, work) {
  const bar = new cliProgress.SingleBar({
    format: `{bar} {rows}/${rows} rows${work ? ', {open} tickets open' : ''}, {eta_formatted} left`,
    stream: process.stderr,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
  }, cliProgress.Presets.shades_classic);
  const steps = work ? 2 : 1;
  let done = 0;
  const show = (open) => bar.update(Math.max(0, steps * done - open), { rows: done, open });
  bar.start(steps * rows, 0, { rows: 0, open: 0 });
  return {
    row(open) {
      done += 1;
      show(open);
    },
    show,
    stop: () => bar.stop(),
  };
}

async function playedBy(options, instance) {
  if (!options.work) return null;
  return options.peopleTokens ? JSON.parse(readFileSync(options.peopleTokens, 'utf8')) : instance.people;
}

/** @param own the instance's own time, where it has one */
async function replay({ options, rows, file }, url, token, people, own = null) {
  const client = new ApiClient(url, { connections: 2 * options.concurrency });
  const bar = progressBar(rows.length, options.work);
  try {
    const me = await client.get('/me', token);
    const catalogue = new Catalogue(await client.get('/configuration', token));
    const board = new Board(own ? (lane, ticket) => restOf(lane, ticket) / own.speed : undefined);
    const opened = [];
    const intake = new Intake({
      client, token, catalogue, file,
      mayImport: me.roles.includes('integration'),
      onTicket(ticket, row, replayed) {
        if (!replayed) opened.push({ task_force: ticket.task_force, state: ticket.state });
        if (people) board.learn(ticket, row);
      },
      onRow: () => bar.row(people ? board.open : 0),
    });
    const opening = async () => {
      const rhythm = own ?? (options.speed ? new Rhythm({ start: firstInstant(rows), speed: options.speed }) : null);
      await intake.run(rows, { concurrency: options.concurrency, rhythm });
      board.allOpened();
    };
    const work = people ? await workBeside(opening, { client, people, board, catalogue, workers: options.concurrency, settled: () => intake.settled() }, bar) : null;
    if (!people) await opening();
    const result = summary({ intake: intake.result, opened, work });
    return own ? { ...result, ...lived(own, await (await fetch(`${url}/metrics`)).text()) } : result;
  } finally {
    bar.stop();
    await client.close();
  }
}

async function workBeside(opening, parts, bar) {
  const staff = new Staff(parts);
  await staff.look();
  const show = () => bar.show(parts.board.open);
  const timer = setInterval(show, 500);
  try {
    await Promise.all([opening(), staff.run()]);
  } finally {
    clearInterval(timer);
    show();
  }
  const notClosed = [...parts.board.cards.values()].filter(({ stuck }) => stuck);
  return {
    ...staff.counts,
    ...(notClosed.length > 0 ? { not_closed: notClosed.map(({ number, stuck }) => ({ number, why: stuck })) } : {}),
  };
}

/** A signal ends the run, but not before the instance of its own is gone. */
function stopOnSignal(stop) {
  for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
    process.once(signal, () => {
      stop().finally(() => process.exit(status));
    });
  }
}

const firstInstant = (rows) => inRhythm(rows)[0]?.at ?? Date.now();

/** With --speed an instance of its own lives in the rows' time. */
function clockOf({ options, rows }) {
  return options.speed ? `virtual:${new Date(firstInstant(rows)).toISOString()}:${options.speed}` : 'real';
}

async function ownRhythm({ options, rows }, instance) {
  if (!options.speed) return null;
  return new Rhythm({ start: firstInstant(rows), speed: options.speed, origin: await instance.clockOrigin() });
}

async function run(options) {
  const file = readRows(options.csv);
  const source = { options, file, rows: options.limit ? file.rows.slice(0, options.limit) : file.rows };
  if (options.url) {
    const people = await playedBy(options, null);
    return replay(source, options.url, options.token, people);
  }
  if (!process.env.HOTLINED) buildHotlined();
  const instance = new Instance({ clock: clockOf(source) });
  stopOnSignal(() => instance.stop());
  try {
    await instance.start();
    const people = await playedBy(options, instance);
    const { token } = withRole(instance.people, 'integration')[0];
    return await replay(source, instance.url, token, people, await ownRhythm(source, instance));
  } finally {
    await instance.stop();
  }
}

async function main() {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(kHelp);
    return 0;
  }
  const result = await run(options);
  process.stdout.write(`${options.json ? JSON.stringify(result) : table(result)}\n`);
  return result.failed === 0 && !result.not_closed ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(`replay: ${error.message}${usage ? ' (--help tells more)' : ''}\n`);
  process.exitCode = usage ? 2 : 1;
}
