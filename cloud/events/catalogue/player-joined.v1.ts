import { z } from 'zod';
import { defineEvent, Player, Session } from './define.ts';

/** Leaving is no event: a seat stays its player's, and sockets come and go with every tunnel that a train drives through. */
export const PlayerJoined = defineEvent({
  type: 'PlayerJoined.v1',
  area: 'session',
  means: 'A player has taken a seat number; the n-th player has number n',
  idOf: '`<session>.joined.<seat number>`',
  raisedAt: 'the command `$join`',
  shape: { session: Session, player: Player, sender: z.int().min(1) },
});
