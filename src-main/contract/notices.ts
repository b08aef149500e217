import { z } from 'zod';

/** Something that the people of a tenant were told. */
export const Notice = z.object({
  /** Sorts by time. */
  id: z.string(),
  kind: z.enum(['published', 'refused', 'finished', 'parked', 'budget']),
  /** The level, publish request, session or month that it is about. */
  about: z.string(),
  said: z.record(z.string(), z.union([z.string(), z.number()])),
  /** ISO 8601. */
  at: z.string(),
  /** Whether who asks has read it. */
  read: z.boolean(),
});
export type Notice = z.infer<typeof Notice>;
