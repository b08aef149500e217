import { clock, forTenant, packages, sliceDeps } from '../adapters/aws/environment.ts';
import { say, telemetry } from '../adapters/aws/telemetry.ts';
import { emf, speakable } from '../domain/observe/index.ts';
import { beginLoop, parkIfSpoiled, parkLoop, runSlices, warmLevel } from '../domain/session/index.ts';
import { LoopEvent } from '../events/index.ts';
import { faultSentence, refusing } from './refusal.ts';

/** One step of the game loop: takes the loop, runs slices, or parks a session that cannot go on. And what goes before it: opening a package ahead. */
export const handler = refusing(async (input: unknown) => {
  const event = LoopEvent.parse(input);
  switch (event.op) {
    case 'begin':
      return beginLoop(sliceDeps(event.tenant), event, { id: runOf(event.execution), startedAt: Date.parse(event.startedAt) });
    case 'slice':
      return runSlices(sliceDeps(event.state.tenant), event.state);
    case 'warm':
      await warmLevel(sliceDeps(event.tenant), event);
      return { opened: packages.opened() };
    case 'park':
      return { parked: await park(event) };
  }
});

/** Which execution it is: the name and the run at the end of its ARN. HEAD, which is written with every slice, need not repeat the machine's. */
const runOf = (execution: string): string => execution.split(':').slice(-2).join(':');

async function park(event: Extract<ReturnType<typeof LoopEvent.parse>, { op: 'park' }>): Promise<boolean> {
  const { tenant, session } = event;
  // What was made of its HEAD says more than what failed for it.
  const why = await parkIfSpoiled({ store: forTenant(tenant).sessions, clock }, event);
  const sentence = why ?? faultSentence(event.fault).slice(0, 1000);
  if (why === undefined && !(await parkLoop(sliceDeps(tenant), event, sentence))) return false;
  say('error', { tenant, session, code: 'session-parked', message: speakable(sentence) });
  telemetry.metrics(emf(clock.now(), { tenant }, { Parked: 1 }));
  return true;
}
