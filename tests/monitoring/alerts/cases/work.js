// What on-call staff is told of what the service does by itself. How cases are written: ../support/cases.js.
import { event } from './promises.js';

const steps = (all, inTime) => [`escalation_fire_lag_seconds_count ${all}`, `escalation_fire_lag_seconds_bucket{le="15"} ${inTime}`];
const hour = 3600;

export default {
  HotlineTimersLate: {
    bad: steps('0*20 10*10', '0*20 8*10'),
    fires: [''],
    quiet: {
      'in time': steps('0+10*30', '0+10*30'),
      'nothing to do': steps('0*30', '0*30'),
      'one of a thousand': steps('0*20 1000*10', '0*20 999*10'),
      'a counter reset': steps('50*15 0*15', '40*15 0*15'),
    },
  },
  HotlineTimersOverdue: {
    bad: ['timers_overdue 0*20 3*10'],
    fires: [''],
    quiet: { none: ['timers_overdue 0*30'], 'for a moment': ['timers_overdue 0*28 3*2'] },
  },
  HotlineClockOff: {
    bad: ['clock_offset_seconds 0*10 -0.8*20'],
    fires: [''],
    quiet: { right: ['clock_offset_seconds 0.01*30'], 'a little': ['clock_offset_seconds -0.3*30'] },
  },
  HotlineAuditorSilent: {
    bad: ['auditor_last_success_timestamp_seconds 60*30'],
    fires: [''],
    quiet: { 'each minute': ['auditor_last_success_timestamp_seconds 0+60*30'], 'one cycle left out': ['auditor_last_success_timestamp_seconds 1200*30'] },
    mended: ['auditor_last_success_timestamp_seconds 1800+60*1'],
  },
  HotlineAuditMismatch: event('audit_mismatch_total{kind="queue"}', 'kind="queue"'),
  HotlineCanarySilent: {
    bad: ['canary_stage_timestamp_seconds{stage="route"} 60*30'],
    fires: ['stage="route"'],
    quiet: { 'each minute': ['canary_stage_timestamp_seconds{stage="route"} 0+60*30'], 'a few left out': ['canary_stage_timestamp_seconds{stage="route"} 1560*30'] },
    mended: ['canary_stage_timestamp_seconds{stage="route"} 1800+60*1'],
  },
  HotlineCalendarYearMissing: {
    bad: [`calendar_known_until_timestamp_seconds{calendar="office"} ${40 * 24 * hour}*30`],
    fires: ['calendar="office"'],
    quiet: { 'next year is there': [`calendar_known_until_timestamp_seconds{calendar="office"} ${300 * 24 * hour}*30`] },
  },
  HotlineOutboxOld: {
    bad: ['outbox_oldest_timestamp_seconds{channel="mail"} 60*30', 'dead_letters{channel="mail"} 0*30'],
    fires: ['channel="mail"'],
    quiet: { 'nothing waits': ['dead_letters{channel="mail"} 0*30'], 'just now': ['outbox_oldest_timestamp_seconds{channel="mail"} 1500*30'] },
    more: {
      'quiet: emptied before the service dies': {
        stretches: [{ lines: ['outbox_oldest_timestamp_seconds{channel="mail"} 60*25'], steps: 25 }, { lines: [], steps: 3 },
          { lines: [], steps: 30, up: '0', empty: true }],
        fires: [],
      },
    },
  },
  HotlineDeadLetters: {
    bad: ['dead_letters{channel="mail"} 0*10 2*20', 'dead_letters{channel="robot"} 0*30'],
    fires: ['channel="mail"'],
    quiet: { none: ['dead_letters{channel="mail"} 0*30'] },
  },
  HotlineBreakGlassLogin: event('break_glass_logins_total', ''),
  HotlineConfigurationRefused: event('configuration_reloads_total{result="refused"}', '', { taken: ['configuration_reloads_total{result="taken"} 0*20 1*10'] }),
};
