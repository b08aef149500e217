import { Count, defineEvent, Session } from './define.ts';

/** Why it stands still is not said here: the reason may quote what players wrote, and stands in HEAD, where it ends with the session. */
export const SessionParked = defineEvent({
  type: 'SessionParked.v1',
  area: 'session',
  means: 'A session stands still, because its slices fail',
  idOf: '`<session>.parked.<loop epoch>`',
  raisedAt: 'HEAD',
  shape: { session: Session, loopEpoch: Count, ticks: Count },
});
