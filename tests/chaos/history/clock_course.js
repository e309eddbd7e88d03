// What a clock's facts come to, counted around the clock. Written here a second time, and simply: the oracle does not trust what it
// checks.

/** The facts as stretches of time in which the clock ran: [from, to), the last one perhaps without end; and when it ended. */
export function course(facts, limitMs) {
  const [{ at: start }, ...later] = facts;
  const pauses = [];
  let due = start + limitMs;
  let pausedAt = null;
  let stoppedAt = null;
  let metAt = null;
  const pause = (at) => {
    if (metAt === null && pausedAt === null && at < due) pausedAt = at;
  };
  const goOn = (at) => {
    if (pausedAt === null) return;
    due += at - pausedAt;
    pauses.push({ from: pausedAt, to: at });
    pausedAt = null;
  };
  for (const { kind, at, until } of later) {
    switch (kind) {
      case 'extend': due = until; break;
      case 'pause': pause(at); break;
      case 'stop':
        if (metAt === null) stoppedAt ??= at;
        pause(at);
        break;
      case 'resume':
        metAt = null;
        stoppedAt = null;
        goOn(at);
        break;
      case 'meet':
        stoppedAt = null;
        goOn(at);
        metAt ??= at;
        break;
    }
  }
  const endedAt = metAt ?? Math.min(pausedAt ?? Infinity, stoppedAt ?? Infinity);
  return { start, due, pauses, endedAt };
}

/** When so many percent have run; null: never, as things stand. */
export function whenPercent(facts, limitMs, percent) {
  const { start, due, pauses, endedAt } = course(facts, limitMs);
  if (percent === 100) return due <= endedAt ? due : null;
  const total = pauses.reduce((time, { from, to }) => time - (to - from), due - start);
  let left = Math.floor((total * percent) / 100);
  let from = start;
  for (const pause of pauses) {
    if (left <= pause.from - from) break;
    left -= pause.from - from;
    from = pause.to;
  }
  return from + left <= endedAt ? from + left : null;
}

/** The instant at which the promise ended, kept or not; null while it is owed. */
export function endOf(facts) {
  let end = null;
  for (const { kind, at } of facts) {
    if (kind === 'meet' || kind === 'stop') end ??= at;
    if (kind === 'resume') end = null;
  }
  return end;
}

/** So long after the breach, if it is still owed then. */
export function whenAfter(facts, limitMs, afterMs) {
  const breach = whenPercent(facts, limitMs, 100);
  if (breach === null) return null;
  const end = endOf(facts);
  return end === null || breach + afterMs <= end ? breach + afterMs : null;
}
