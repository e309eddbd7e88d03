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
import { Intake } from './intake.js';
import { kHelp, parseOptions, UsageError } from './options.js';
import { summary, table } from './report.js';
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

async function replay({ options, file }, url, token, people) {
  const rows = options.limit ? file.rows.slice(0, options.limit) : file.rows;
  const client = new ApiClient(url, { connections: 2 * options.concurrency });
  const bar = progressBar(rows.length, options.work);
  try {
    const me = await client.get('/me', token);
    const catalogue = new Catalogue(await client.get('/configuration', token));
    const board = new Board();
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
      await intake.run(rows, options);
      board.allOpened();
    };
    const work = people ? await workBeside(opening, { client, people, board, catalogue, workers: options.concurrency, settled: () => intake.settled() }, bar) : null;
    if (!people) await opening();
    return summary({ intake: intake.result, opened, work });
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

async function run(options) {
  const source = { options, file: readRows(options.csv) };
  if (options.url) {
    const people = await playedBy(options, null);
    return replay(source, options.url, options.token, people);
  }
  if (!process.env.HOTLINED) buildHotlined();
  const instance = new Instance();
  stopOnSignal(() => instance.stop());
  try {
    await instance.start();
    const people = await playedBy(options, instance);
    return await replay(source, instance.url, withRole(instance.people, 'integration')[0].token, people);
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
