import { counted } from '../../../engine/model/counted.ts';
import type { Clock, Limits, SessionRef } from '../../ports/index.ts';
import { refuse } from '../refusal.ts';

/** How many commands of a session one process takes in a second. Of several processes each counts for itself. */
export interface CommandRate {
  /** Refuses with `busy` what is more: it is to be sent again, and no number was used up. */
  take(ref: SessionRef, most: Limits['commandsPerSecond']): void;
}

/** Sessions that are remembered; of one that was forgotten the second begins anew. */
const mostSessions = 10_000;

export function commandRate(clock: Clock): CommandRate {
  const seconds = new Map<string, { second: number; taken: number }>();
  return {
    take({ tenant, session }, most) {
      const key = `${tenant}/${session}`;
      const second = Math.floor(clock.now() / 1000);
      const known = seconds.get(key);
      const taken = known?.second === second ? known.taken : 0;
      if (taken >= most)
        refuse({
          code: 'busy',
          message: `Session ${session} takes ${counted(most, 'command')} in a second, and has taken as many in this one.`,
          hint: `Send it again in a moment. The cloud’s operator can raise it: lq tenant quota ${tenant} --commands <number>`,
          where: session,
        });
      if (known === undefined && seconds.size >= mostSessions) seconds.clear();
      seconds.set(key, { second, taken: taken + 1 });
    },
  };
}
