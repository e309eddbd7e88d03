// Reads who called from a ticket's document, by what is written of the seal and not by the service's code: secretbox under a key of
// the ticket, BLAKE2b of its context, which is keyed with a key that follows from the data set's secret.
import { secretbox } from '@noble/ciphers/salsa';
import { blake2b } from '@noble/hashes/blake2b';

const kIdSize = 4;
const kNonceSize = 8;
const bytes = (text) => Buffer.from(text, 'utf8');

export class SealedCallers {
  /** `secret`: the data set's, 64 hexadecimal digits. Callers that were sealed with another key cannot be read. */
  constructor(secret) {
    this.key = blake2b(bytes('personal data\0'), { key: Buffer.from(secret.slice(0, 64), 'hex'), dkLen: 32 });
  }

  /** '' of an anonymous one. */
  phoneOf({ cl: caller, ik = '', fp = '', o }) {
    if (!caller?.x) return caller?.p ?? '';
    const keys = blake2b(bytes([ik, fp, o].join('\0')), { key: this.key, dkLen: 64 });
    const box = Buffer.from(caller.x.slice(kIdSize), 'base64url');
    const nonce = new Uint8Array(24);
    nonce.set(box.subarray(0, kNonceSize));
    const text = Buffer.from(secretbox(keys.subarray(0, 32), nonce).open(box.subarray(kNonceSize))).toString();
    const [whole, size] = /^(\d+) \d+ /.exec(text);
    return text.slice(whole.length, whole.length + Number(size));
  }
}
