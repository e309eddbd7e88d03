// What a case says of a node's metrics, as the series that promtool reads.
//
// "dead_letters{channel=\"mail\"} 0*6 2*24" is the metric hotline_dead_letters, six steps long 0 and then 24 steps 2. "0+3*10" rises by 3 a step, "_*5" is
// five steps without a sample.

const kNodes = ['node-a:8080', 'node-b:8080'];

function segment(text) {
  const [, value, steps] = /^(.+)\*(\d+)$/.exec(text);
  const count = Number(steps);
  if (value === '_') return `_x${count}`;
  return count === 1 ? value.split('+')[0] : `${value}x${count - 1}`;
}

export const lengthOf = (values) => values.split(' ').reduce((sum, part) => sum + Number(part.split('*')[1]), 0);

/** Name and labels apart from the values. */
export function parsed(line) {
  const [, name, labels = '', values] = /^(\w+)(?:\{(.*?)\})? (.+)$/.exec(line);
  return { name, labels, values };
}

function named(name, labels, instance) {
  return `${name}{${[labels, 'job="hotline"', `instance="${instance}"`].filter((part) => part !== '').join(',')}}`;
}

/** One stretch of time after the other: each a list of lines, `steps` long. A series that a stretch does not name is stale in it. */
function joined(stretches, instance) {
  const names = new Set(stretches.flatMap(({ lines }) => lines.map((line) => line.replace(/ .+$/, ''))));
  return [...names].map((key) => {
    const parts = stretches.map(({ lines, steps }) => {
      const line = lines.find((one) => one.replace(/ .+$/, '') === key);
      if (line) return parsed(line).values.split(' ').map(segment).join(' ');
      return steps > 1 ? `stale _x${steps - 1}` : 'stale';
    });
    const { name, labels } = parsed(`${key} 0*1`);
    return { series: named(name === 'up' ? name : `hotline_${name}`, labels, instance), values: parts.join(' ') };
  });
}

/**
 * Of so many nodes that all export the same. `stretches`: {lines, steps, up, empty}: `up` as in a line, 1 where it is not said, one for
 * each node if it is a list; `empty`: they export nothing at all.
 */
export function seriesOf(stretches, nodes) {
  return kNodes.slice(0, nodes).flatMap((instance, i) => joined(stretches.map(({ lines, steps, up = '1', empty = false }) => {
    const own = Array.isArray(up) ? up[i] : up;
    const about = own === 'gone' ? [] : [`up ${own.includes('*') ? own : `${own}*${steps}`}`];
    return { steps, lines: [...about, ...(empty ? [] : [`build_info{version="1"} 1*${steps}`, ...lines])] };
  }), instance));
}
