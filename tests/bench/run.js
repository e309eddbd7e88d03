// The benchmarks as a test of themselves and a guard against regressions; ends with the line "N passed, N failed".
// Bytes are the same on every machine and must keep their budget; no timer is ever lost or fires twice. Ratios of times are held to
// twice their budget, times and CPU to several times theirs: a machine that builds or tests something else meanwhile bends them.
// tools/bench holds all to the budget itself.
process.env.HOTLINE_BENCH_TICKETS ??= '100000';
process.env.HOTLINE_BENCH_LIVE_SECONDS ??= '15';
const { benchIntake } = await import('./intake.js');
const { benchQueue, queueBudgets } = await import('./queue.js');
const { benchTimers, timersBudgets } = await import('./timers.js');
const { benchLive, liveBudgets } = await import('./live.js');

const bounds = {
  ratio: (value) => value >= 0.4,
  cpu_ratio: (value) => value <= 2,
  page_ratio: (value) => value <= 2.6,
  claim_ratio: (value) => value <= 2.6,
  overhead_bytes: queueBudgets.overhead_bytes,
  late_p99_ms: (value) => value <= 500,
  lost: timersBudgets.lost,
  doubled: timersBudgets.doubled,
  event_p99_ms: (value) => value <= 1_000,
  events_lost: liveBudgets.lost,
  out_of_order: liveBudgets.out_of_order,
  cut_off: liveBudgets.cut_off,
  idle_cpu_percent: (value) => value < 4,
};

const { lost: eventsLost, ...live } = await benchLive();
const figures = { ...(await benchIntake()), ...(await benchQueue()), ...(await benchTimers()), ...live, events_lost: eventsLost };
process.stdout.write(`${JSON.stringify(figures)}\n`);
let passed = 0;
let failed = 0;
for (const [figure, within] of Object.entries(bounds)) {
  const fine = within(figures[figure]);
  process.stdout.write(`${fine ? 'ok' : 'not ok'} ${figure} ${figures[figure]}\n`);
  if (fine) passed += 1; else failed += 1;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
