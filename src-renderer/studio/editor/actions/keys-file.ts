import { z } from '../../../../engine/model/zod.ts';
import { parseKeys } from './keys.ts';
import type { KeyBindings } from './registry.ts';

const Keys = z
  .string()
  .max(40)
  .refine((text) => parseKeys(text).key !== '');
const KeysFile = z.strictObject({
  ledgerquest: z.literal('keys'),
  version: z.literal(1),
  keys: z.record(z.string().max(100), z.array(Keys).max(8)),
});

/** A person's own keys as a file. */
export const keysFile = (keys: KeyBindings): string => `${JSON.stringify({ ledgerquest: 'keys', version: 1, keys }, undefined, 2)}\n`;

/** Reads such a file; undefined when it is something else. */
export function readKeysFile(text: string): KeyBindings | undefined {
  try {
    return KeysFile.safeParse(JSON.parse(text)).data?.keys;
  } catch {
    return undefined;
  }
}
