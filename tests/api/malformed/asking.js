// Addresses, parameters and tokens that lead nowhere.
import { unclear } from '../support/matters.js';

const get = (name, who, path, status, code, field) => ({ name, who, method: 'GET', path, status, code, field });
const post = (name, who, path, json, status, code, field) => ({ name, who, method: 'POST', path, json, status, code, field });
const other = (name, method, path, status, code) => ({ name, who: 'op1', method, path, status, code });
const token = (name, authorization) => ({ name, who: 'op1', method: 'GET', path: '/api/v1/me', headers: { Authorization: authorization }, status: 401, code: 'unauthenticated' });

export const wrongAddresses = [
  get('an address that is none', 'op1', '/api/v1/nowhere', 404, 'route_not_found'),
  get('an address above all', 'op1', '/', 404, 'route_not_found'),
  get('the contract', 'op1', '/openapi.yaml', 404, 'route_not_found'),
  get('a slash too many', 'op1', '/api/v1/tickets/', 404, 'route_not_found'),
  get('a step up', 'op1', '/api/v1/../../etc/passwd', 400, 'bad_request'),
  get('a broken percent-encoding', 'op1', '/api/v1/tickets/%zz', 400, 'bad_request'),
  get('an encoded NUL', 'op1', '/api/v1/tickets/%00', 400, 'bad_request'),
  get('an address that is no UTF-8', 'op1', '/api/v1/tickets/%ff%fe', 400, 'bad_utf8'),
  other('a ticket cannot be deleted', 'DELETE', '/api/v1/tickets/100001074', 405, 'method_not_allowed'),
  other('tickets are not put', 'PUT', '/api/v1/tickets', 405, 'method_not_allowed'),
  get('an action is not read', 'op1', '/api/v1/tickets/100001074/claim', 405, 'method_not_allowed'),
  post('an action that is none', 'op1', '/api/v1/tickets/100001074/explode', {}, 404, 'route_not_found'),
];

export const wrongNumbers = [
  get('a number in letters', 'op1', '/api/v1/tickets/abc', 400, 'bad_ticket_number', 'number'),
  get('a number too short', 'op1', '/api/v1/tickets/12345678', 400, 'bad_ticket_number', 'number'),
  get('a number too long', 'op1', '/api/v1/tickets/1234567890123456789012', 400, 'bad_ticket_number', 'number'),
  get('a number that begins with 0', 'op1', '/api/v1/tickets/000000000', 400, 'bad_ticket_number', 'number'),
  get('a number in full-width digits', 'op1', `/api/v1/tickets/${encodeURIComponent('１００００１０７３')}`, 400, 'bad_ticket_number', 'number'),
  get('a digit misheard', 'op1', '/api/v1/tickets/{misheard}', 400, 'wrong_check_digit', 'number'),
  get('two digits swapped', 'op1', '/api/v1/tickets/{swapped}', 400, 'wrong_check_digit', 'number'),
  get('the history of a misheard number', 'op1', '/api/v1/tickets/{misheard}/history', 400, 'wrong_check_digit', 'number'),
  get('a number that nobody has', 'op1', '/api/v1/tickets/{unknown}', 404, 'ticket_not_found', 'number'),
  get('the history of a number that nobody has', 'op1', '/api/v1/tickets/{unknown}/history', 404, 'ticket_not_found', 'number'),
];

export const wrongQueries = [
  get('a list of everything', 'op1', '/api/v1/tickets', 422, 'missing_field'),
  get('a list of two things', 'op1', '/api/v1/tickets?state=queued&assignee=me', 422, 'invalid_field', 'assignee'),
  get('a task force’s tickets of a person', 'op1', '/api/v1/tickets?task_force=IND&assignee=me', 422, 'invalid_field', 'assignee'),
  get('a state that is none', 'op1', '/api/v1/tickets?state=sleeping', 422, 'invalid_field', 'state'),
  get('an empty state', 'op1', '/api/v1/tickets?state=', 422, 'invalid_field', 'state'),
  get('a task force that is none', 'op1', '/api/v1/tickets?task_force=XXX', 404, 'task_force_not_found', 'task_force'),
  get('a queue of a task force that is none', 'op1', '/api/v1/task-forces/XXX/queue', 404, 'task_force_not_found'),
  get('a task force that is none, itself', 'op1', '/api/v1/task-forces/XXX', 404, 'task_force_not_found'),
  get('a page of nothing', 'op1', '/api/v1/tickets?state=queued&limit=0', 422, 'invalid_field', 'limit'),
  get('a page of 201', 'op1', '/api/v1/tickets?state=queued&limit=201', 422, 'invalid_field', 'limit'),
  get('a page of many', 'op1', '/api/v1/tickets?state=queued&limit=many', 422, 'invalid_field', 'limit'),
  get('a page beyond all numbers', 'op1', '/api/v1/tickets?state=queued&limit=99999999999999999999', 422, 'invalid_field', 'limit'),
  get('a parameter nobody knows', 'op1', '/api/v1/tickets?state=queued&colour=red', 422, 'unknown_field', 'colour'),
  get('a parameter twice', 'op1', '/api/v1/tickets?state=queued&state=closed', 400, 'bad_request'),
  get('a cursor nobody gave out', 'op1', '/api/v1/tickets?state=queued&cursor=abc', 400, 'bad_cursor', 'cursor'),
  get('a cursor of a megabyte of nothing', 'op1', `/api/v1/tickets?state=queued&cursor=${'A'.repeat(3_000)}`, 400, 'bad_cursor', 'cursor'),
  get('an address of 8 KB', 'op1', `/api/v1/tickets?state=queued&cursor=${'A'.repeat(8_192)}`, 414, 'uri_too_long'),
  post('a look-up of nobody', 'op1', '/api/v1/callers/lookup', {}, 422, 'missing_field', '/phone'),
  post('a look-up of a word', 'op1', '/api/v1/callers/lookup', { phone: '老王' }, 422, 'bad_phone', '/phone'),
  post('a look-up with a cursor nobody gave out', 'op1', '/api/v1/callers/lookup', { phone: '13843112345', cursor: 'abc' }, 400, 'bad_cursor', '/cursor'),
  post('a look-up of 201', 'op1', '/api/v1/callers/lookup', { phone: '13843112345', limit: 201 }, 422, 'invalid_field', '/limit'),
  post('a look-up of more', 'op1', '/api/v1/callers/lookup', { phone: '13843112345', name: '王' }, 422, 'unknown_field', '/name'),
  post('a preview of an answer', 'op1', '/api/v1/routing/preview', unclear({ answer: { public_answer: 'a' } }), 422, 'unknown_field', '/answer'),
  post('a preview of a category nobody knows', 'op1', '/api/v1/routing/preview', { category: 'Z9' }, 422, 'invalid_field', '/category'),
  post('a preview by an auditor', 'aud1', '/api/v1/routing/preview', {}, 403, 'forbidden'),
  post('a reload by an operator', 'op1', '/api/v1/configuration/reload', {}, 403, 'forbidden'),
  post('a reload of something', 'adm1', '/api/v1/configuration/reload', { file: '/etc/passwd' }, 422, 'unknown_field', '/file'),
];

export const wrongTokens = [
  token('no token', null),
  token('a token of nobody', 'Bearer nobody'),
  token('an empty token', 'Bearer '),
  token('no scheme', 'abcdef'),
  token('a name and a password', `Basic ${Buffer.from('op1:secret').toString('base64')}`),
  token('the digest in place of the token', `Bearer ${'0'.repeat(64)}`),
];
