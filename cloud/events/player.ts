import { z } from 'zod';

/** What a player's client sends over its socket. */
export const PlayerMessage = z.discriminatedUnion('type', [
  /** First of all: answered by `welcome`, and by a `keyframe` from the next slice. */
  z.strictObject({ type: z.literal('hello') }),
  /** Takes a seat number; with a `secret` from before, the same one again. Answered by `joined`. */
  z.strictObject({
    type: z.literal('join'),
    player: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'an opaque id, not a name'),
    secret: z.string().min(16).max(128).optional(),
  }),
  /** Answered by `ack` once it is durable. `seq` is the sender's own number; sent again, it is acknowledged again and has no effect. */
  z.strictObject({
    type: z.literal('command'),
    seq: z.int().min(1),
    command: z.strictObject({ type: z.string().max(64), payload: z.json() }),
  }),
  /** The client lost its place: answered by a `keyframe`. */
  z.strictObject({ type: z.literal('resume') }),
  z.strictObject({ type: z.literal('ping') }),
]);
export type PlayerMessage = z.infer<typeof PlayerMessage>;

export const playerMessageSamples: PlayerMessage[] = [
  { type: 'hello' },
  { type: 'join', player: 'p-4f1c', secret: '0123456789abcdef' },
  { type: 'command', seq: 1, command: { type: 'PlaceOrder', payload: { quantity: 8 } } },
  { type: 'resume' },
  { type: 'ping' },
];
