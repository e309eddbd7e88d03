// The budgets as a test; ends with the line "N passed, N failed".
import { benchIntake, intakeBudgets } from './intake.js';
import { benchQueue, queueBudgets } from './queue.js';

let passed = 0;
let failed = 0;
for (const [measure, budgets] of [[benchIntake, intakeBudgets], [benchQueue, queueBudgets]]) {
  const figures = await measure();
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  for (const [figure, within] of Object.entries(budgets)) {
    const fine = within(figures[figure]);
    process.stdout.write(`${fine ? 'ok' : 'not ok'} ${figure} ${figures[figure]}\n`);
    if (fine) passed += 1; else failed += 1;
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
