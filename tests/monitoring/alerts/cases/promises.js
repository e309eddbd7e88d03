// What managers are told. How cases are written: ../support/cases.js.

const kTargets = ['ack', 'contact', 'resolve', 'callback', 'report', 'part', 'supervision'];

/** Due and breached, of one task force and urgency. */
function sla(due, breached, target = 'ack', urgency = 3) {
  const labels = `{target="${target}",task_force="IND",urgency="${urgency}"}`;
  return [`sla_due_total${labels} ${due}`, `sla_breached_total${labels} ${breached}`];
}

/** A burn rate must be able to fire at the objective of every target: when all of them is missed. `steps` long;
 * [breached, due] is what is allowed; one is missed `recent` steps before the end; all is well again since `over` steps. */
function burn(steps, [breached, due], { recent, over, ...more }) {
  const half = steps / 2;
  return {
    bad: kTargets.flatMap((target) => sla(`0+2*${steps}`, `0+2*${steps}`, target)),
    fires: kTargets.map((target) => `target="${target}"`),
    mended: kTargets.flatMap((target) => sla('0+2*1', '0*1', target)),
    quiet: {
      'kept promises': sla(`0+2*${steps}`, `0*${steps}`),
      'no traffic': sla(`0*${steps}`, `0*${steps}`),
      'one of one': sla(`0*${steps - recent} 1*${recent}`, `0*${steps - recent} 1*${recent}`),
      'as many as are allowed': sla(`0+${due}*${steps}`, `0+${breached}*${steps}`),
      'a counter reset': sla(`90+2*${half} 0+2*${half}`, `90*${half} 0*${half}`),
      'bad but over': sla(`0+2*${steps}`, `0+2*${steps - over} ${2 * (steps - over)}*${over}`),
    },
    ...more,
  };
}

const waits = (state, created, steps, taskForce = 'IND') => `queue_oldest_created_timestamp_seconds{task_force="${taskForce}",state="${state}"} ${created}*${steps}`;
const tickets = (state, values, taskForce = 'IND') => `queue_tickets{task_force="${taskForce}",state="${state}",urgency="3"} ${values}`;

/** Of a counter that tells of one event at a time. */
function event(series, fires, others = {}) {
  return {
    bad: [`${series} 0*20 1*10`],
    fires: [fires],
    quiet: { nothing: [`${series} 0*30`], 'long ago': [`${series} 0*5 1*80`], 'a counter reset': [`${series} 7*15 0*15`], ...others },
  };
}

export default {
  HotlineSlaBurnFast: burn(90, [9, 20], { recent: 4, over: 20 }),
  HotlineSlaBurn: burn(120, [6, 25], { recent: 12, over: 50 }),
  HotlineSlaBurnSlow: burn(120, [9, 100], { step: 4, recent: 12, over: 45 }),
  HotlineSlaBurnDrip: burn(220, [4, 100], { step: 4, recent: 12, over: 110, within: 130 }),

  HotlineOldestWaiting: {
    bad: [waits('queued', -300000, 30), tickets('queued', '1*30'), waits('triage', -8000, 30, 'none'), tickets('triage', '2*30', 'none')],
    fires: ['state="queued",task_force="IND"', 'state="triage",task_force="none"'],
    quiet: {
      'empty queues': [tickets('queued', '0*30'), tickets('triage', '0*30', 'none')],
      'not that long': [waits('queued', -8000, 30), tickets('queued', '1*30')],
      'in work': [waits('in_progress', -300000, 30), tickets('in_progress', '1*30')],
    },
    more: {
      'grows while the service is dead': {
        stretches: [{ lines: [waits('queued', -255600, 30), tickets('queued', '1*30')], steps: 30 }, { lines: [], steps: 90, up: '0', empty: true }],
        fires: ['state="queued",task_force="IND"'],
      },
      'quiet: emptied before the service dies': {
        stretches: [{ lines: [waits('queued', -300000, 10), tickets('queued', '1*10')], steps: 10 }, { lines: [tickets('queued', '0*3')], steps: 3 },
          { lines: [], steps: 30, up: '0', empty: true }],
        fires: [],
      },
      'a dead node does not speak for the live one': {
        nodes: 2,
        stretches: [{ lines: [waits('queued', -300000, 10), tickets('queued', '1*10')], steps: 10 }, { lines: [tickets('queued', '0*30')], steps: 30, up: ['1', '0'] }],
        fires: [],
      },
    },
  },
  HotlineMostUrgentBreached: event('sla_breached_total{target="ack",task_force="IND",urgency="1"}', 'target="ack",task_force="IND"', {
    'of another urgency': sla('0*20 1*10', '0*20 1*10', 'ack', 2),
  }),
  HotlineNobodyToTell: event('escalations_empty_total{level="red",task_force="IND"}', 'level="red",task_force="IND"'),
  HotlineNobodyOnTheLine: {
    bad: ['people_logged_in{role="operator"} 2*10 0*20', 'people_logged_in{role="lead"} 1*30'],
    fires: ['role="operator"'],
    quiet: {
      'one is there': ['people_logged_in{role="operator"} 1*30'],
      'others are not': ['people_logged_in{role="operator"} 1*30', 'people_logged_in{role="manager"} 0*30'],
      'a change of shifts': ['people_logged_in{role="operator"} 1*26 0*4'],
    },
  },
};

export { event };
