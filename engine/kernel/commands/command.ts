import { LedgerError } from '../error.ts';
import type { Json } from '../json.ts';
import { completeFields, show } from '../world/check-value.ts';
import type { Fields } from '../world/field.ts';

/** The only way anything enters a running world. Its place among the commands of a tick is the place the log gave it. */
export interface Command {
  /** Seat number given at join, 1..65535; 0 is the system. */
  readonly sender: number;
  /** The sender's own number for it, 0..2^32 - 1, one higher each time: with it a command that arrives twice takes effect once. */
  readonly seq: number;
  readonly type: string;
  readonly payload: Json;
}

/** A command with the tick that consumed it, as it is stored. */
export interface TickedCommand extends Command {
  readonly tick?: number | undefined;
}

export interface CommandType {
  readonly help?: string | undefined;
  readonly fields: Fields;
}

export type CommandTypes = Readonly<Record<string, CommandType>>;

export type Checked = { readonly ok: true; readonly command: Command } | { readonly ok: false; readonly error: LedgerError };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const within = (value: unknown, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;

const refused = (code: string, message: string, hint: string, where?: string): Checked => ({
  ok: false,
  error: new LedgerError({ code, message, hint, where }),
});

/** Checks anything that claims to be a command against the types that a level knows; absent payload fields get their defaults. */
export const validateCommand = (types: CommandTypes, candidate: unknown): Checked => {
  if (!isRecord(candidate))
    return refused('command-shape', `A command cannot be ${show(candidate)}.`, 'Send {sender, seq, type, payload}.');
  const { sender, seq, type, payload = {} } = candidate;
  if (!within(sender, 65_535)) return refused('command-sender', `The sender ${show(sender)} is not a seat number.`, 'Give 0 to 65535.');
  if (!within(seq, 0xffff_ffff)) return refused('command-seq', `The sequence number ${show(seq)} is not usable.`, 'Count up from 1.');
  if (typeof type !== 'string' || !Object.hasOwn(types, type)) {
    return refused(
      'command-unknown',
      `There is no command ${show(type)}.`,
      `The level knows ${Object.keys(types).join(', ') || 'no commands'}.`,
      typeof type === 'string' ? type : undefined,
    );
  }
  try {
    return { ok: true, command: { sender, seq, type, payload: completeFields(types[type]!.fields, payload as Json, type) } };
  } catch (error) {
    if (error instanceof LedgerError) return { ok: false, error };
    throw error;
  }
};

/** The commands that the world has not had yet, in the log's order; notes them as had. */
export const freshCommands = <C extends Command>(senders: { accept(sender: number, seq: number): boolean }, commands: readonly C[]): C[] =>
  commands.filter(({ sender, seq }) => senders.accept(sender, seq));
