// What a replay came to: numbers for a machine, a table for a person.

export function percentile(sorted, share) {
  if (sorted.length === 0) return 0;
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

const rounded = (value) => Math.round(value * 100) / 100;

/** @param intake what Intake.run gave; `opened` the tickets as they were when opened; `work` only when the staff was played */
export function summary({ intake, opened, work = null }) {
  const sorted = [...intake.latencies].sort((a, b) => a - b);
  const byTaskForce = {};
  for (const { task_force: id } of opened) if (id) byTaskForce[id] = (byTaskForce[id] ?? 0) + 1;
  const { rows, accepted, duplicates, failed, changed, seconds, errors } = intake;
  return {
    rows, accepted, duplicates, failed,
    seconds: rounded(seconds),
    p50_ms: rounded(percentile(sorted, 0.5)),
    p99_ms: rounded(percentile(sorted, 0.99)),
    by_task_force: Object.fromEntries(Object.entries(byTaskForce).sort()),
    triage: opened.filter(({ state }) => state === 'triage').length,
    ...(changed > 0 ? { changed } : {}),
    ...(errors.length > 0 ? { errors } : {}),
    ...(work ?? {}),
  };
}

function total(metrics, name) {
  const samples = metrics.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** What happened by itself in the instance's own time: `metrics` is what it says of itself at the end. */
export function lived(rhythm, metrics) {
  return {
    virtual_days: rounded((rhythm.now() - rhythm.start) / 86_400_000),
    escalations: total(metrics, 'hotline_escalations_total'),
    breaches: total(metrics, 'hotline_sla_breached_total'),
  };
}

function lines(entries) {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${String(value).padStart(10)}`).join('\n');
}

export function table(result) {
  const { by_task_force: byTaskForce, errors = [], not_closed: notClosed = [], ...numbers } = result;
  const { triage, ...others } = numbers;
  const places = Object.entries({ ...byTaskForce, triage }).map(([id, count]) => [`  ${id}`, count]);
  const sections = [lines(Object.entries(others)), `first place of the accepted:\n${lines(places)}`];
  if (errors.length > 0) sections.push(`refused:\n${errors.map((error) => `  ${JSON.stringify(error)}`).join('\n')}`);
  if (notClosed.length > 0) sections.push(`not closed:\n${notClosed.map((entry) => `  ${JSON.stringify(entry)}`).join('\n')}`);
  return sections.join('\n\n');
}
