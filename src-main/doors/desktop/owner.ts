import { answering, asking, type Asking, type ProcessChannel } from '../../contract/across.ts';
import type { HandlersOf } from '../../contract/calls.ts';
import { type KeychainCalls, keychainCalls } from '../../contract/keychain.ts';
import { type OwnerCalls, ownerCalls } from '../../contract/owner.ts';

/** The process that owns the data folder, as the window's process asks it. */
export type Owner = Asking<OwnerCalls>;

export interface OwnerLink {
  owner: Owner;
  /** What this process does for that one. */
  serve: (keychain: HandlersOf<KeychainCalls, undefined>) => void;
}

export const ownerOver = (channel: ProcessChannel, log: (error: unknown) => void): OwnerLink => ({
  owner: asking(ownerCalls, channel),
  serve: (keychain) => answering(keychainCalls, keychain, channel, log),
});
