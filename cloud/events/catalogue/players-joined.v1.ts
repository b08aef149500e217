import { z } from 'zod';
import { defineEvent, Player, Session } from './define.ts';

/** A host of its own takes hundreds in a second: an event for each would cost more than their playing. */
export const PlayersJoined = defineEvent({
  type: 'PlayersJoined.v1',
  area: 'session',
  means: 'Players have taken seats of a session with a host of its own: the first the number `first`, the others those after it',
  idOf: '`<session>.joined.<first seat number>-<last>`',
  raisedAt: 'a segment of commands that has `$join`',
  shape: { session: Session, first: z.int().min(1), players: z.array(Player).min(1).max(1000) },
});
