// The command line of the replay tool.

import { parseArgs } from 'node:util';

export const kHelp = `Usage: tools/replay --csv FILE [--url URL --token TOKEN] [options]

Opens a ticket from each row of a CSV file through the public API, as other systems would.

  --csv FILE            UTF-8 with a header line. Columns are recognised by name: title, body, created_at (or date), user_id,
                        category, complaint_type, sr_type, descriptor, channel, district, place and the like; the id is msg_id,
                        tid, sr_id, unique_key or id. Other columns are added to the text; what the other system did afterwards
                        (reply, status, closed_at ...) is left out, but --work answers with a reply that is there.
  --url URL             the instance, e.g. http://127.0.0.1:8080. Without it an instance and a Redis of its own are started on
                        free ports in a temporary folder, and stopped and removed at the end
  --token TOKEN         of somebody who may open tickets (operator, dispatcher, integration)
  --speed N             keeps the rhythm of created_at, N times as fast; without it: as fast as possible. An instance of its own
                        then lives in that time: its clock shows the first row's instant and runs N times as fast, so that
                        reminders and breaches come when they are due, and the staff of --work takes hours of that time for a
                        ticket, as people do
  --concurrency N       requests under way at a time (16)
  --limit N             only the first N rows
  --work                also plays the staff: claims, returns some, resolves, checks and calls back until every ticket of the
                        run is closed
  --people-tokens FILE  whom --work plays: JSON {"person": {"token": "...", "roles": ["staff"], "task_forces": ["TRA"]}, ...};
                        needed with --url, made up for an instance of its own
  --json                one JSON object on stdout instead of the table
  --help

Callers: foreign files have user ids but no phone numbers. So that repeat callers stay together, each user id gets a made-up
number 164 and eight digits that follow from the id; a row without user id comes from an anonymous caller. Nobody should be
called back on these numbers.

Times: with a token of the role integration, created_at (where it has an offset) becomes received_at; else it stays in
the text. Categories, districts, sectors, channels: a word that the instance's configuration knows is used; any other stays in
the text, and so does a category whose required facts the row does not have.

Repeats: the idempotency key of a row is made of the file's columns and its id. A second run of the same file, or of a part of
it, opens nothing new: such rows are counted as duplicates, as are further rows with an id that was there before ("changed"
counts those among them that the service knows with another content).

While the service is busy or away (503, no connection) a row is tried again, with the same key, for up to a minute.

The result: rows, accepted, duplicates, failed, seconds, p50_ms and p99_ms of a row's opening, by_task_force and triage (where
the accepted ones went first); with --work closed, returned, reopened; with --speed on an instance of its own virtual_days (how
much of the rows' time passed), escalations (steps of all ladders) and breaches (targets missed). Exit status 0 when no row failed and, with --work,
every ticket was closed; 1 otherwise; 2 for a wrong command line.
`;

export class UsageError extends Error {}

function positive(values, name) {
  if (values[name] === undefined) return undefined;
  const number = Number(values[name]);
  if (!Number.isFinite(number) || number <= 0) throw new UsageError(`--${name} takes a number above 0`);
  return number;
}

function wholePositive(values, name, usual) {
  const number = positive(values, name) ?? usual;
  if (number !== undefined && !Number.isInteger(number)) throw new UsageError(`--${name} takes a whole number`);
  return number;
}

export function parseOptions(argv) {
  const text = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  const options = {
    url: text, token: text, csv: text, speed: text, concurrency: text, limit: text, 'people-tokens': text,
    work: flag, json: flag, help: flag,
  };
  let values;
  try {
    ({ values } = parseArgs({ args: argv, options, strict: true }));
  } catch (error) {
    throw new UsageError(error.message);
  }
  if (values.help) return { help: true };
  if (!values.csv) throw new UsageError('--csv FILE is needed');
  if (values.url && !values.token) throw new UsageError('--url needs --token');
  if (values.url && !/^https?:\/\/[^/]/.test(values.url)) throw new UsageError('--url takes an address such as http://127.0.0.1:8080');
  if (values.url && values.work && !values['people-tokens']) throw new UsageError('--work with --url needs --people-tokens');
  return {
    ...values,
    peopleTokens: values['people-tokens'],
    speed: positive(values, 'speed') ?? 0,
    concurrency: wholePositive(values, 'concurrency', 16),
    limit: wholePositive(values, 'limit'),
  };
}
