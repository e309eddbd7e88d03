// From a foreign row to a request: what the contract demands of every row of every file.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { Catalogue } from '../../tools/lib-js/replay/catalogue.js';
import { cleanText, cut } from '../../tools/lib-js/replay/clean_text.js';
import { parseRows, readRows } from '../../tools/lib-js/replay/csv_rows.js';
import { inRhythm } from '../../tools/lib-js/replay/intake.js';
import { answerOf, idempotencyKey, madeAt, madeUpPhone, openRequest } from '../../tools/lib-js/replay/row_mapping.js';
import { generateFiles, realFiles } from './sample_files.js';

const folder = mkdtempSync(join(tmpdir(), 'hotline-mapping-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const kTitleLimit = 200;
const kTextLimit = 10_000;

const catalogue = new Catalogue({
  limits: { title: kTitleLimit, text: kTextLimit },
  channels: [{ id: 'phone' }, { id: 'web' }, { id: 'app' }, { id: 'integration' }],
  categories: [
    { id: 'B2', name_zh: '通行证', name_en: 'Transport pass', facts: [{ id: 'plate', kind: 'text', required: true }] },
    { id: 'D1', name_zh: '教育文体', name_en: 'Schools', facts: [{ id: 'amount', kind: 'number', required: false }] },
  ],
  districts: [{ code: '220102', name_zh: '南关区' }],
  sectors: [{ id: 'retail', name_zh: '零售' }],
});

const map = (text, mayImport = false) => {
  const file = parseRows(Buffer.from(text));
  return { file, requests: file.rows.map((row) => openRequest(row, file, catalogue, mayImport)) };
};

// eslint-disable-next-line no-control-regex
const kForbidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const length = (text) => Array.from(text).length;

function assertFits(request, what) {
  assert.ok(length(request.title) >= 1 && length(request.title) <= kTitleLimit, `${what}: title`);
  assert.ok(length(request.text) >= 1 && length(request.text) <= kTextLimit, `${what}: text`);
  assert.ok(!kForbidden.test(JSON.stringify(Object.values(request)).replace(/\\[nt"\\]/g, '')), `${what}: characters`);
  assert.ok(!/\\u00[01]/.test(JSON.stringify(request)), `${what}: escaped control characters`);
}

for (const file of [...realFiles(), ...generateFiles(join(folder, 'generated'))]) {
  test(`Mapping.EveryRowFitsTheContract (${basename(file)})`, () => {
    const source = readRows(file);
    const keys = new Set();
    assert.ok(source.rows.length > 0 && source.idColumn);
    for (const row of source.rows) {
      const what = `${basename(file)} ${row[source.idColumn]}`;
      assertFits(openRequest(row, source, catalogue, true), what);
      assertFits(openRequest(row, source, catalogue, false), what);
      const key = idempotencyKey(source, row);
      assert.match(key, /^[\x21-\x7e]{1,128}$/, what);
      assert.notEqual(madeAt(row), null, what);
      keys.add(key);
    }
    assert.equal(keys.size, source.rows.length);
  });
}

test('Mapping.TitleComesFromTheTopicWhenThereIsNone', () => {
  const { requests } = map('unique_key,complaint_type,descriptor,borough\n1,Noise,Loud Music,BRONX\n');
  assert.equal(requests[0].title, 'Noise – Loud Music');
  assert.equal(requests[0].place, 'BRONX');
  assert.match(requests[0].text, /complaint_type: Noise\ndescriptor: Loud Music/);
});

test('Mapping.TitleComesFromTheBodyWhenNothingElseIsKnown', () => {
  const { requests } = map(`msg_id,body\n1,"${'很'.repeat(100)}"\n`);
  assert.equal(requests[0].title, `${'很'.repeat(59)}…`);
});

test('Mapping.TitleNamesTheIdWhenThereIsNoText', () => {
  const { requests } = map('msg_id,created_at\n165105,2011-04-02T18:00:54+08:00\n', true);
  assert.deepEqual(requests[0], { title: 'msg_id 165105', text: 'msg_id 165105', received_at: '2011-04-02T18:00:54+08:00' });
});

test('Mapping.KnownCategoryIsTakenForeignOneStaysInTheText', () => {
  const { requests } = map('msg_id,body,category\n1,a,教育文体\n2,b,城乡建设\n3,c,transport pass\n');
  assert.deepEqual(requests.map(({ category }) => category), ['D1', undefined, undefined]);
  assert.equal(requests[1].text, 'b\n\ncategory: 城乡建设');
  assert.match(requests[2].text, /transport pass/, 'the category needs a fact that the row does not have');
});

test('Mapping.FactsOfTheConfigurationAreTakenWhenTheirKindAllowsIt', () => {
  const { requests } = map('id,body,category,plate,amount\n1,a,B2,吉A12345,120\n2,b,,,much\n');
  assert.deepEqual(requests[0].facts, { plate: '吉A12345', amount: '120' });
  assert.equal(requests[0].category, 'B2');
  assert.equal(requests[1].facts, undefined);
  assert.equal(requests[1].text, 'b\n\namount: much');
});

test('Mapping.ChannelsDistrictsAndSectorsAreRecognisedByName', () => {
  const { requests } = map('id,body,channel,district,sector\n1,a,ONLINE,南关区,零售\n2,b,Fax,余杭区,\n');
  assert.deepEqual([requests[0].channel, requests[0].district, requests[0].sector], ['web', '220102', 'retail']);
  assert.deepEqual([requests[1].channel, requests[1].district], [undefined, undefined]);
  assert.match(requests[1].text, /channel: Fax\ndistrict: 余杭区/);
});

test('Mapping.ReceivedAtIsForIntegrationsAndExactInstants', () => {
  const rows = 'id,body,created_at\n1,a,2020-01-06T12:09:38+08:00\n2,b,2020-01-06T12:09:38\n3,c,2020-13-45T12:09:38Z\n';
  assert.deepEqual(map(rows, true).requests.map((request) => request.received_at), ['2020-01-06T12:09:38+08:00', undefined, undefined]);
  const [asOperator] = map(rows, false).requests;
  assert.equal(asOperator.received_at, undefined);
  assert.match(asOperator.text, /created_at: 2020-01-06T12:09:38\+08:00/);
});

test('Mapping.WhatTheAuthorityDidIsNotPartOfTheComplaint', () => {
  const { file, requests } = map('msg_id,body,reply,replied_at,status,closed_at\n1,a,已修好。,2020-01-01,Closed,2020-01-02\n');
  assert.equal(requests[0].text, 'a');
  assert.equal(answerOf(file.rows[0]), '已修好。');
});

test('Mapping.OneUserIsOneCallerAndNobodyIsAnonymous', () => {
  const { requests } = map('id,body,user_id\n1,a,A1\n2,b,A2\n3,c,A1\n4,d,\n');
  assert.equal(requests[0].caller.phone, requests[2].caller.phone);
  assert.notEqual(requests[0].caller.phone, requests[1].caller.phone);
  assert.match(requests[0].caller.phone, /^\+86164\d{8}$/);
  assert.equal(requests[3].caller, undefined);
  assert.equal(new Set(Array.from({ length: 2000 }, (_, i) => madeUpPhone(`A${i}`))).size, 2000);
});

test('Mapping.OverLongTextIsCutByCharacters', () => {
  const { requests } = map(`id,title,body\n1,"${'😀'.repeat(300)}","${'长'.repeat(30_000)}"\n`);
  assertFits(requests[0], 'long');
  assert.equal(length(requests[0].title), kTitleLimit);
  assert.equal(length(requests[0].text), kTextLimit);
});

test('Mapping.ACopyOfAFileHasTheSameKeysAnotherShapeHasOthers', () => {
  const all = map('msg_id,body\n1,a\n2,b\n').file;
  const part = map('msg_id,body\n2,b\n').file;
  const other = map('msg_id,body,likes\n2,b,0\n').file;
  assert.equal(idempotencyKey(all, all.rows[1]), idempotencyKey(part, part.rows[0]));
  assert.notEqual(idempotencyKey(part, part.rows[0]), idempotencyKey(other, other.rows[0]));
});

test('Mapping.IdsThatNoHeaderCanCarryStillMakeAKey', () => {
  const { file } = map(`id,body\n编号 1,a\n,b\n,c\n${'x'.repeat(200)},d\n`);
  const keys = file.rows.map((row) => idempotencyKey(file, row));
  keys.forEach((key) => assert.match(key, /^[\x21-\x7e]{1,128}$/));
  assert.equal(new Set(keys).size, 4);
});

test('Csv.TakesByteOrderMarksOtherSeparatorsAndRaggedRows', () => {
  const { rows, columns } = parseRows(Buffer.from('\ufeffMsg ID;Complaint Type\r\n1;"a\r\nb"\r\n2\r\n\r\n'));
  assert.deepEqual(columns, ['msg_id', 'complaint_type']);
  assert.deepEqual(rows.map(({ msg_id: id }) => id), ['1', '2']);
});

test('Text.KeepsWhatIsOnlyOdd', () => {
  assert.equal(cleanText('a\u0000b\u001bc\ud800d\u200b\r\ne\t'), 'abc\ufffdd\u200b\ne');
  assert.equal(cut('short', 5), 'short');
  assert.equal(cut('longer', 5), 'long…');
});

test('Text.MakesMojibakeVisibleInsteadOfDroppingIt', () => {
  assert.equal(cleanText('there\u00e2\u0080\u0099s \u0081'), 'thereâ€™s \ufffd');
});

test('Rhythm.OrdersRowsByTheirInstantAndKeepsUndatedOnesInPlace', () => {
  const { rows } = parseRows(Buffer.from('id,created_at\n1,2020-01-01T00:00:10\n2,never\n3,2020-01-01T00:00:00\n'));
  const timed = inRhythm(rows);
  assert.deepEqual(timed.map(({ row }) => row.id), ['3', '1', '2']);
  assert.deepEqual(timed.map(({ at }) => at - timed[0].at), [0, 10_000, 10_000]);
});
