// One person's way into the service. Every reply is judged by the contract before a test sees it.
import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import { randomUUID } from 'node:crypto';
import { check } from './contract.js';

/** A reply: `status`, `headers` (lower case), `text`, and `body` when it is JSON. */
export class Reply {
  constructor(request, status, headers, text) {
    Object.assign(this, { request, status, headers, text });
    this.body = parsed(headers, text);
  }

  /** The body, if the status is the expected one. */
  expect(status) {
    assert.equal(this.status, status, `${this.request.method} ${this.request.path}: ${this.text.slice(0, 1000)}`);
    return this.body;
  }

  /** The problem document, if it is the expected one. */
  expectProblem(status, code, field) {
    assert.equal(`${this.status} ${this.body?.code}`, `${status} ${code}`, this.text.slice(0, 1000));
    if (field !== undefined) assert.equal(this.body.field ?? '', field, this.text);
    return this.body;
  }
}

function parsed(headers, text) {
  if (text === '' || !/^application\/(.+\+)?json/.test(headers['content-type'] ?? '')) return undefined;
  return JSON.parse(text);
}

/** Under TLS if its agent speaks it. */
export class Client {
  constructor(port, token, agent) {
    Object.assign(this, { port, token, agent });
  }

  get(path, options = {}) {
    return this.send('GET', path, undefined, options);
  }

  /** Opens a ticket; the idempotency key is a fresh one unless given. */
  open(matter, key = randomUUID()) {
    return this.send('POST', '/api/v1/tickets', matter, { headers: { 'Idempotency-Key': key } });
  }

  post(path, json, options = {}) {
    return this.send('POST', path, json, options);
  }

  /** An action on a ticket (a ticket or its number); `revision` becomes If-Match. */
  act(ticket, action, json, revision) {
    const headers = revision === undefined ? {} : { 'If-Match': `"${revision}"` };
    return this.send('POST', `/api/v1/tickets/${ticket.number ?? ticket}/${action}`, json, { headers });
  }

  /** `raw` is sent as it is in place of `json`. */
  async send(method, path, json, { headers = {}, raw } = {}) {
    const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
    const request = { method, path, json };
    const all = { ...headers };
    if (this.token !== undefined && !('Authorization' in all)) all.Authorization = `Bearer ${this.token}`;
    if (body !== undefined && !('Content-Type' in all)) all['Content-Type'] = 'application/json';
    if (body !== undefined) all['Content-Length'] = Buffer.byteLength(body);
    for (const name of Object.keys(all)) if (all[name] === null) delete all[name];
    const reply = await this.#exchange(request, all, body);
    check(request, reply);
    return reply;
  }

  #exchange(request, headers, body) {
    return new Promise((resolve, reject) => {
      const { method, path } = request;
      const { request: begin } = this.agent instanceof https.Agent ? https : http;
      const outgoing = begin({ host: '127.0.0.1', port: this.port, method, path, headers, agent: this.agent });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        // It would go on without end (support/live.js follows it); that it was begun is the reply.
        if (/^text\/event-stream/.test(incoming.headers['content-type'] ?? '')) {
          resolve(new Reply(request, incoming.statusCode, incoming.headers, ''));
          incoming.destroy();
          return;
        }
        const chunks = [];
        incoming.on('data', (chunk) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          resolve(new Reply(request, incoming.statusCode, incoming.headers, Buffer.concat(chunks).toString('utf8')));
        });
      });
      outgoing.end(body);
    });
  }
}
