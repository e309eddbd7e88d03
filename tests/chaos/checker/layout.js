// How the store lays a data set out in Redis (service/store/keys.hpp, ticket_document.hpp, functions/), as far as the checker
// needs it. Written here a second time on purpose: the checker does not trust what it checks.

export const kStates = ['triage', 'queued', 'in_progress', 'waiting', 'resolved', 'closed', 'cancelled'];
export const kHeldStates = ['in_progress', 'waiting'];
export const kDeskQueue = 'desk';
const kBuckets = 1024;

const kOpenStates = ['triage', 'queued', 'in_progress', 'waiting', 'resolved'];
const kUnanswered = ['triage', 'queued', 'in_progress', 'waiting'];
const kClaimed = ['in_progress', 'waiting'];

/** The lifecycle table of DESIGN §3: action → from which states to which. */
export const kLifecycle = {
  open: { from: [], to: ['triage', 'queued'] },
  answer: { from: ['triage'], to: ['closed'] },
  dispatch: { from: ['triage', 'queued'], to: ['queued'] },
  claim: { from: ['queued'], to: ['in_progress'] },
  release: { from: kClaimed, to: ['queued'] },
  note: { from: kOpenStates, to: 'same' },
  amend: { from: kOpenStates, to: 'same' },
  wait: { from: ['in_progress'], to: ['waiting', 'same'] },
  resume: { from: ['waiting'], to: ['in_progress'] },
  return: { from: ['queued', 'in_progress'], to: ['triage', 'queued'] },
  transfer: { from: kClaimed, to: ['queued'] },
  contact: { from: ['in_progress'], to: 'same' },
  resolve: { from: kClaimed, to: ['resolved'] },
  check: { from: ['resolved'], to: ['in_progress', 'resolved'] },
  hand_off: { from: kOpenStates, to: 'same' },
  callback: { from: ['resolved'], to: ['closed', 'queued', 'resolved'] },
  urge: { from: [...kOpenStates, 'closed'], to: 'same' },
  merge: { from: kOpenStates, to: ['cancelled', 'same'] },
  cancel: { from: ['triage', 'queued', 'in_progress'], to: ['cancelled'] },
  assist: { from: ['in_progress'], to: 'same' },
  contribute: { from: kUnanswered, to: 'same' },
  recall: { from: kUnanswered, to: 'same' },
  extend: { from: ['in_progress'], to: 'same' },
  decide: { from: ['in_progress', 'resolved'], to: ['waiting', 'closed', 'same'] },
  report: { from: ['in_progress', 'waiting', 'resolved', 'closed'], to: 'same' },
  final_answer: { from: ['resolved'], to: 'same' },
  supervise: { from: kOpenStates, to: 'same' },
  close_supervision: { from: kStates, to: 'same' },
  escalate: { from: kStates, to: ['same', 'triage'] },
};

/** Actions that may begin a ticket's life. */
export const kBeginnings = ['open', 'answer'];

/** The bucket of a 16-byte keyed hash. */
export function bucketOf(hash) {
  return hash.readUInt16LE(0) % kBuckets;
}

export const queueOf = ({ taskForce, state, urgency }) => `${taskForce || kDeskQueue}:${state}:${urgency}`;

/** @returns {{partition: number, kind: string, rest: string}|null} null: not a key that the store writes */
export function parseKey(key) {
  const match = /^hl:\{(\d{2,})\}:(seq|events|[a-z]+)(?::(.+))?$/.exec(key);
  if (!match) return null;
  const [, partition, kind, rest = ''] = match;
  const bare = ['seq', 'events', 'chain', 'timers'].includes(kind);
  const prefixed = ['t', 'q', 'a', 'p', 'v', 'callers', 'idem', 'open'].includes(kind);
  if (bare ? rest !== '' : !prefixed || rest === '') return null;
  return { partition: Number(partition), kind, rest };
}

/** What the checker needs of a ticket's document. `callers` (SealedCallers) reads who called. */
export function readDocument(text, callers) {
  const document = JSON.parse(text);
  return {
    state: kStates[document.s],
    taskForce: document.tf ?? '',
    urgency: document.u ?? 0,
    holder: document.h ?? '',
    openedAt: document.o,
    phone: callers.phoneOf(document),
    handlers: document.hs ?? [],
    owing: (document.pa ?? []).filter(({ d }) => d === undefined).map(({ f }) => f),
    supervisors: (document.so ?? []).filter(({ c }) => c === undefined).map(({ b }) => b),
  };
}

export function readEvent(text) {
  const event = JSON.parse(text);
  return {
    revision: event.r,
    action: event.a,
    actor: event.b,
    at: event.t,
    state: kStates[event.s],
    taskForce: event.tf ?? '',
    changes: event.d ?? {},
    text,
  };
}
