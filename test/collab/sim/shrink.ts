import type { Schedule } from './schedule.ts';

/**
 * The smallest schedule found that still fails: pieces of the actions are taken out, halves first, then ever smaller ones, as long as what is
 * left fails (delta debugging; Zeller and Hildebrandt 2002). No single action can be taken out of the answer.
 */
export async function shrink(schedule: Schedule, fails: (smaller: Schedule) => Promise<boolean>): Promise<Schedule> {
  let best = schedule;
  let size = Math.ceil(best.actions.length / 2);
  while (best.actions.length > 0) {
    let found = false;
    for (let from = best.actions.length - size; from > -size; from -= size) {
      const start = Math.max(0, from);
      const actions = [...best.actions.slice(0, start), ...best.actions.slice(from + size)];
      if (actions.length === best.actions.length || !(await fails({ ...best, actions }))) continue;
      best = { ...best, actions };
      found = true;
    }
    if (found) size = Math.min(size, best.actions.length);
    else if (size <= 1) break;
    else size = Math.ceil(size / 2);
  }
  return best;
}
