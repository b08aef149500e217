/** What a player's client sends over its socket. */
import { JsonValue } from '../../model/json-value.ts';
import { z } from '../../model/zod.ts';

export const PlayerCommand = z.strictObject({
  type: z.literal('command'),
  /** The sender's own number, one higher each time. */
  seq: z.int().min(1),
  command: z.strictObject({ type: z.string().max(64), payload: JsonValue }),
});
export type PlayerCommand = z.infer<typeof PlayerCommand>;

/** What a client can take beyond what the source of an asset asks of it. */
export const assetAbilities = ['webp', 'ktx2', 'quantized', 'meshopt'] as const;
export type AssetAbility = (typeof assetAbilities)[number];
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256');

export const PlayerMessage = z.discriminatedUnion('type', [
  /** First of all: answered by `welcome`, and by a `keyframe` from the next slice. */
  z.strictObject({ type: z.literal('hello') }),
  /** Takes a seat number; with a `secret` from before, the same one again. Answered by `joined`. */
  z.strictObject({
    type: z.literal('join'),
    player: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'an opaque id, not a name'),
    secret: z.string().min(16).max(128).optional(),
  }),
  /** Answered by `ack` once it is durable; sent again, it is acknowledged again and has no effect. */
  PlayerCommand,
  /** The client lost its place: answered by a `keyframe`. */
  z.strictObject({ type: z.literal('resume') }),
  /** A part of an asset of the level, from this byte on: answered by `asset`. */
  z.strictObject({
    type: z.literal('asset'),
    path: z.string().max(300),
    from: z.int().min(0),
    /** With it the answer may be something smaller that was made of the asset; a word that is not known is passed over. */
    accept: z.array(z.string().max(20)).max(16).optional(),
    /** The bytes of which a first part came already: the same ones go on. */
    of: Sha256.optional(),
  }),
  z.strictObject({ type: z.literal('ping') }),
]);
export type PlayerMessage = z.infer<typeof PlayerMessage>;
