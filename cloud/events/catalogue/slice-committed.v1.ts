import { z } from 'zod';
import { Count, defineEvent, Kpis, Session, Sha256, StateHash } from './define.ts';

/**
 * A summary, and only now and then: a session at 60 Hz has 216,000 ticks and 18,000 commits an hour, and each event is billed to be told, heard
 * and kept. What every tick did stands in the audit. All that is said is a function of the commit, so that it is the same whoever tells it.
 */
export const SliceCommitted = defineEvent({
  type: 'SliceCommitted.v1',
  area: 'session',
  means: 'How a session stands, with every 64th commit and when its loop stops after a commit; never for each tick',
  idOf: '`<session>.commit.<version>`',
  raisedAt: 'HEAD',
  shape: {
    session: Session,
    version: z.int().min(1),
    ticks: Count,
    /** Commands that ticks have consumed so far. */
    commands: Count,
    hash: StateHash,
    chain: Sha256,
    kpis: Kpis,
  },
});
