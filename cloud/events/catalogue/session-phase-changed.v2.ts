import { z } from 'zod';
import { defineEvent, Person, Session } from './define.ts';

/** Of `by` and `why` there is one: a person did it, or the cloud itself for that reason. */
export const SessionPhaseChanged = defineEvent({
  type: 'SessionPhaseChanged.v2',
  area: 'session',
  means: 'A session was paused, went on or was ended: by a person, or by the cloud, which says why',
  idOf: '`<session>.phase.<command number>`',
  raisedAt: 'the commands `$pause`, `$resume`, `$end`',
  shape: {
    session: Session,
    to: z.enum(['paused', 'open', 'ended']),
    by: Person.optional(),
    why: z.enum(['budget', 'erased']).optional(),
  },
});
