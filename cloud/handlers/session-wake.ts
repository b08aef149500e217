import { clock, forTenant, orchestrator } from '../adapters/aws/environment.ts';
import { callsHost, inOrder, sessionToWake, type BatchReply, type StreamEvent } from '../adapters/aws/stream.ts';
import { needsLoop, wake } from '../domain/session/index.ts';
import { observed } from './observed.ts';

/**
 * Follows the stream: starts the loop of a session that runs by itself, and of one whose command nobody has looked at. So a command is not left
 * lying when its router dies, and a door needs no right to start anything.
 */
export const handler = observed((event: StreamEvent): Promise<BatchReply> =>
  inOrder(
    event,
    async (record) => {
      const ref = sessionToWake(record);
      if (ref === undefined) return;
      const { sessions } = forTenant(ref.tenant);
      const [start, head] = await Promise.all([sessions.start(ref), sessions.head(ref)]);
      const isCalled = start?.host === 'hot' && callsHost(record);
      if (start && head && (isCalled || needsLoop(start, head))) await wake({ orchestrator: orchestrator(), clock }, start, head);
    },
    { system: 'wake' },
  ),
);
