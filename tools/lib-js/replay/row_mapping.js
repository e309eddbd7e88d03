// From a row of a foreign file to the request that opens its ticket. Pure: the same row gives the same request, so that a
// second run meets the same idempotency key with the same body.

import { createHash } from 'node:crypto';
import { cleanLine, cleanText, cut } from './clean_text.js';
import { shortHash } from './csv_rows.js';

const kTitleFromBody = 60;
const kLineLimit = 200;

const kTitleColumns = ['title', 'subject'];
const kBodyColumns = ['body', 'text', 'description', 'content'];
const kTopicColumns = ['category', 'complaint_type', 'sr_type', 'domain'];
const kInstantColumns = ['created_at', 'requested_datetime', 'date'];
const kPlaceColumns = ['place', 'address', 'neighborhood', 'city', 'borough', 'incident_zip', 'zip'];
// What the other system did afterwards is not part of the complaint.
const kAftermath = /^(repl(y|ied)|resolution|closed|status|due|days_open|updated|score_|team_|satisfaction)/;

const first = (row, columns) => columns.map((column) => cleanText(row[column])).find((value) => value) ?? '';

/** A made-up mobile number that is always the same for one user id, so that repeat callers stay together. */
export function madeUpPhone(userId) {
  const digest = createHash('sha256').update(`caller:${userId}`).digest();
  return `+86164${String(digest.readUInt32BE(0) % 100_000_000).padStart(8, '0')}`;
}

export function idempotencyKey(file, row) {
  const id = (row[file.idColumn] ?? '').trim() || `content-${shortHash(JSON.stringify(row), 32)}`;
  return `replay.${file.kind}.${/^[\x21-\x7e]{1,64}$/.test(id) ? id : shortHash(id, 32)}`;
}

/** When the complaint was made, for the rhythm; an instant without offset is read as UTC. Null: not readable. */
export function madeAt(row) {
  const text = first(row, kInstantColumns);
  const instant = Date.parse(/T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(instant) ? null : instant;
}

/** What the authority really answered, for those who play the staff. */
export function answerOf(row) {
  return first(row, ['reply', 'resolution_description']);
}

function titleOf(row, file, limit) {
  const topic = [first(row, ['complaint_type', 'sr_type']), cleanText(row.descriptor)].filter((part) => part).join(' – ');
  const title = first(row, kTitleColumns) || topic || cut(cleanLine(first(row, kBodyColumns)), kTitleFromBody);
  return cut(cleanLine(title || `${file.idColumn ?? 'row'} ${row[file.idColumn] ?? ''}`), limit);
}

/** The columns that no field of a ticket takes, as lines of text: nothing that was said is lost. */
function remainder(row, file, used) {
  return file.columns
    .filter((column) => column && !used.has(column) && !kAftermath.test(column) && cleanLine(row[column]))
    .map((column) => `${column}: ${cleanLine(row[column])}`)
    .join('\n');
}

/** The body, then the remainder; the body is what gives way when both are too long together. */
function textOf(body, rest, title, limit) {
  const room = limit - (rest ? rest.length + 2 : 0);
  const text = cut(body, Math.max(room, limit / 2));
  return cut([text, rest].filter((part) => part).join('\n\n') || title, limit);
}

function callerOf(row) {
  const caller = {};
  const phone = cleanLine(row.phone);
  const userId = cleanLine(row.user_id);
  if (phone) caller.phone = phone;
  else if (userId) caller.phone = madeUpPhone(userId);
  if (cleanLine(row.caller_name)) caller.name = cut(cleanLine(row.caller_name), kLineLimit);
  return caller;
}

/** `received_at` needs an offset: a local time of somewhere else is no instant. */
function isExactInstant(text) {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text));
}

function placeOf(row) {
  const words = kPlaceColumns.map((column) => cleanLine(row[column])).filter((word) => word);
  return cut([...new Set(words)].join(', '), kLineLimit);
}

/**
 * @param file what parseRows gave
 * @param catalogue the words of the configuration
 * @param mayImport whether the token has the role integration
 * @returns the body of POST /tickets
 */
export function openRequest(row, file, catalogue, mayImport) {
  const used = new Set([...kTitleColumns, ...kBodyColumns, ...kPlaceColumns, 'user_id', 'phone', 'caller_name', file.idColumn]);
  const request = { title: titleOf(row, file, catalogue.limits.title), text: '' };
  const take = (columns, field, recognise) => {
    for (const column of columns) {
      const known = cleanLine(row[column]) && recognise(cleanLine(row[column]));
      if (!known || request[field]) continue;
      request[field] = known;
      used.add(column);
    }
  };
  const facts = {};
  for (const column of file.columns) {
    if (!catalogue.takesFact(column, cleanLine(row[column]))) continue;
    facts[column] = cut(cleanLine(row[column]), kLineLimit);
    used.add(column);
  }
  if (Object.keys(facts).length > 0) request.facts = facts;
  take(kTopicColumns, 'category', (word) => catalogue.category(word, facts));
  take(['channel'], 'channel', (word) => catalogue.channel(word));
  take(['district'], 'district', (word) => catalogue.district(word));
  take(['sector'], 'sector', (word) => catalogue.sector(word));
  take(kInstantColumns, 'received_at', (text) => (mayImport && isExactInstant(text) ? text : null));
  if (placeOf(row)) request.place = placeOf(row);
  const caller = callerOf(row);
  if (Object.keys(caller).length > 0) request.caller = caller;
  request.text = textOf(first(row, kBodyColumns), remainder(row, file, used), request.title, catalogue.limits.text);
  return request;
}
