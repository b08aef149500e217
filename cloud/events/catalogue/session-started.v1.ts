import { z } from 'zod';
import { Count, defineEvent, Engine, Name, Person, Session, Sha256 } from './define.ts';

export const SessionStarted = defineEvent({
  type: 'SessionStarted.v1',
  area: 'session',
  means: 'A session was started on what is live',
  idOf: '`<session>.started`',
  raisedAt: 'its START item',
  shape: {
    session: Session,
    project: Name,
    level: Name,
    channel: Name,
    revision: Count,
    packageHash: Sha256,
    engine: Engine,
    scenario: Name.optional(),
    latency: z.enum(['turn', 'interactive', 'relaxed']),
    pace: z.enum(['realtime', 'fast']),
    startedBy: Person,
  },
});
