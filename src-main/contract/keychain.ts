import { z } from 'zod';
import { call } from './calls.ts';

/** What the process that owns the data folder asks of the desktop window's: only that one may use the system's keychain. */
export const keychainCalls = {
  /** Seals a secret with a key that the system keeps. Where it keeps none, answers what the person chose instead. */
  'secret.seal': call(
    z.object({ text: z.string().min(1).max(65_536) }).strict(),
    z.discriminatedUnion('kept', [
      z.object({ kept: z.literal('sealed'), sealed: z.base64() }),
      /** In a file that only this person's programs can read. */
      z.object({ kept: z.literal('file') }),
      /** Until LedgerQuest is closed. */
      z.object({ kept: z.literal('memory') }),
    ]),
  ),
  /** `stale`: the system has a newer key by now; seal it again. */
  'secret.open': call(z.object({ sealed: z.base64().max(262_144) }).strict(), z.object({ text: z.string(), stale: z.boolean() })),
} as const;
export type KeychainCalls = typeof keychainCalls;
