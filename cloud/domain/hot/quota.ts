import { budgetOf, limitsOf, type BudgetDeps } from '../quota/index.ts';
import { phaseOf } from '../session/index.ts';
import type { HotSession } from './session.ts';

/** As often as the sweep of the functions, ms. */
const lookEvery = 60_000;

/**
 * What the sweep does for sessions of functions, the host does for its own: once a minute it reads what its tenant may use, and pauses the session
 * for the reason `budget` where that is spent. Ticks do not wait for it; where it cannot be read, what was read last holds until the next look.
 */
export function keepingQuota(deps: BudgetDeps, session: HotSession): { look(): void } {
  const { tenant } = session.start;
  let lookedAt = deps.clock.now() - lookEvery;
  const look = async (): Promise<void> => {
    session.limits = await limitsOf(deps, tenant);
    const { view } = session;
    if (phaseOf(view) !== 'open' || view.done) return;
    if ((await budgetOf(deps, tenant)).isSpent) await session.changePhase('pause', { why: 'budget' });
  };
  return {
    look() {
      if (deps.clock.now() - lookedAt < lookEvery) return;
      lookedAt = deps.clock.now();
      look().catch(() => {});
    },
  };
}
