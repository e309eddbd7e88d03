// The promises of the history test, written once: as the service's sla.yaml, and as what the oracle computes with. Counted around the
// clock, so that the oracle's arithmetic is plain addition.

const kMinute = 60_000;

const limit = (minutes, ladder, stopsWhileWaiting = false) => ({ minutes, ladder, stopsWhileWaiting });

export const kPolicies = {
  quick: {
    targets: { ack: limit(30, 'steep'), contact: limit(75, 'steep', true), resolve: limit(240, 'steep'), callback: limit(120, 'desk'), part: limit(60, 'steep'), supervision: limit(180, 'gentle') },
    waitingCap: 90, returnWindow: 60,
  },
  usual: {
    targets: { ack: limit(60, 'gentle'), contact: limit(150, 'gentle'), resolve: limit(480, 'gentle', true), callback: limit(120, 'desk'), part: limit(120, 'gentle', true), supervision: limit(240, 'gentle') },
    waitingCap: 150, returnWindow: 120,
  },
  slow: {
    targets: { ack: limit(120, 'gentle', true), contact: limit(240, 'gentle', true), resolve: limit(720, 'steep', true), callback: limit(240, 'desk'), part: limit(180, 'steep', true), supervision: limit(300, 'steep') },
    waitingCap: 200, returnWindow: 240,
  },
};

/** The first that matches. A category belongs to the group it is numbered in. */
export const kRules = [
  { urgency: 1, policy: 'quick' },
  { urgency: 2, category: 'B', policy: 'usual' },
  { urgency: 2, policy: 'quick' },
  { category: 'F', policy: 'slow' },
  { urgency: 4, policy: 'slow' },
];
export const kDefaultPolicy = 'usual';

/** Levels that mean the same have the same name: a ticket may change its ladder. A ladder without 100 percent has the level breach. */
export const kLadders = {
  steep: [
    { level: 'reminder', percent: 50, notify: ['holder', 'task_force'] },
    { level: 'red', percent: 100, notify: ['lead', 'dispatcher'], toDesk: true },
    { level: 'supervision', percent: 150, notify: ['manager'], raisesUrgency: true, adds: 'INS' },
    { level: 'leadership', afterMinutes: 45, notify: ['manager'] },
    { level: 'notice', afterMinutes: 600, notify: ['manager'] },
  ],
  gentle: [
    { level: 'reminder', percent: 40, notify: ['holder'] },
    { level: 'yellow', percent: 80, notify: ['holder', 'lead'] },
    { level: 'red', percent: 100, notify: ['lead', 'dispatcher'], adds: 'INS' },
    { level: 'supervision', percent: 130, notify: ['manager'], raisesUrgency: true },
    { level: 'double', percent: 200, notify: ['manager'] },
    { level: 'leadership', afterMinutes: 120, notify: ['manager'] },
  ],
  desk: [
    { level: 'half', percent: 50, notify: ['dispatcher'] },
    { level: 'leadership', afterMinutes: 30, notify: ['manager'] },
  ],
};

export function stepsOf(ladder) {
  const steps = kLadders[ladder];
  return steps.some(({ percent }) => percent === 100) ? steps : [...steps, { level: 'breach', percent: 100, notify: [] }];
}

const belongs = (category, group) => category === group || (category.startsWith(group) && /^\d/.test(category.slice(group.length)));

export function choosePolicy({ urgency, category }) {
  const matches = (rule) => (!rule.urgency || rule.urgency === urgency) && (!rule.category || belongs(category, rule.category));
  return kRules.find(matches)?.policy ?? kDefaultPolicy;
}

export const limitMs = (policy, target) => kPolicies[policy].targets[target].minutes * kMinute;
export const waitingCapMs = (policy) => kPolicies[policy].waitingCap * kMinute;

const counted = (minutes) => ({ count: 'clock_hours', minutes, calendar: '24x7' });

/** sla.yaml (JSON is YAML). */
export function slaFile() {
  const policies = Object.entries(kPolicies).map(([id, { targets, waitingCap, returnWindow }]) => ({
    id, waiting_cap: counted(waitingCap), return_window: counted(returnWindow), extension: { ...counted(waitingCap), times: 2 },
    ...Object.fromEntries(Object.entries(targets).map(([target, { minutes, ladder, stopsWhileWaiting }]) =>
      [target, { ...counted(minutes), ladder, stops_while_waiting: stopsWhileWaiting }])),
  }));
  const ladders = Object.entries(kLadders).map(([id, steps]) => ({
    id,
    steps: steps.map(({ level, percent, afterMinutes, notify, raisesUrgency, adds, toDesk }) => ({
      level, notify, ...(percent ? { at_percent: percent } : { after: counted(afterMinutes) }),
      ...(raisesUrgency ? { raise_urgency: true } : {}), ...(adds ? { add: adds } : {}), ...(toDesk ? { to_desk: true } : {}),
    })),
  }));
  const profiles = [{ id: 'campaign', zh: '战时', en: 'Campaign' }];
  return JSON.stringify({ policies, rules: kRules, default: kDefaultPolicy, ladders, profiles }, null, 1);
}
