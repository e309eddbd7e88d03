// What hotlinectl says of an instance's event log.
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { hotlinedBinary } from '../../tools/lib-js/building.js';

/** The findings of `audit verify`; it ends with 0 where there are none. */
export function auditFindings(instance) {
  const program = join(dirname(hotlinedBinary()), 'hotlinectl');
  const args = ['audit', 'verify', '--json', '--redis', `unix://${instance.socket}`, '--secret-file', instance.path('secret')];
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      const { lines } = stdout ? JSON.parse(stdout) : {};
      if (!lines || (error?.code ?? 0) !== (lines.length > 0 ? 1 : 0)) reject(new Error(`audit verify: ${error?.message} ${stderr}`));
      else resolve(lines);
    });
  });
}
