// Every address of the contract, asked by every role and by nobody, against a written table: who is let through (whatever the
// answer then is), who is told that the role does not allow it, and to whom the ticket does not exist.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage } from './support/matters.js';
import { example, operations, takesJson } from './support/operations.js';
import { startService } from './support/service.js';

// One of each, in the order of the table's columns; `staff` and `lead` of the task force that has the ticket, and of another.
const kWho = {
  operator: 'op1', dispatcher: 'disp1', staff: 'ind1', lead: 'ind-lead', 'other staff': 'con1', 'other lead': 'con-lead', manager: 'mgr1',
  inspector: 'insp1', auditor: 'aud1', admin: 'adm1', integration: 'int1',
};
const kEverybody = Object.keys(kWho);
const kDesk = ['operator', 'dispatcher'];
const kTeam = ['staff', 'lead'];
const kTeams = [...kTeam, 'other staff', 'other lead'];
const kOversight = ['manager', 'inspector', 'auditor', 'admin'];
const kInvolved = [...kDesk, ...kTeam, 'manager'];

/** Who may. What is missing here fails the test, and so does what the contract does not have. */
const kTable = {
  'POST /api/v1/tickets': [...kDesk, 'integration'],
  'GET /api/v1/tickets': [...kDesk, ...kTeams, ...kOversight],
  'GET /api/v1/tickets/{number}': [...kDesk, ...kTeam, ...kOversight],
  'GET /api/v1/tickets/{number}/history': [...kDesk, ...kTeam, ...kOversight],
  'GET /api/v1/tickets/{number}/clocks': [...kDesk, ...kTeam, ...kOversight],
  'POST /api/v1/tickets/{number}/answer': kDesk,
  'POST /api/v1/tickets/{number}/dispatch': ['dispatcher', 'manager'],
  'POST /api/v1/tickets/{number}/claim': kTeam,
  'POST /api/v1/tickets/{number}/release': kTeam,
  'POST /api/v1/tickets/{number}/note': kInvolved,
  'POST /api/v1/tickets/{number}/amend': kInvolved,
  'POST /api/v1/tickets/{number}/wait': kTeam,
  'POST /api/v1/tickets/{number}/resume': kTeam,
  'POST /api/v1/tickets/{number}/return': kTeam,
  'POST /api/v1/tickets/{number}/transfer': ['dispatcher', 'lead', 'manager'],
  'POST /api/v1/tickets/{number}/contact': kTeam,
  'POST /api/v1/tickets/{number}/resolve': kTeam,
  'POST /api/v1/tickets/{number}/check': kDesk,
  'POST /api/v1/tickets/{number}/hand-off': kDesk,
  'POST /api/v1/tickets/{number}/callback': ['operator'],
  'POST /api/v1/tickets/{number}/assist': kTeam,
  'POST /api/v1/tickets/{number}/contribute': [],  // no task force owes a part of these tickets
  'POST /api/v1/tickets/{number}/recall': ['dispatcher', 'lead', 'manager'],  // and whoever holds it: nobody here
  'POST /api/v1/tickets/{number}/extend': kTeam,
  'POST /api/v1/tickets/{number}/decide': ['lead', 'manager'],
  'POST /api/v1/tickets/{number}/report': kTeam,
  'POST /api/v1/tickets/{number}/final-answer': ['lead'],
  'POST /api/v1/tickets/{number}/supervise': ['manager', 'inspector'],
  'POST /api/v1/tickets/{number}/close-supervision': ['manager', 'inspector'],
  'POST /api/v1/tickets/{number}/reveal': [...kDesk, ...kTeam, 'manager', 'inspector'],
  'POST /api/v1/tickets/{number}/urge': kDesk,
  'POST /api/v1/tickets/{number}/merge': kDesk,
  'POST /api/v1/tickets/{number}/cancel': ['dispatcher'],
  'GET /api/v1/messages': ['manager', 'auditor', 'admin'],
  'GET /api/v1/dead-letters': ['manager', 'auditor', 'admin'],
  'GET /api/v1/dead-letters/{key}': ['manager', 'auditor', 'admin'],
  'POST /api/v1/dead-letters/{key}/retry': ['admin'],
  'POST /api/v1/dead-letters/{key}/discard': ['admin'],
  'GET /api/v1/people/{id}/contact': kEverybody,
  'PUT /api/v1/people/{id}/contact': ['staff', 'admin'],  // one's own, and anybody's
  'GET /api/v1/events': [...kDesk, ...kTeams, ...kOversight],
  'GET /api/v1/task-forces': kEverybody,
  'GET /api/v1/task-forces/{id}': kEverybody,
  'GET /api/v1/task-forces/{id}/queue': [...kDesk, ...kTeam, ...kOversight],
  'POST /api/v1/task-forces/{id}/claim-next': kTeam,
  'POST /api/v1/callers/lookup': [...kDesk, 'manager', 'auditor'],
  'POST /api/v1/routing/preview': [...kDesk, 'integration'],
  'GET /api/v1/configuration': kEverybody,
  'POST /api/v1/configuration/reload': ['admin'],
  'GET /api/v1/profile': kEverybody,
  'POST /api/v1/profile': ['manager', 'admin'],
  'GET /api/v1/outage': kEverybody,
  'POST /api/v1/outage': ['dispatcher', 'manager', 'admin'],
  'DELETE /api/v1/outage': ['dispatcher', 'manager', 'admin'],
  'GET /api/v1/me': kEverybody,
  'POST /api/v1/me/password': kEverybody,
  'POST /api/v1/session': [...kEverybody, 'nobody'],
  'DELETE /api/v1/session': kEverybody,
  'GET /api/v1/session/oidc': [...kEverybody, 'nobody'],
  'GET /api/v1/session/oidc/callback': [...kEverybody, 'nobody'],
  'GET /api/v1/login-options': [...kEverybody, 'nobody'],
  'GET /api/v1/sessions': kEverybody,
  'DELETE /api/v1/sessions/{id}': kEverybody,
  'GET /api/v1/people': kEverybody,
  'POST /api/v1/people': ['admin'],
  'GET /api/v1/people/{id}': kEverybody,
  'PATCH /api/v1/people/{id}': ['admin'],
  'POST /api/v1/people/{id}/reset-password': ['admin'],
  'GET /api/v1/tokens': kEverybody,
  'POST /api/v1/tokens': kEverybody,
  'DELETE /api/v1/tokens/{id}': kEverybody,
  'GET /api/v1/audit/access': ['auditor', 'manager'],
  'GET /n/{token}': [...kEverybody, 'nobody'],
  'POST /n/{token}': [...kEverybody, 'nobody'],
  'GET /healthz': [...kEverybody, 'nobody'],
  'GET /readyz': [...kEverybody, 'nobody'],
  'GET /metrics': [...kEverybody, 'nobody'],
};
/** To these a ticket of IND does not exist. */
const kBlind = ['other staff', 'other lead', 'integration'];

const service = await startService();
const stage = new Stage(service);
const clients = { ...Object.fromEntries(Object.entries(kWho).map(([who, id]) => [who, service.as[id]])), nobody: service.nobody };

/** Nobody's password is known here, and nobody is to be changed. */
const body = (asked) => (asked.path === '/api/v1/people' && takesJson(asked) ? { ...example(asked), id: 'ind1' } : example(asked));

const kIds = { '/api/v1/task-forces': 'IND', '/api/v1/people': 'ind1', '/api/v1/sessions': 'none', '/api/v1/tokens': 'none' };

async function ask(who, asked) {
  const number = asked.path.includes('{number}') ? (await stage.queued('IND')).number : '';
  const resource = asked.path.split('/').slice(0, 4).join('/');
  // Everybody may see oneself; what is for administrators is tried on somebody else.
  const id = resource === '/api/v1/people' && asked.method === 'GET' ? (kWho[who] ?? 'ind1') : kIds[resource];
  const query = asked.operation.operationId === 'listTickets' ? '?state=queued' : '';
  const path = asked.path.replace('{number}', number).replace('{id}', id).replace(/\{(key|token)\}/, 'none') + query;
  const headers = asked.path.endsWith('/profile') ? { 'If-Match': '"99"' } : { 'If-Match': number ? '"1"' : null };
  if (asked.path === '/api/v1/tickets') headers['Idempotency-Key'] = `matrix-${kWho[who]}`;
  // The ticket of the contract's example may be there or not.
  const sent = asked.path.endsWith('/merge') ? { ...body(asked), into: number } : body(asked);
  return clients[who].send(asked.method, path, sent, { headers });
}

function verdict({ status, body }) {
  if (status === 401 && body.code === 'unauthenticated') return 'nobody';
  if (status === 403 && body.code === 'forbidden') return 'forbidden';
  if (status === 404 && body.code === 'ticket_not_found') return 'unseen';
  return 'let through';
}

function expected(who, key) {
  if (who === 'nobody') return kTable[key].includes('nobody') ? 'let through' : 'nobody';
  if (key.includes('{number}') && kBlind.includes(who)) return 'unseen';
  return kTable[key].includes(who) ? 'let through' : 'forbidden';
}

test('the table has every address of the contract, and no other', () => {
  assert.deepEqual(Object.keys(kTable).sort(), operations.map(({ method, path }) => `${method} ${path}`).sort());
});

for (const who of [...kEverybody, 'nobody']) {
  test(`${who} gets through where the table says so, and nowhere else`, async () => {
    const wrong = [];
    for (const operation of operations) {
      const key = `${operation.method} ${operation.path}`;
      const reply = await ask(who, operation);
      const [got, wanted] = [verdict(reply), expected(who, key)];
      if (got !== wanted) wrong.push(`${key}: ${got}, not ${wanted} (${reply.status} ${reply.body?.code ?? ''} ${reply.body?.detail ?? ''})`);
    }
    assert.deepEqual(wrong, []);
  });
}
