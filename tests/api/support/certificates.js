// Certificates for tests, made by the openssl program. They live in the service's directory and go with it.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A root that clients know, and an authority below it that they have to be shown. */
export class Authority {
  constructor(dir) {
    this.dir = dir;
    writeFileSync(this.file('openssl.cnf'), '[req]\ndistinguished_name = name\n[name]\n');
    const sign = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'];
    this.#make('root', 365, sign);
    this.#make('authority', 365, [...sign, ...this.#by('root')]);
    this.root = readFileSync(this.file('root.pem'), 'utf8');
  }

  /** A certificate for localhost with the authority's behind it; `days` -1: it has expired a day ago. */
  issue(name, { days = 90 } = {}) {
    const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE'];
    this.#make(name, 90, names);
    this.#sign(name, days);
    const chain = ['pem', 'chain'].map((end) => this.file(`${name}.${end}`));
    writeFileSync(chain[1], readFileSync(chain[0], 'utf8') + readFileSync(this.file('authority.pem'), 'utf8'));
    return { certificate: chain[1], key: this.file(`${name}.key`) };
  }

  file(name) {
    return path.join(this.dir, name);
  }

  #by(name) {
    return ['-CA', this.file(`${name}.pem`), '-CAkey', this.file(`${name}.key`)];
  }

  /** By the authority. Only this one of openssl's commands is able to look back. */
  #sign(name, days) {
    const pem = this.file(`${name}.pem`);
    this.#openssl(['x509', '-in', pem, '-out', pem, '-days', String(days), ...this.#by('authority')]);
  }

  #openssl(args) {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }

  #make(name, days, more) {
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const files = ['-keyout', this.file(`${name}.key`), '-out', this.file(`${name}.pem`)];
    const subject = ['-config', this.file('openssl.cnf'), '-subj', `/CN=${name}`, '-days', String(days)];
    this.#openssl(['req', '-x509', ...curve, ...files, ...subject, ...more]);
  }
}
