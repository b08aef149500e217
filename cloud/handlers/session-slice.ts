import { packages, sliceDeps } from '../adapters/aws/environment.ts';
import { beginLoop, parkLoop, runSlices, warmLevel } from '../domain/session/index.ts';
import { LoopEvent } from '../events/index.ts';
import { faultSentence, refusing } from './refusal.ts';

/** One step of the game loop: takes the loop, runs slices, or parks a session that cannot go on. And what goes before it: opening a package ahead. */
export const handler = refusing(async (input: unknown) => {
  const event = LoopEvent.parse(input);
  switch (event.op) {
    case 'begin':
      return beginLoop(sliceDeps(event.tenant), event, { id: event.execution, startedAt: Date.parse(event.startedAt) });
    case 'slice':
      return runSlices(sliceDeps(event.state.tenant), event.state);
    case 'warm':
      await warmLevel(sliceDeps(event.tenant), event);
      return { opened: packages.opened() };
    case 'park':
      return { parked: await parkLoop(sliceDeps(event.tenant), event, faultSentence(event.fault).slice(0, 1000)) };
  }
});
