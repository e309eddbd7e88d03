// The invariants of the store (DESIGN §6), each as one function from a partition to the problems it has.

import { bucketOf, kBeginnings, kHeldStates, kLifecycle, queueOf } from './layout.js';

/** Serials 1..seq, each once, and nothing beyond. */
export function* everySerialExists({ sequence, tickets }) {
  for (let serial = 1; serial <= sequence; ++serial) {
    if (!tickets.has(serial)) yield `ticket ${serial}: does not exist, although ${sequence} were given out`;
  }
  for (const serial of tickets.keys()) {
    if (!(serial >= 1 && serial <= sequence)) yield `ticket ${serial}: was never given out (the sequence is at ${sequence})`;
  }
}

/** As many events as revisions, numbered without gaps; the last one tells what the document says. */
export function* revisionsAndEventsAgree({ tickets }) {
  for (const [serial, { revision, document, events }] of tickets) {
    if (revision !== events.length) yield `ticket ${serial}: revision ${revision} but ${events.length} events`;
    const numbers = events.map((event) => event.revision);
    if (numbers.some((number, i) => number !== i + 1)) yield `ticket ${serial}: events are numbered ${numbers.join(',')}`;
    const last = events.at(-1);
    if (last && (last.state !== document.state || last.taskForce !== document.taskForce)) {
      yield `ticket ${serial}: is ${document.state} at ${document.taskForce || 'the desk'}, its last event says ` +
        `${last.state} at ${last.taskForce || 'the desk'}`;
    }
  }
}

/** The stream has each ticket's events, the same and in the same order. */
export function* streamAndHistoriesAgree({ stream, tickets }) {
  const streamed = new Map();
  for (const { serial, text } of stream) {
    if (!streamed.has(serial)) streamed.set(serial, []);
    streamed.get(serial).push(text);
  }
  for (const [serial, { events }] of tickets) {
    const texts = streamed.get(serial) ?? [];
    if (texts.length !== events.length) yield `ticket ${serial}: ${events.length} events of its own, ${texts.length} in the stream`;
    else if (events.some(({ text }, i) => text !== texts[i])) yield `ticket ${serial}: the stream tells another story`;
  }
  for (const serial of streamed.keys()) {
    if (!tickets.has(serial)) yield `stream: events of ticket ${serial}, which does not exist`;
  }
}

/** The head of the chain counts every event of the stream; that the links are right only the secret can tell (hotlinectl audit). */
export function* chainIsAsLongAsTheStream({ chained, stream }) {
  if (chained !== stream.length) yield `chain: counts ${chained} events, the stream has ${stream.length}`;
}

/** Each ticket in exactly the lists that `wanted` names of its document, with the instant it was opened. */
function* listedAsWanted(lists, what, wanted, tickets) {
  const found = new Map();
  for (const [name, entries] of lists) {
    for (const [serial, score] of entries) {
      if (!found.has(serial)) found.set(serial, []);
      found.get(serial).push({ name, score });
    }
  }
  for (const [serial, { document }] of tickets) {
    const places = found.get(serial) ?? [];
    const names = places.map(({ name }) => name).join(', ') || 'none';
    const expected = [...new Set(wanted(document))].sort();
    const right = places.map(({ name }) => name).sort().join() === expected.join();
    if (!right) yield `ticket ${serial}: belongs in ${what} ${expected.join(', ') || 'none'}, is in ${names}`;
    for (const { name, score } of places) {
      if (score !== document.openedAt) yield `ticket ${serial}: has score ${score} in ${what} ${name}, was opened at ${document.openedAt}`;
    }
  }
  for (const [serial, places] of found) {
    if (!tickets.has(serial)) yield `${what} ${places[0].name}: has ticket ${serial}, which does not exist`;
  }
}

/** Each ticket in exactly one queue: that of its state, task force and urgency. */
export function* everyTicketInItsQueue({ queues, tickets }) {
  yield* listedAsWanted(queues, 'queue', (document) => [queueOf(document)], tickets);
}

/** Each held ticket with its holder, and nobody holds anything else. */
export function* everyHolderHasTheirTickets({ assigned, tickets }) {
  yield* listedAsWanted(assigned, 'the list of', ({ holder }) => (holder ? [holder] : []), tickets);
  for (const [serial, { document }] of tickets) {
    if (kHeldStates.includes(document.state) !== (document.holder !== '')) {
      yield `ticket ${serial}: is ${document.state}, held by ${document.holder || 'nobody'}`;
    }
  }
}

/** Each ticket with the task forces that owe a part of it, and with the supervisors whose orders stand. */
export function* everyPartAndOrderIsListed({ assisted, supervised, tickets }) {
  yield* listedAsWanted(assisted, 'the parts of', ({ owing }) => owing, tickets);
  yield* listedAsWanted(supervised, 'the orders of', ({ supervisors }) => supervisors, tickets);
}

/** Whom the events say the ticket is held by after each of them. */
function holderAfter(event, before) {
  if (event.action === 'claim') return event.actor;
  if (event.changes.holder !== undefined) return event.changes.holder;
  return kHeldStates.includes(event.state) ? before : '';
}

/** Every event follows from the one before it by the lifecycle table; above all: no claim while somebody holds the ticket. */
export function* everyHistoryIsLawful({ tickets }) {
  for (const [serial, { document, events }] of tickets) {
    let state = null;
    let holder = '';
    for (const event of events) {
      if (event.action === 'claim' && holder) yield `ticket ${serial}: claimed by ${event.actor} while ${holder} held it`;
      if (!isLawful(event, state)) yield `ticket ${serial}: ${event.action} from ${state ?? 'nothing'} to ${event.state}`;
      holder = holderAfter(event, holder);
      state = event.state;
    }
    if (holder !== document.holder) {
      yield `ticket ${serial}: is held by ${document.holder || 'nobody'}, by its events it is ${holder || 'nobody'}`;
    }
  }
}

function isLawful({ action, state }, before) {
  const transition = kLifecycle[action];
  if (!transition) return false;
  if (before === null) return kBeginnings.includes(action) && transition.to.includes(state);
  const sameState = state === before && (transition.to === 'same' || transition.to.includes('same'));
  return transition.from.includes(before) && (sameState || transition.to.includes(state));
}

/** One escalation for each target, generation, report or part or order, step and repeat, however many nodes tried. */
export function* everyStepFiresOnce({ tickets }) {
  for (const [serial, { events }] of tickets) {
    const seen = new Set();
    for (const { action, changes } of events) {
      if (action !== 'escalate') continue;
      const step = `${changes.target}${changes.item ?? ''}/${changes.of_generation}/${changes.level}#${changes.repeat ?? 0}`;
      if (seen.has(step)) yield `ticket ${serial}: ${step} fired twice`;
      seen.add(step);
    }
  }
}

/** Whatever has promises left has a timer: nothing is forgotten. (Nothing here runs for so long that a ladder ends.) */
export function* everyOpenTicketHasATimer({ timers, tickets }) {
  for (const [serial, { document }] of tickets) {
    if (!['closed', 'cancelled'].includes(document.state) && !timers.has(serial)) yield `ticket ${serial}: is ${document.state} and has no timer`;
  }
  for (const serial of timers.keys()) {
    if (!tickets.has(serial)) yield `timers: name ticket ${serial}, which does not exist`;
  }
}

function* lookupsAreSound(entries, what, tickets) {
  for (const { bucket, hash, serials } of entries) {
    if (hash.length !== 16) yield `${what}: a field of ${hash.length} bytes in bucket ${bucket}`;
    else if (bucketOf(hash) !== bucket) yield `${what}: field ${hash.toString('hex')} is in bucket ${bucket}`;
    for (const serial of serials) {
      if (!tickets.has(serial)) yield `${what}: field ${hash.toString('hex')} names ticket ${serial}, which does not exist`;
    }
  }
}

function fieldsOf(entries) {
  const fields = new Map();
  for (const { hash, serials } of entries) {
    for (const serial of serials) fields.set(serial, [...(fields.get(serial) ?? []), hash.toString('hex')]);
  }
  return fields;
}

/** Each ticket was opened by exactly one idempotency key, and each key opened one ticket. */
export function* everyTicketHasOneKey({ idempotency, tickets }) {
  yield* lookupsAreSound(idempotency, 'idempotency', tickets);
  const fields = fieldsOf(idempotency);
  for (const serial of tickets.keys()) {
    const count = fields.get(serial)?.length ?? 0;
    if (count !== 1) yield `ticket ${serial}: opened by ${count} idempotency keys`;
  }
  for (const { hash, serials } of idempotency) {
    if (serials.length !== 1) yield `idempotency: key ${hash.toString('hex')} opened tickets ${serials.join(', ')}`;
  }
}

/** The caller index has each ticket of a caller under one hash, the same hash for the same number, and no anonymous ones. */
export function* callersFindTheirTickets({ callers, tickets }) {
  yield* lookupsAreSound(callers, 'callers', tickets);
  const fields = fieldsOf(callers);
  const hashOf = new Map();
  for (const [serial, ticket] of tickets) {
    const hashes = fields.get(serial) ?? [];
    if (hashes.length > 1) yield `ticket ${serial}: has ${hashes.length} callers in the index`;
    const { phone } = ticket.document;
    if ((phone !== '') !== (hashes.length > 0)) yield `ticket ${serial}: ${phone ? 'is missing in' : 'is anonymous but in'} the caller index`;
    if (!phone || hashes.length === 0) continue;
    if ((hashOf.get(phone) ?? hashes[0]) !== hashes[0]) yield `ticket ${serial}: its caller is in the index twice`;
    hashOf.set(phone, hashes[0]);
  }
}

/** A caller's tickets share one partition. */
export function* callersStayInOnePartition(partitions) {
  const home = new Map();
  for (const { number, tickets } of partitions) {
    for (const [serial, ticket] of tickets) {
      const { phone } = ticket.document;
      if (!phone) continue;
      if ((home.get(phone) ?? number) !== number) yield `partition ${number}: ticket ${serial}: its caller also has tickets in partition ${home.get(phone)}`;
      home.set(phone, number);
    }
  }
}

/** One key opened one ticket for one caller (nobody counts as one), whichever partitions its attempts went to. */
export function* keysStayInOnePartition(partitions) {
  const home = new Map();
  for (const { number, idempotency, tickets } of partitions) {
    for (const { hash, serials: [serial] } of idempotency) {
      const name = hash.toString('hex');
      const ofCaller = `${name} ${tickets.get(serial)?.document.phone ?? ''}`;
      if (home.has(ofCaller)) yield `idempotency: key ${name} of one caller is in the partitions ${home.get(ofCaller)} and ${number}`;
      home.set(ofCaller, number);
    }
  }
}

export const kOfPartition = [
  everySerialExists, revisionsAndEventsAgree, streamAndHistoriesAgree, chainIsAsLongAsTheStream, everyTicketInItsQueue, everyHolderHasTheirTickets, everyPartAndOrderIsListed,
  everyHistoryIsLawful, everyStepFiresOnce, everyOpenTicketHasATimer, everyTicketHasOneKey, callersFindTheirTickets,
];
export const kOfDataset = [callersStayInOnePartition, keysStayInOnePartition];
