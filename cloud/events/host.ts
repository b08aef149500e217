import { JsonValue } from '../../engine/model/json-value.ts';
import { z } from 'zod';

/** What a door of the tenant asks of a session's own host, whose key it has read. */
export const DoorRequest = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('send'),
    player: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    type: z.string().max(64),
    payload: JsonValue,
    seq: z.int().min(1).optional(),
  }),
  z.strictObject({ op: z.literal('phase'), change: z.enum(['pause', 'resume', 'end']), id: z.string().max(64) }),
]);
export type DoorRequest = z.infer<typeof DoorRequest>;
