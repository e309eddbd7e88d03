// Actions that a ticket refuses, by what it is, by what they say, by who asks.
import { limits } from '../support/limits.js';
import { outcome } from '../support/matters.js';

const act = (name, who, ticket, action, json, status, code, field, more = {}) => ({ name, who, ticket, action, json, status, code, field, ...more });
const illegal = (who, ticket, action, json) => act(`${action} while ${ticket}`, who, ticket, action, json, 409, 'illegal_transition');

const answer = { public_answer: '可以。' };
const returned = { reason: 'not_our_duty', ground: '不属本专班职责。' };
const callback = { reached: true, solved: true };
const ahead = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

// Seeds: queued, in_progress, waiting, resolved, closed belong to IND and ind1.
export const illegalTransitions = [
  illegal('op1', 'queued', 'answer', answer),
  illegal('op1', 'closed', 'answer', answer),
  illegal('disp1', 'in_progress', 'dispatch', { task_force: 'CON' }),
  illegal('disp1', 'resolved', 'dispatch', { task_force: 'CON' }),
  illegal('ind1', 'resolved', 'claim'),
  illegal('ind1', 'closed', 'claim'),
  illegal('ind1', 'queued', 'release'),
  illegal('op1', 'closed', 'note', { text: '补充' }),
  illegal('op1', 'cancelled', 'note', { text: '补充' }),
  illegal('ind1', 'queued', 'wait', { reason: 'third_party' }),
  illegal('ind1', 'waiting', 'wait', { reason: 'third_party' }),
  illegal('ind1', 'in_progress', 'resume'),
  illegal('ind1', 'waiting', 'return', returned),
  illegal('ind1', 'resolved', 'return', returned),
  illegal('ind-lead', 'queued', 'transfer', { task_force: 'CON', reason: '建筑业' }),
  illegal('ind1', 'waiting', 'contact', { how: 'phone' }),
  illegal('ind1', 'queued', 'resolve', outcome),
  illegal('ind1', 'resolved', 'resolve', outcome),
  illegal('op1', 'in_progress', 'check', { passed: true }),
  illegal('op1', 'closed', 'check', { passed: true }),
  illegal('op1', 'closed', 'hand-off', { to: '119' }),
  illegal('op1', 'queued', 'callback', callback),
  illegal('op1', 'closed', 'callback', callback),
  illegal('op1', 'cancelled', 'urge'),
  illegal('disp1', 'waiting', 'cancel', { reason: 'withdrawn' }),
  illegal('disp1', 'resolved', 'cancel', { reason: 'withdrawn' }),
  act('merge while resolved', 'op1', 'resolved', 'merge', { intoSeed: 'queued' }, 409, 'illegal_transition'),
];

export const wrongWords = [
  act('dispatch to nowhere', 'disp1', 'triage', 'dispatch', {}, 422, 'missing_field', '/task_force'),
  act('dispatch to a task force that is none', 'disp1', 'triage', 'dispatch', { task_force: 'XXX' }, 404, 'task_force_not_found', '/task_force'),
  act('dispatch with an urgency that is none', 'disp1', 'triage', 'dispatch', { task_force: 'CON', urgency: 9 }, 422, 'invalid_field', '/urgency'),
  act('an answer of nothing', 'op1', 'triage', 'answer', { public_answer: '' }, 422, 'invalid_field', '/public_answer'),
  act('a claim that says something', 'ind1', 'queued', 'claim', { why: '我来' }, 422, 'unknown_field', '/why'),
  act('a claim that is a list', 'ind1', 'queued', 'claim', [], 422, 'invalid_field', ''),
  act('a note of nothing', 'op1', 'queued', 'note', {}, 422, 'missing_field', '/text'),
  act('a note of one character too many', 'op1', 'queued', 'note', { text: '长'.repeat(limits.note + 1) }, 422, 'invalid_field', '/text'),
  act('a note with more than a note', 'op1', 'queued', 'note', { text: 'a', colour: '红' }, 422, 'unknown_field', '/colour'),
  act('waiting for no reason', 'ind1', 'in_progress', 'wait', {}, 422, 'missing_field', '/reason'),
  act('waiting for a reason that is none', 'ind1', 'in_progress', 'wait', { reason: 'tired' }, 422, 'invalid_field', '/reason'),
  act('waiting until yesterday', 'ind1', 'in_progress', 'wait', { reason: 'third_party', until: ahead(-1) }, 422, 'invalid_field', '/until'),
  act('waiting beyond the cap', 'ind1', 'in_progress', 'wait', { reason: 'third_party', until: ahead(60) }, 422, 'invalid_field', '/until'),
  act('waiting until no instant', 'ind1', 'in_progress', 'wait', { reason: 'third_party', until: '明天' }, 422, 'invalid_field', '/until'),
  act('waiting until a day that is none', 'ind1', 'in_progress', 'wait', { reason: 'third_party', until: '2022-02-30T09:00:00+08:00' }, 422, 'invalid_field', '/until'),
  act('a return without ground', 'ind1', 'queued', 'return', { reason: 'not_our_duty' }, 422, 'missing_field', '/ground'),
  act('a return for a reason that is none', 'ind1', 'queued', 'return', { ...returned, reason: 'busy' }, 422, 'invalid_field', '/reason'),
  act('a return to oneself', 'ind1', 'queued', 'return', { ...returned, suggest: 'IND' }, 422, 'invalid_field', '/suggest'),
  act('a return to a task force that is none', 'ind1', 'queued', 'return', { ...returned, suggest: 'XXX' }, 404, 'task_force_not_found', '/suggest'),
  act('a transfer without reason', 'ind-lead', 'in_progress', 'transfer', { task_force: 'CON' }, 422, 'missing_field', '/reason'),
  act('a transfer to oneself', 'ind-lead', 'in_progress', 'transfer', { task_force: 'IND', reason: 'a' }, 422, 'invalid_field', '/task_force'),
  act('a contact by pigeon', 'ind1', 'in_progress', 'contact', { how: 'pigeon' }, 422, 'invalid_field', '/how'),
  act('a contact tomorrow', 'ind1', 'in_progress', 'contact', { how: 'phone', at: ahead(1) }, 422, 'invalid_field', '/at'),
  act('a contact without a body', 'ind1', 'in_progress', 'contact', undefined, 400, 'malformed_json'),
  act('a contact that says nothing', 'ind1', 'in_progress', 'contact', {}, 422, 'missing_field', '/how'),
  act('resolved without public answer', 'ind1', 'in_progress', 'resolve', { ...outcome, public_answer: undefined }, 422, 'missing_field', '/public_answer'),
  act('resolved with an empty account', 'ind1', 'in_progress', 'resolve', { ...outcome, internal_account: '' }, 422, 'invalid_field', '/internal_account'),
  act('resolved with an answer of one character too many', 'ind1', 'in_progress', 'resolve', { ...outcome, public_answer: '长'.repeat(limits.answer + 1) }, 422, 'invalid_field', '/public_answer'),
  act('not solved for no reason', 'ind1', 'in_progress', 'resolve', { ...outcome, solved: false }, 422, 'missing_field', '/unsolved_reason'),
  act('not solved for a reason that is none', 'ind1', 'in_progress', 'resolve', { ...outcome, solved: false, unsolved_reason: 'lazy', proof: 'a' }, 422, 'invalid_field', '/unsolved_reason'),
  act('untrue without proof', 'ind1', 'in_progress', 'resolve', { ...outcome, solved: false, unsolved_reason: 'untrue' }, 422, 'missing_field', '/proof'),
  act('solved with a reason why not', 'ind1', 'in_progress', 'resolve', { ...outcome, unsolved_reason: 'untrue' }, 422, 'invalid_field', '/unsolved_reason'),
  act('solved as a text', 'ind1', 'in_progress', 'resolve', { ...outcome, solved: 'yes' }, 422, 'invalid_field', '/solved'),
  act('contacted tomorrow', 'ind1', 'in_progress', 'resolve', { ...outcome, contacted_at: ahead(1) }, 422, 'invalid_field', '/contacted_at'),
  act('a failed check without remark', 'op1', 'resolved', 'check', { passed: false }, 422, 'missing_field', '/remark'),
  act('handed on to nobody', 'op1', 'queued', 'hand-off', {}, 422, 'missing_field', '/to'),
  act('handed on to somebody unknown', 'op1', 'queued', 'hand-off', { to: '911' }, 422, 'invalid_field', '/to'),
  act('reached, and nothing asked', 'op1', 'resolved', 'callback', { reached: true }, 422, 'missing_field', '/solved'),
  act('six stars', 'op1', 'resolved', 'callback', { ...callback, satisfaction: 6 }, 422, 'invalid_field', '/satisfaction'),
  act('no stars', 'op1', 'resolved', 'callback', { ...callback, satisfaction: 0 }, 422, 'invalid_field', '/satisfaction'),
  act('not reached, and yet satisfied', 'op1', 'resolved', 'callback', { reached: false, satisfaction: 5 }, 422, 'invalid_field', '/satisfaction'),
  act('merged into itself', 'op1', 'queued', 'merge', { intoSeed: 'queued' }, 409, 'merge_conflict'),
  act('merged into a closed ticket', 'op1', 'queued', 'merge', { intoSeed: 'closed' }, 409, 'merge_conflict'),
  act('merged into no number', 'op1', 'queued', 'merge', { into: 'abc' }, 400, 'bad_ticket_number', '/into'),
  act('merged into a misheard number', 'op1', 'queued', 'merge', { intoSeed: 'misheard' }, 400, 'wrong_check_digit', '/into'),
  act('merged into nothing', 'op1', 'queued', 'merge', { intoSeed: 'unknown' }, 404, 'ticket_not_found', '/into'),
  act('cancelled for a reason that is none', 'disp1', 'queued', 'cancel', { reason: 'rain' }, 422, 'invalid_field', '/reason'),
  act('amended to nothing', 'op1', 'queued', 'amend', { title: '' }, 422, 'invalid_field', '/title', { revision: 'current' }),
  act('amended in nothing', 'op1', 'queued', 'amend', {}, 422, 'missing_field', '', { revision: 'current' }),
  act('amended in nothing of the caller', 'op1', 'queued', 'amend', { caller: {} }, 422, 'missing_field', '/caller', { revision: 'current' }),
  ...['title', 'text', 'urgency', 'facts', 'caller'].map((field) =>
    act(`amended to no ${field}`, 'op1', 'queued', 'amend', { [field]: null, place: 'a' }, 422, 'invalid_field', `/${field}`, { revision: 'current' })),
  act('amended to no number', 'op1', 'queued', 'amend', { caller: { phone: null } }, 422, 'invalid_field', '/caller/phone', { revision: 'current' }),
  act('amended to be about whom it is with', 'op1', 'queued', 'amend', { about: 'IND' }, 409, 'avoidance', '/about', { revision: 'current' }),
  act('amended to a category without its facts', 'op1', 'queued', 'amend', { category: 'B2' }, 422, 'missing_fact', '/facts/plate', { revision: 'current' }),
];

export const wrongRevisions = [
  act('amended without If-Match', 'op1', 'queued', 'amend', { place: 'a' }, 428, 'precondition_required', 'If-Match'),
  act('amended at a stale revision', 'op1', 'in_progress', 'amend', { place: 'a' }, 412, 'stale_revision', 'If-Match', { revision: 1 }),
  act('amended at a revision to come', 'op1', 'in_progress', 'amend', { place: 'a' }, 412, 'stale_revision', 'If-Match', { revision: 99 }),
  act('noted at a stale revision', 'op1', 'in_progress', 'note', { text: 'a' }, 412, 'stale_revision', 'If-Match', { revision: 1 }),
  act('resolved at a stale revision', 'ind1', 'in_progress', 'resolve', outcome, 412, 'stale_revision', 'If-Match', { revision: 1 }),
  act('an If-Match that is no revision', 'op1', 'queued', 'note', { text: 'a' }, 422, 'invalid_field', 'If-Match', { ifMatch: '"abc"' }),
  act('an If-Match without quotes', 'op1', 'queued', 'note', { text: 'a' }, 422, 'invalid_field', 'If-Match', { ifMatch: '1' }),
];

export const wrongPeople = [
  act('a note by an auditor', 'aud1', 'queued', 'note', { text: 'a' }, 403, 'forbidden'),
  act('a claim by an operator', 'op1', 'queued', 'claim', {}, 403, 'forbidden'),
  act('a dispatch by an operator', 'op1', 'triage', 'dispatch', { task_force: 'IND' }, 403, 'forbidden'),
  act('a cancellation by an operator', 'op1', 'queued', 'cancel', { reason: 'withdrawn' }, 403, 'forbidden'),
  act('a cancellation by staff', 'ind1', 'queued', 'cancel', { reason: 'withdrawn' }, 403, 'forbidden'),
  act('a call-back by a manager', 'mgr1', 'resolved', 'callback', callback, 403, 'forbidden'),
  act('a call-back by staff', 'ind2', 'resolved', 'callback', callback, 403, 'forbidden'),
  act('an answer to what a colleague holds', 'ind2', 'in_progress', 'resolve', outcome, 403, 'forbidden'),
  act('a pause of what a colleague holds', 'ind2', 'in_progress', 'wait', { reason: 'third_party' }, 403, 'forbidden'),
  act('a claim of what a colleague holds', 'ind2', 'in_progress', 'claim', {}, 409, 'claim_lost'),
  act('a note by another task force', 'con1', 'queued', 'note', { text: 'a' }, 404, 'ticket_not_found'),
  act('a claim by another task force', 'con1', 'queued', 'claim', {}, 404, 'ticket_not_found'),
  act('an urge by an integration', 'int1', 'queued', 'urge', {}, 404, 'ticket_not_found'),
  act('a note on a misheard number', 'op1', 'misheard', 'note', { text: 'a' }, 400, 'wrong_check_digit', 'number'),
  act('a claim of a number nobody has', 'ind1', 'unknown', 'claim', {}, 404, 'ticket_not_found', 'number'),
];
