// The files to replay: the real ones where they are at hand (HOTLINE_TEST_DATA, else ../shared/data beside the checkout),
// otherwise generated ones of the same shapes, with the same oddities.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kRepository } from '../../tools/lib-js/building.js';

const kGeneratedRows = 240;

export function realFiles() {
  const folder = process.env.HOTLINE_TEST_DATA || join(kRepository, '..', 'shared', 'data');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith('.csv')).sort().map((name) => join(folder, name));
}

const quoted = (value) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const csv = (rows) => `${[Object.keys(rows[0]), ...rows.map(Object.values)].map((row) => row.map((cell) => quoted(String(cell))).join(',')).join('\n')}\n`;

const kMatters = ['货车通行证一直办不下来', '工地停工工人无法返岗', '小区停水三天', '工厂缺原材料', '超市能否营业', '核酸检测点太远', '租金减免怎么申请'];
const kTopics = ['Noise - Residential', 'HEAT/HOT WATER', 'Illegal Parking', 'TRM-Alleys', 'SW-Bulk Scheduled'];

const instant = (i, offset) => `2020-01-0${1 + (i % 9)}T0${i % 10}:${String(i % 60).padStart(2, '0')}:07${offset}`;
// What real files hold: line breaks, quotes, NUL, tabs, zero-width and C1 characters, and now and then far too much text.
const body = (i) => `${kMatters[i % kMatters.length]}，请求处理。\n“第${i}次”反映,"还是没人管"\t\u200b${i % 40 === 0 ? '\u0000\u0080\u0099' : ''}${'长'.repeat(i % 90 === 0 ? 25_000 : i % 50)}`;

const kShapes = {
  taidi_labelled: (i) => ({ src: 'A', msg_id: 1000 + i, user_id: `A${i % 200}`, title: kMatters[i % 7], created_at: instant(i, '+08:00'), body: body(i), category: ['城乡建设', '教育文体'][i % 2] }),
  taidi_stream_2019: (i) => ({ msg_id: 2000 + i, user_id: `A${i % 90}`, title: kMatters[i % 7], created_at: instant(i, '+08:00'), body: body(i), against: 0, likes: i % 3 }),
  taidi_replies: (i) => ({ msg_id: 3000 + i, user_id: `UU${i}`, title: kMatters[i % 7], created_at: instant(i, '+08:00'), body: body(i), reply: `您好，${'已办理。'.repeat(1 + (i % 900))}`, replied_at: instant(i, '+08:00'), team_complete: '', team_explains: '' }),
  taidi_reply_times: (i) => ({ msg_id: 4000 + i, created_at: instant(i, '+08:00'), replied_at: instant(i, '+08:00') }),
  liuyan_zhejiang: (i) => ({ tid: 8_000_000 + i, date: '2020-08-28', forum: '杭州市', level: 'city', district: '', title: kMatters[i % 7], body: body(i), truncated: i % 2, domain: '交通', type: '咨询', status: '已办理', score_manner: 5, score_speed: 5 }),
  baltimore311: (i) => ({ sr_id: `14-${String(i).padStart(8, '0')}`, sr_type: kTopics[i % 5], channel: ['Phone', 'API', 'Internal'][i % 3], created_at: instant(i, ''), status: 'Closed', status_at: instant(i, ''), due_at: '', closed_at: instant(i, ''), agency: 'Solid Waste', zip: '21224', neighborhood: 'Greektown', council_district: 1, days_open: 3 }),
  nyc311: (i) => ({ unique_key: 45_000_000 + i, created_at: instant(i, ''), closed_at: instant(i, ''), complaint_type: kTopics[i % 5], borough: i % 8 ? 'BROOKLYN' : '' }),
  nyc311_evening: (i) => ({ unique_key: 46_000_000 + i, created_at: instant(i, ''), closed_at: '', agency: 'NYPD', complaint_type: kTopics[i % 5], descriptor: 'Loud Music/Party', incident_zip: '11218', city: 'BROOKLYN', status: 'Closed', resolution_description: 'Nobody\u00e2\u0080\u0099s there.', channel: ['PHONE', 'ONLINE', 'MOBILE'][i % 3] }),
};

export function generateFiles(folder, rows = kGeneratedRows) {
  mkdirSync(folder, { recursive: true });
  return Object.entries(kShapes).map(([name, shape]) => {
    const file = join(folder, `${name}.csv`);
    writeFileSync(file, csv(Array.from({ length: rows }, (_, i) => shape(i))));
    return file;
  });
}
