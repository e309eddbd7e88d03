// A service whose messages go to receivers on this machine.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { stringify } from 'yaml';
import { startService } from './service.js';

export const kSecret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;

/** The part of the configuration that says where messages go: quick to try again, quick to give up. */
export function rulesOf(channels, more = {}) {
  return stringify({
    public_url: 'http://127.0.0.1:8080',
    told: { queued: ['duty'], triage: ['duty'], urged: ['holder', 'duty'], part: ['duty'], decision: ['lead', 'manager'], decided: ['holder'], order: ['holder', 'lead'], declined: ['lead', 'dispatcher'] },
    usual: { channels: channels.filter(({ kind }) => kind === 'email').map(({ id }) => id), minutes_between: 10 },
    fold: { wait_seconds: 1, singles: 3, within_minutes: 5 },
    retry: { first_seconds: 1, longest_seconds: 2, give_up_seconds: 60, failures_in_a_row: 1000, pause_seconds: 1 },
    allow: { hosts: ['hooks.example.org'], networks: ['127.0.0.0/8'] },
    channels,
    ...more,
  });
}

/** Starts a service with these channels and their secrets; `service.configure(channels, more)` changes the rules while it runs. */
export async function startNotifying({ channels, secrets, more, ...options }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hotline-channels-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'channels.yaml');
  writeFileSync(file, stringify(secrets));
  const service = await startService({ ...options, more: { 'channel-secrets': file, ...options.args } });
  service.configure = async (now, rules) => {
    writeFileSync(service.configFile('notifications.yaml'), rulesOf(now, rules));
    return (await service.as.adm1.post('/api/v1/configuration/reload')).expect(200);
  };
  await service.configure(channels, more);
  return service;
}
