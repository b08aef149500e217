import { acceptDeps, clock, directory, forTenant, orchestrator } from '../adapters/aws/environment.ts';
import { pauseSpent, restartHost, sweep } from '../domain/session/index.ts';
import { say, sayFailure, telemetry } from '../adapters/aws/telemetry.ts';
import { emf, speakable } from '../domain/observe/index.ts';
import { observed } from './observed.ts';

/**
 * Runs by the minute and on request: pauses what may not spend more, and wakes what should run and does not. Told that a session's own host
 * ended, it looks after that session alone.
 */
export const handler = observed(async ({ lease, host }: { lease?: number; host?: string }): Promise<{ woken: number }> => {
  if (host !== undefined) return { woken: await restart(host) };
  let woken = 0;
  for (const tenant of await directory().tenants()) {
    const failed = (error: unknown, session?: string): void => sayFailure(error, { tenant, ...(session !== undefined && { session }) });
    try {
      await pauseSpent({ ...acceptDeps(tenant), notes: forTenant(tenant).budgetNotes, failed }, tenant);
      woken += await sweep({
        store: forTenant(tenant).sessions,
        orchestrator: orchestrator(),
        clock,
        directory: { tenants: async () => [tenant] },
        failed,
        spoiled: (session, why) => {
          say('error', { tenant, session, code: 'session-parked', message: speakable(why) });
          telemetry.metrics(emf(clock.now(), { tenant }, { Parked: 1 }));
        },
        ...(lease !== undefined && { lease }),
      });
    } catch (error) {
      // The others are looked after all the same.
      failed(error);
    }
  }
  return { woken };
});

/** `<tenant>/<session>/<owner>`, as its host was started. */
async function restart(host: string): Promise<number> {
  const [tenant = '', session = '', owner = ''] = host.split('/');
  const ref = { tenant, session };
  const { sessions } = forTenant(tenant);
  const [start, head] = await Promise.all([sessions.start(ref), sessions.head(ref)]);
  if (start === undefined || head === undefined) return 0;
  return (await restartHost({ orchestrator: orchestrator(), clock, store: sessions }, start, head, owner)) === 'started' ? 1 : 0;
}
