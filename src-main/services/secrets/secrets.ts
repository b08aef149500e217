/** What lets a person come back somewhere: one file each in the data folder, sealed by the system's keychain where there is one. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Asking } from '../../contract/across.ts';
import { LedgerError } from '../../contract/error.ts';
import type { KeychainCalls } from '../../contract/keychain.ts';
import { readDataFile } from '../data-folder/data-file.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';

const Kept = z.union([
  z.strictObject({ format: z.literal(1), sealed: z.base64() }),
  z.strictObject({ format: z.literal(1), plain: z.string() }),
]);

/** What the person reads when a secret cannot be opened. */
export interface SecretWords {
  /** What was kept, as the beginning of a sentence: `The sign-in to AWS`. */
  what: string;
  /** The way to a new one: `Sign in again.` */
  again: string;
}

export interface Secrets {
  /** Where it lies from now on. */
  keep(name: string, text: string): Promise<'sealed' | 'file' | 'memory'>;
  /** @throws LedgerError `secret-lost` and `keychain-closed`, with the words */
  find(name: string, words: SecretWords): Promise<string | undefined>;
  forget(name: string): void;
}

interface SecretsOptions {
  dataDir: string;
  /** The desktop window's, once there is one; without it secrets lie in files that only their owner may read. */
  keychain?: () => Asking<KeychainCalls> | undefined;
}

/** @param name of a secret is the name of its file: letters, digits, dots, dashes and underscores */
export function openSecrets({ dataDir, keychain: keychainNow = () => undefined }: SecretsOptions): Secrets {
  const memory = new Map<string, string>();
  const fileOf = (name: string): string => {
    if (!/^[\w.-]{1,200}$/.test(name) || name.startsWith('.')) throw new TypeError(`${name} is no name of a secret`);
    return join(dataDir, 'secrets', `${name}.json`);
  };
  const write = (name: string, kept: z.infer<typeof Kept>): void => {
    memory.delete(name);
    writePrivateFile(fileOf(name), `${JSON.stringify(kept)}\n`);
  };
  const forget = (name: string): void => {
    memory.delete(name);
    rmSync(fileOf(name), { force: true });
  };
  const secrets: Secrets = {
    async keep(name, text) {
      fileOf(name);
      const keychain = keychainNow();
      const sealed = keychain ? await keychain.ask('secret.seal', { text }) : ({ kept: 'file' } as const);
      if (sealed.kept === 'sealed') write(name, { format: 1, sealed: sealed.sealed });
      else if (sealed.kept === 'file') write(name, { format: 1, plain: text });
      else {
        forget(name);
        memory.set(name, text);
      }
      return sealed.kept;
    },
    async find(name, { what, again }) {
      const held = memory.get(name);
      if (held !== undefined) return held;
      const keychain = keychainNow();
      const kept = readDataFile(fileOf(name), Kept, { hint: `Delete it. ${again}` });
      if (kept === undefined) return undefined;
      if ('plain' in kept) {
        // Kept before there was a keychain.
        if (keychain) await secrets.keep(name, kept.plain);
        return kept.plain;
      }
      if (!keychain)
        throw new LedgerError({
          code: 'secret-sealed',
          message: `${what} lies in this computer's keychain, which only the desktop window opens.`,
          hint: `Do it there. ${again}`,
        });
      try {
        const { text, stale } = await keychain.ask('secret.open', { sealed: kept.sealed });
        if (stale) await secrets.keep(name, text);
        return text;
      } catch (error) {
        if (!(error instanceof LedgerError) || !['secret-lost', 'keychain-closed'].includes(error.code)) throw error;
        const { code, message, hint } = error;
        throw new LedgerError({
          code,
          message: `${what} cannot be opened: ${message}`,
          hint: hint === undefined ? again : `${hint} ${again}`,
        });
      }
    },
    forget,
  };
  return secrets;
}
