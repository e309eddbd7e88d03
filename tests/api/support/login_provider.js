// A real OpenID Connect provider on this machine, and somebody at a browser who logs in there.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import Provider from 'oidc-provider';

function newKey(algorithm) {
  const pair = algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...pair.privateKey.export({ format: 'jwk' }), alg: algorithm, use: 'sig', kid: randomBytes(6).toString('hex') };
}

/** `people`: the claims of each by subject, to be changed at will. `inToken`: claims are in the ID token, not only at the userinfo endpoint. */
export class LoginProvider {
  constructor({ people, client, algorithm = 'RS256', inToken = false }) {
    Object.assign(this, { people, client, algorithm, inToken, asked: [] });
    this.key = newKey(algorithm);
    this.server = http.createServer((request, response) => {
      this.asked.push(`${request.method} ${request.url.split('?')[0]}`);
      this.answer(request, response);
    });
  }

  /** Takes its port, once and for all. */
  async reserve() {
    await this.#listen(0);
    this.port = this.server.address().port;
    this.issuer = `http://127.0.0.1:${this.port}`;
    await this.down();
    return this;
  }

  async up(redirectUri) {
    this.redirectUri = redirectUri ?? this.redirectUri;
    this.sign(this.key);
    await this.#listen(this.port);
  }

  async down() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** From now on with this key, or a new one; the one before. */
  sign(key = newKey(this.algorithm)) {
    const before = this.key;
    this.key = key;
    const provider = new Provider(this.issuer, {
      clients: [{
        redirect_uris: [this.redirectUri], grant_types: ['authorization_code'], response_types: ['code'],
        id_token_signed_response_alg: this.algorithm, ...this.client,
      }],
      claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
      conformIdTokenClaims: !this.inToken,
      cookies: { keys: ['for tests only'] },
      features: { devInteractions: { enabled: true } },
      findAccount: (context, sub) => ({ accountId: sub, claims: () => ({ sub, ...this.people[sub] }) }),
      jwks: { keys: [key] },
      pkce: { methods: ['S256'], required: () => true },
      ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    });
    this.answer = provider.callback();
    return before;
  }

  async #listen(port) {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }
}

/** What a person at a browser does at the provider. */
export class Visitor {
  cookies = new Map();

  async #ask(method, url, form) {
    const Cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { Cookie, ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }) };
    const reply = await fetch(url, { method, headers, body: form && new URLSearchParams(form).toString(), redirect: 'manual' });
    for (const cookie of reply.headers.getSetCookie()) {
      const [name, ...value] = cookie.split(';')[0].split('=');
      this.cookies.set(name, value.join('='));
    }
    return { location: reply.headers.get('location'), text: await reply.text(), status: reply.status };
  }

  /** From the service's redirect to the address that the provider sends the browser back to. `cancel`: instead of a name and a password. */
  async visit(address, who, { cancel = false } = {}) {
    let [method, url, form] = ['GET', address, undefined];
    for (let step = 0; step < 12; ++step) {
      const reply = await this.#ask(method, url, form);
      if (reply.location) {
        const next = new URL(reply.location, url);
        if (next.pathname.startsWith('/api/v1/')) return next.pathname + next.search;
        [method, url, form] = ['GET', next.href, undefined];
      } else if (reply.status !== 200) {
        throw new Error(`the provider says ${reply.status}: ${reply.text.slice(0, 500)}`);
      } else if (cancel) {
        [method, url, form] = ['GET', new URL(`${new URL(url).pathname}/abort`, url).href, undefined];
      } else {
        const prompt = reply.text.includes('name="login"') ? 'login' : 'consent';
        [method, form] = ['POST', prompt === 'login' ? { prompt, login: who, password: 'any' } : { prompt }];
      }
    }
    throw new Error('the provider sends the browser round in circles');
  }
}
