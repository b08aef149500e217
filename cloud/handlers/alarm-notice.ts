import { alarmNotices } from '../adapters/aws/environment.ts';
import { alarmNoticeOf } from '../domain/observe/index.ts';
import { AlarmStateChange } from '../events/index.ts';
import { observed } from './observed.ts';

/** Hears of the alarms' states, and keeps for the operator that one rings or rings no longer. */
export const handler = observed(async (delivered: unknown): Promise<void> => {
  const notice = alarmNoticeOf(AlarmStateChange.parse(delivered));
  if (notice) await alarmNotices().keep(notice);
});
