import type { ChildProcess } from 'node:child_process';
import { answering, asking, type Asking, type ProcessChannel } from '../../contract/across.ts';
import type { HandlersOf } from '../../contract/calls.ts';
import { type KeychainCalls, keychainCalls } from '../../contract/keychain.ts';
import { type OwnerCalls, ownerCalls } from '../../contract/owner.ts';

export type WindowHandlers = HandlersOf<OwnerCalls, undefined>;

/** The channel to the desktop window's process that this one has started. */
export const channelTo = (window: Pick<ChildProcess, 'on' | 'send'>): ProcessChannel => ({
  // A window that has gone meanwhile needs no answer.
  send: (message) => void window.send(message as object, () => {}),
  onMessage: (listener) => void window.on('message', listener),
  onClose: (listener) => void window.on('disconnect', listener),
});

/** The desktop window's keychain, as the owner of the data folder asks it. */
export const keychainOf = (channel: ProcessChannel): Asking<KeychainCalls> => asking(keychainCalls, channel);

/** Answers the desktop window's process over the channel that it was started with. */
export const serveWindow = (channel: ProcessChannel, handlers: WindowHandlers, log: (error: unknown) => void): void =>
  answering(ownerCalls, handlers, channel, log);
