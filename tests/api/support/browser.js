// A browser: it keeps the cookie and says where its page is from.
import https from 'node:https';
import { Client } from './client.js';

export class Browser extends Client {
  constructor({ port, agent }) {
    super(port, undefined, agent);
    this.page = `${agent instanceof https.Agent ? 'https' : 'http'}://127.0.0.1:${port}`;
    this.cookie = null;
  }

  async send(method, path, json, { headers = {}, ...rest } = {}) {
    const own = { Origin: this.page, Host: `127.0.0.1:${this.port}`, Cookie: this.cookie };
    const reply = await super.send(method, path, json, { headers: { ...own, ...headers }, ...rest });
    const [given] = reply.headers['set-cookie'] ?? [];
    if (given !== undefined) this.cookie = given.split(';')[0];
    return reply;
  }

  logIn(person, password, more = {}) {
    return this.post('/api/v1/session', { person, password, ...more });
  }
}

export const kPassword = 'staple of a blue horse';

/** What an administrator hands to somebody; earlier passwords and sessions end. */
export async function oneTimePassword({ as }, id) {
  return (await as.adm1.post(`/api/v1/people/${id}/reset-password`)).expect(200).one_time_password;
}

/** A browser in which this person has logged in; whatever password there was, it is this one now. */
export async function loggedIn(service, id, password = kPassword) {
  const once = await oneTimePassword(service, id);
  const browser = new Browser(service);
  (await browser.logIn(id, once, { new_password: password })).expect(200);
  return browser;
}
