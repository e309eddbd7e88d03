// Bodies, texts and keys that no ticket is opened with.
import { limits } from '../support/limits.js';
import { checkpoint, unclear } from '../support/matters.js';

const kTenMegabytes = 10 * 1024 * 1024;

const body = (name, json, status, code, field, who = 'op1') => ({ name, who, open: json, status, code, field });
const raw = (name, bytes, status, code, headers = {}) => ({ name, who: 'op1', raw: bytes, headers, status, code });
const key = (name, value, status, code) => ({ name, who: 'op1', open: unclear(), headers: { 'Idempotency-Key': value }, status, code });

const bytes = (...parts) => Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const titled = (...title) => bytes('{"text":"来电","title":"', ...title, '"}');

export const notJson = [
  raw('a truncated object', '{"title":"货车被劝返","text":', 400, 'malformed_json'),
  raw('an empty body', '', 400, 'malformed_json'),
  raw('blanks only', '  \r\n ', 400, 'malformed_json'),
  raw('something after the object', '{"title":"a","text":"b"} {}', 400, 'malformed_json'),
  raw('single quotes', "{'title':'a','text':'b'}", 400, 'malformed_json'),
  raw('a comment', '{"title":"a",/* 备注 */"text":"b"}', 400, 'malformed_json'),
  raw('a comma too many', '{"title":"a","text":"b",}', 400, 'malformed_json'),
  raw('a number that is none', '{"title":"a","text":"b","urgency":NaN}', 400, 'malformed_json'),
  raw('a field twice', '{"title":"a","text":"b","title":"c"}', 422, 'invalid_field'),
  raw('a bare control character', titled('a\u0000b'), 400, 'malformed_json'),
  raw('a lone surrogate', titled('\\ud800'), 400, 'malformed_json'),
  raw('a hundred thousand brackets', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400, 'malformed_json'),
  raw('a hundred thousand open brackets', '['.repeat(100_000), 400, 'malformed_json'),
  raw('objects nested a thousand deep', `${'{"facts":'.repeat(1_000)}1${'}'.repeat(1_000)}`, 400, 'malformed_json'),
  raw('a byte that is no UTF-8', titled([0xff]), 400, 'bad_utf8'),
  raw('a character cut in two', titled([0xe8, 0xae]), 400, 'bad_utf8'),
  raw('an overlong encoding', titled([0xc0, 0xaf]), 400, 'bad_utf8'),
  raw('an encoded surrogate', titled([0xed, 0xa0, 0x80]), 400, 'bad_utf8'),
  raw('UTF-16', Buffer.from('\ufeff{"title":"a","text":"b"}', 'utf16le'), 400, 'bad_utf8'),
  raw('ten megabytes', `{"title":"a","text":"${'长'.repeat(kTenMegabytes / 3)}"}`, 413, 'body_too_large'),
  raw('plain text', '{"title":"a","text":"b"}', 415, 'unsupported_media_type', { 'Content-Type': 'text/plain' }),
  raw('a form', 'title=a&text=b', 415, 'unsupported_media_type', { 'Content-Type': 'application/x-www-form-urlencoded' }),
  raw('another charset', '{"title":"a","text":"b"}', 415, 'unsupported_media_type', { 'Content-Type': 'application/json; charset=gbk' }),
  raw('no content type', '{"title":"a","text":"b"}', 415, 'unsupported_media_type', { 'Content-Type': null }),
];

export const wrongFields = [
  body('a list in place of an object', [unclear()], 422, 'invalid_field', ''),
  body('a text in place of an object', '货车被劝返', 422, 'invalid_field', ''),
  body('null in place of an object', null, 422, 'invalid_field', ''),
  body('no title', { text: '来电' }, 422, 'missing_field', '/title'),
  body('no text', { title: '来电' }, 422, 'missing_field', '/text'),
  body('an empty title', unclear({ title: '' }), 422, 'invalid_field', '/title'),
  body('a title of null', unclear({ title: null }), 422, 'missing_field', '/title'),
  body('a title that is a number', unclear({ title: 12345 }), 422, 'invalid_field', '/title'),
  body('a title of one character too many', unclear({ title: '长'.repeat(limits.title + 1) }), 422, 'invalid_field', '/title'),
  body('a NUL in the title', unclear({ title: 'a\u0000b' }), 422, 'invalid_field', '/title'),
  body('an empty text', unclear({ text: '' }), 422, 'invalid_field', '/text'),
  body('a text of one character too many', unclear({ text: '长'.repeat(limits.text + 1) }), 422, 'invalid_field', '/text'),
  body('a place of 201 characters', unclear({ place: '长'.repeat(201) }), 422, 'invalid_field', '/place'),
  body('a field nobody knows', unclear({ colour: '红' }), 422, 'unknown_field', '/colour'),
  body('a field nobody knows, with a slash and a tilde', unclear({ 'a/b~c': 1 }), 422, 'unknown_field', '/a~1b~0c'),
  body('a field nobody knows within the caller', unclear({ caller: { age: 40 } }), 422, 'unknown_field', '/caller/age'),
  body('a field nobody knows within the answer', unclear({ answer: { public_answer: '可以', sure: true } }), 422, 'unknown_field', '/answer/sure'),
  body('what only the service writes', unclear({ state: 'closed' }), 422, 'unknown_field', '/state'),
  body('urgency 0', unclear({ urgency: 0 }), 422, 'invalid_field', '/urgency'),
  body('an urgency that is not configured', unclear({ urgency: 6 }), 422, 'invalid_field', '/urgency'),
  body('urgency as text', unclear({ urgency: '2' }), 422, 'invalid_field', '/urgency'),
  body('half an urgency', unclear({ urgency: 2.5 }), 422, 'invalid_field', '/urgency'),
  body('an urgency beyond all numbers', unclear({ urgency: 1e30 }), 422, 'invalid_field', '/urgency'),
  body('a category nobody knows', unclear({ category: 'Z9' }), 422, 'invalid_field', '/category'),
  body('a group in place of a category', unclear({ category: 'B' }), 422, 'invalid_field', '/category'),
  body('a sector nobody knows', unclear({ sector: 'space' }), 422, 'invalid_field', '/sector'),
  body('a district nobody knows', unclear({ district: '999999' }), 422, 'invalid_field', '/district'),
  body('a district as a number', unclear({ district: 220102 }), 422, 'invalid_field', '/district'),
  body('a project nobody knows', unclear({ project_code: 'CC2022-999' }), 422, 'invalid_field', '/project_code'),
  body('a complaint about nobody', unclear({ about: 'XXX' }), 422, 'invalid_field', '/about'),
  body('a channel nobody knows', unclear({ channel: 'pigeon' }), 422, 'invalid_field', '/channel'),
  body('a kind of caller nobody knows', unclear({ caller: { kind: 'robot' } }), 422, 'invalid_field', '/caller/kind'),
  body('a caller that is a text', unclear({ caller: '13843112345' }), 422, 'invalid_field', '/caller'),
  body('confidential as a text', unclear({ caller: { confidential: 'yes' } }), 422, 'invalid_field', '/caller/confidential'),
  body('a phone number of two digits', unclear({ caller: { phone: '12' } }), 422, 'bad_phone', '/caller/phone'),
  body('a phone number in words', unclear({ caller: { phone: '一三八四三一一' } }), 422, 'bad_phone', '/caller/phone'),
  body('a phone number too long', unclear({ caller: { phone: '1'.repeat(61) } }), 422, 'bad_phone', '/caller/phone'),
  body('a phone number as a number', unclear({ caller: { phone: 13843112345 } }), 422, 'invalid_field', '/caller/phone'),
  body('facts that are a list', unclear({ facts: ['吉A·0X73Q'] }), 422, 'invalid_field', '/facts'),
  body('a fact that is a number', checkpoint({ facts: { plate: 5, stuck_at: '卡口' } }), 422, 'invalid_field', '/facts/plate'),
  body('a fact nobody knows', checkpoint({ facts: { plate: 'a', stuck_at: 'b', colour: '红' } }), 422, 'invalid_field', '/facts/colour'),
  body('a required fact is missing', checkpoint({ facts: { plate: 'a' } }), 422, 'missing_fact', '/facts/stuck_at'),
  body('a required fact is empty', checkpoint({ facts: { plate: '', stuck_at: 'b' } }), 422, 'missing_fact', '/facts/plate'),
  body('people that are no number', unclear({ category: 'A1', facts: { people_count: '很多' } }), 422, 'invalid_field', '/facts/people_count'),
  body('a choice that is none', unclear({ category: 'A4', facts: { health_code: 'blue' } }), 422, 'invalid_field', '/facts/health_code'),
  body('an answer without the answer', unclear({ answer: {} }), 422, 'missing_field', '/answer/public_answer'),
  body('an import by an operator', unclear({ received_at: '2022-04-18T09:30:00+08:00' }), 422, 'invalid_field', '/received_at'),
  body('an import at no instant', unclear({ received_at: '昨天' }), 422, 'invalid_field', '/received_at', 'int1'),
  body('an answer by an integration', unclear({ answer: { public_answer: '可以' } }), 403, 'forbidden', undefined, 'int1'),
  body('a ticket by staff', unclear(), 403, 'forbidden', undefined, 'ind1'),
  body('a ticket by an auditor', unclear(), 403, 'forbidden', undefined, 'aud1'),
];

export const wrongKeys = [
  key('no idempotency key', null, 400, 'idempotency_key_missing'),
  key('an empty idempotency key', '', 400, 'idempotency_key_missing'),
  key('an idempotency key of 129 characters', 'k'.repeat(129), 422, 'invalid_field'),
  key('an idempotency key with a blank', 'call 17', 422, 'invalid_field'),
];
