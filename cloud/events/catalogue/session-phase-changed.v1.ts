import { z } from 'zod';
import { defineEvent, Person, Session } from './define.ts';

export const SessionPhaseChanged = defineEvent({
  type: 'SessionPhaseChanged.v1',
  area: 'session',
  means: 'Who runs a session paused it, let it go on or ended it',
  idOf: '`<session>.phase.<command number>`',
  raisedAt: 'the commands `$pause`, `$resume`, `$end`',
  shape: { session: Session, to: z.enum(['paused', 'open', 'ended']), by: Person },
});
