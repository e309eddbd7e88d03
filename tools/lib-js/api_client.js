// The public API as its clients use it: keep-alive connections, problem documents, and retries that are safe.

import { Pool } from 'undici';
import { setTimeout as sleep } from 'node:timers/promises';

const kRetryMs = 200;
const kLongestPauseMs = 2_000;

/** An answer the caller did not expect. `code` is the problem code, or `unreachable` when no answer came. */
export class ApiProblem extends Error {
  constructor(status, problem, what) {
    super(`${what}: ${status} ${problem.code ?? ''} ${problem.detail ?? ''} ${problem.field ?? ''}`.trim());
    this.status = status;
    this.problem = problem;
    this.code = problem.code ?? 'unknown';
  }

  /** Whether the request may have taken effect although nobody said so. */
  get outcomeUnknown() {
    return this.code === 'unreachable' || this.code === 'outcome_unknown';
  }
}

function unreachable(error) {
  return { status: 0, headers: {}, body: { code: 'unreachable', detail: error.code ?? error.message } };
}

function parseBody(text, headers) {
  if (!String(headers['content-type'] ?? '').includes('json')) return { detail: text.slice(0, 200) };
  return JSON.parse(text);
}

/** Nothing was done: asked too often, or the service is busy or away. */
const turnedAway = ({ status, body: problem }) => status === 429 || (status === 503 && problem.code !== 'outcome_unknown');
/** For what may be asked twice: also where no answer came. */
const unanswered = ({ status }) => [0, 429, 503].includes(status);

function pauseOf(answer) {
  const seconds = Number(answer.headers['retry-after']);
  const wanted = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : kRetryMs;
  return Math.min(wanted, kLongestPauseMs);
}

export class ApiClient {
  /** `patienceMs`: how long a request is tried again while the service is away or busy. */
  constructor(url, { connections = 16, patienceMs = 60_000, timeoutMs = 30_000 } = {}) {
    this.url = new URL(url);
    this.patienceMs = patienceMs;
    this.pool = new Pool(this.url.origin, { connections, pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  }

  close() {
    return this.pool.destroy();
  }

  /** One exchange, whatever the answer is: {status, headers, body}; status 0 when no answer came. */
  async exchange(method, path, { token, body, headers = {} } = {}) {
    const all = { authorization: `Bearer ${token}`, ...headers };
    if (body !== undefined) all['content-type'] = 'application/json';
    try {
      const reply = await this.pool.request({
        method,
        path: this.url.pathname.replace(/\/$/, '') + path,
        headers: all,
        body: body === undefined ? null : JSON.stringify(body),
      });
      return { status: reply.statusCode, headers: reply.headers, body: parseBody(await reply.body.text(), reply.headers) };
    } catch (error) {
      return unreachable(error);
    }
  }

  /** Repeats while `again(answer)`, within the patience. */
  async exchangePatiently(method, path, options, again) {
    const began = Date.now();
    for (;;) {
      const answer = await this.exchange(method, path, options);
      if (!again(answer) || Date.now() - began >= this.patienceMs) return answer;
      await sleep(pauseOf(answer));
    }
  }

  async expect(method, path, options, again) {
    const answer = await this.exchangePatiently(method, path, options, again);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new ApiProblem(answer.status, answer.body, `${method} ${path}`);
  }

  /** Reading may always be repeated. */
  async get(path, token) {
    const answer = await this.expect('GET', `/api/v1${path}`, { token }, unanswered);
    return answer.body;
  }

  /**
   * Opens a ticket. The idempotency key makes it safe to ask again however the first attempt ended.
   * @returns {{ticket: object, replayed: boolean}}
   */
  async open(request, key, token) {
    const options = { token, body: request, headers: { 'idempotency-key': key } };
    const { status, headers, body } = await this.expect('POST', '/api/v1/tickets', options, unanswered);
    return { ticket: body, replayed: status === 200 || headers['idempotency-replayed'] === 'true' };
  }

  /** A POST that changes something and has no key: repeated only when the service says that nothing was done. */
  async post(path, token, body = {}) {
    const answer = await this.expect('POST', `/api/v1${path}`, { token, body }, turnedAway);
    return answer.body;
  }

  act(number, action, token, body = {}) {
    return this.post(`/tickets/${number}/${action}`, token, body);
  }

  /** Every ticket of a list, page by page. */
  async list(query, token) {
    const tickets = [];
    let cursor = null;
    do {
      const parameters = new URLSearchParams({ ...query, limit: '200', ...(cursor ? { cursor } : {}) });
      const page = await this.get(`/tickets?${parameters}`, token);
      tickets.push(...page.tickets);
      cursor = page.next_cursor;
    } while (cursor);
    return tickets;
  }
}
