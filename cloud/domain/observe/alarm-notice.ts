import type { AlarmStateChange } from '../../events/index.ts';
import type { AlarmNotice } from '../../ports/index.ts';

/** What an alarm's new state has to tell the operator: that it rings, and that it rings no longer. That there is data at all is no news. */
export function alarmNoticeOf({ id, time, detail }: AlarmStateChange): AlarmNotice | undefined {
  const { alarmName: alarm, state, previousState, configuration } = detail;
  if (state.value === 'INSUFFICIENT_DATA' || (state.value === 'OK' && previousState.value !== 'ALARM')) return undefined;
  return { id, at: Date.parse(time), alarm, means: configuration.description ?? '', state: state.value, reason: state.reason };
}

/** Of notices, oldest first, those of alarms that ring still, in the same order. */
export function ringing(notices: readonly AlarmNotice[]): AlarmNotice[] {
  const last = new Map(notices.map((notice) => [notice.alarm, notice]));
  return notices.filter((notice) => notice.state === 'ALARM' && last.get(notice.alarm) === notice);
}
