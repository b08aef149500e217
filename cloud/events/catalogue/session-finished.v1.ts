import { z } from 'zod';
import { Count, defineEvent, Kpis, Session, StateHash } from './define.ts';

export const SessionFinished = defineEvent({
  type: 'SessionFinished.v1',
  area: 'session',
  means: 'A session has come to its end, with its results',
  idOf: '`<session>.finished`',
  raisedAt: 'HEAD',
  shape: {
    session: Session,
    /** To the scenario's end, or ended before by who runs it. */
    how: z.enum(['played', 'ended']),
    version: z.int().min(1),
    ticks: Count,
    hash: StateHash,
    /** Seats given. */
    players: Count,
    kpis: Kpis,
  },
});
