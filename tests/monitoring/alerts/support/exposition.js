// What the real service exports, by name.

/** Metric name → list of label texts. */
export function read(text) {
  const found = new Map();
  for (const line of text.split('\n')) {
    const [, name, labels = ''] = /^([a-z]\w*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name) found.set(name, [...(found.get(name) ?? []), labels]);
  }
  return found;
}

/** The values that a label of a metric has. */
export const valuesOf = (exposed, metric, label) =>
  [...new Set((exposed.get(metric) ?? []).map((labels) => new RegExp(`(?:^|,)${label}="([^"]*)"`).exec(labels)?.[1]).filter((value) => value !== undefined))].sort();

/** A complaint for each selector label="value" of a rule that no series of the service has: it can never match. */
export function complaintsOfLabels(exposed, rules) {
  const wrong = [];
  for (const { record, alert, expr } of rules) {
    for (const [, metric, matchers] of expr.matchAll(/\b(hotline_\w+)\{([^}]*)\}/g)) {
      for (const [, label, value] of matchers.matchAll(/(\w+)="([^"]*)"/g)) {
        if (label !== 'job' && exposed.has(metric) && !valuesOf(exposed, metric, label).includes(value)) wrong.push(`${record ?? alert}: ${metric} has no ${label}="${value}"`);
      }
    }
  }
  return wrong;
}
