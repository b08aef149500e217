import type { Clock } from '../../../engine/model/level.ts';
import { t } from '../i18n/index.ts';

/** A tick in the level's own unit: "Week 15 of 36", "1.5 s of 20 s"; without `ticks` the moment alone. */
export function timeText(clock: Clock | undefined, tick: number, ticks = 0): string {
  if (!clock) return '';
  if (clock.kind === 'turns') return t('time.turns', { unit: clock.unit, tick, ticks });
  return t('time.seconds', { now: tick / clock.hz, total: ticks / clock.hz });
}
