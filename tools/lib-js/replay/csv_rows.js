// Reads a CSV file of complaints: which column is the id, which kind of file it is, and the rows with lower_snake column names.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

const kIdColumns = ['msg_id', 'tid', 'sr_id', 'unique_key', 'service_request_id', 'ticket_id', 'id'];

export function columnName(header) {
  return header.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_+|_+$/g, '');
}

export function shortHash(text, digits = 8) {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

/** The separator that the header line has most of. */
function delimiterOf(content) {
  const header = content.slice(0, content.search(/[\r\n]|$/));
  const count = (separator) => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

/**
 * @returns {{kind: string, idColumn: string|null, columns: string[], rows: Record<string, string>[]}}
 * `kind` names the shape of the file, not the file: a copy or a part of it has the same kind, so the same id is the same complaint.
 */
export function parseRows(bytes) {
  const content = Buffer.from(bytes).toString('utf8').replace(/^\ufeff/, '');
  let columns = [];
  const rows = parse(content, {
    columns: (header) => (columns = header.map(columnName)),
    delimiter: delimiterOf(content),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const idColumn = kIdColumns.find((column) => columns.includes(column)) ?? null;
  return { kind: `${idColumn ?? 'row'}-${shortHash(columns.join(','))}`, idColumn, columns, rows };
}

export function readRows(file) {
  return parseRows(readFileSync(file));
}
