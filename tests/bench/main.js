// tools/bench: the budgets of DESIGN §12, measured. node main.js intake|queue|timers|live [--json]
import { buildHotlined } from '../../tools/lib-js/building.js';
import { benchIntake, intakeBudgets } from './intake.js';
import { benchLive, liveBudgets } from './live.js';
import { benchQueue, queueBudgets } from './queue.js';
import { benchTimers, timersBudgets } from './timers.js';

const benches = { intake: [benchIntake, intakeBudgets], queue: [benchQueue, queueBudgets], timers: [benchTimers, timersBudgets], live: [benchLive, liveBudgets] };
const [name, ...options] = process.argv.slice(2);
const bench = benches[name];
if (!bench || options.some((option) => option !== '--json')) {
  process.stderr.write('tools/bench intake|queue|timers|live [--json]\n');
  process.exit(2);
}
if (!process.env.HOTLINED) buildHotlined(['hotlined', 'hotlinectl', 'bench_fill', 'bench_live_viewers']);
const [measure, budgets] = bench;
const figures = await measure();
if (options.includes('--json')) {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} else {
  for (const [figure, value] of Object.entries(figures)) {
    const budget = budgets[figure];
    process.stdout.write(`${figure.padEnd(18)} ${String(value).padStart(10)}${budget ? (budget(value) ? '  within budget' : '  OVER BUDGET') : ''}\n`);
  }
}
