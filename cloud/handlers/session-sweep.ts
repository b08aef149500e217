import { acceptDeps, clock, directory, forTenant, orchestrator } from '../adapters/aws/environment.ts';
import { pauseSpent, sweep } from '../domain/session/index.ts';
import { observed } from './observed.ts';

/** Runs by the minute and on request: pauses what may not spend more, and wakes what should run and does not. */
export const handler = observed(async ({ lease }: { lease?: number }): Promise<{ woken: number }> => {
  let woken = 0;
  for (const tenant of await directory().tenants()) {
    await pauseSpent(acceptDeps(tenant), tenant);
    woken += await sweep({
      store: forTenant(tenant).sessions,
      orchestrator: orchestrator(),
      clock,
      directory: { tenants: async () => [tenant] },
      ...(lease !== undefined && { lease }),
    });
  }
  return { woken };
});
