/** The same state as our level's, as Colyseus writes it: both ends of the peer use it. */
import { schema, t } from '@colyseus/schema';

const count = () => t.uint32();

export const Mover = schema({ x: t.int32(), y: t.int32(), nonce: count(), moves: count() });
export type Mover = InstanceType<typeof Mover>;

/** Everybody sees everybody. */
export const Plain = schema({ tick: count(), movers: t.map(Mover) });
/** Everybody sees those whom its view was given. */
export const Viewed = schema({ tick: count(), movers: t.map(Mover).view() });
