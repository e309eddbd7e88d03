// hotlinectl, from its command line to its exit code.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { binary } from './service.js';

export function runCtl(...args) {
  return new Promise((resolve) => {
    execFile(path.join(path.dirname(binary), 'hotlinectl'), args, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}

/** A task ('verify', 'sla preview') on the service's data; options of `rest` come before the usual ones. */
export function hotlinectl(service, task, ...rest) {
  const usual = { '--redis': `unix://${service.redis.socket}`, '--config': service.config, '--secret-file': service.file('secret') };
  const options = Object.entries(usual).filter(([name]) => !rest.includes(name));
  return runCtl(...task.split(' '), ...rest, ...options.flat());
}
