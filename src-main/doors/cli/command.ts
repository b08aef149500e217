/** What a subcommand of `lq` is. One file in commands/, one line in the table of lq.ts. */
import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { withHint } from '../../../engine/model/problem.ts';
import { LedgerError } from '../../contract/error.ts';

export interface Io {
  /** A line on stdout: a break in it is shown as an escape, so that a name never makes a line of its own. */
  out(line: string): void;
  /** A line on stderr. */
  err(line: string): void;
}

export interface CliCommand {
  /** One line for the list of commands. */
  summary: string;
  /** How it is called and what its options do. */
  usage: string;
  /** @returns the exit code */
  run(args: string[], io: Io): Promise<number>;
}

/** ok; what was checked does not hold; cannot run; forbidden. */
export const exit = { ok: 0, differs: 1, cannot: 2, forbidden: 3 } as const;

export const usageError = (message: string, hint = 'See lq help.'): LedgerError => new LedgerError({ code: 'usage', message, hint });

/** `--ticks -5` as `--ticks=-5`: what is wrong with a negative number is for the option to say. */
const withNegativeNumbers = (args: string[], options: NonNullable<ParseArgsConfig['options']>): string[] => {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    const takesValue = before?.startsWith('--') === true && options[before.slice(2)]?.type === 'string';
    if (takesValue && /^-[\d.]/.test(arg)) joined.splice(-1, 1, `${before}=${arg}`);
    else joined.push(arg);
  }
  return joined;
};

/** Reads options and positionals; a wrong option is refused with a sentence. */
export function readArgs<const T extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: T,
): { values: ReturnType<typeof parseArgs<{ options: T }>>['values']; positionals: string[] } {
  try {
    return parseArgs({ args: withNegativeNumbers(args, options), options, allowPositionals: true, strict: true }) as never;
  } catch (error) {
    const { message } = error as Error;
    const valueless = /^Option '(--[\w-]+).*' argument (?:missing|is ambiguous)/.exec(message)?.[1];
    if (valueless !== undefined) throw usageError(`${valueless} needs a value.`);
    const [sentence = ''] = message.split('. ');
    throw usageError(`${sentence.replace(/\.$/, '')}.`);
  }
}

/** The data folder that `--data` names, seen from where the command was called: nobody after this knows where that was. */
export function namedDataDir(option: string | undefined): string | undefined {
  if (option === '') throw usageError('--data names no folder.');
  return option === undefined ? undefined : resolve(option);
}

/** Prints a text of several lines, such as a usage or a stack. */
export function printLines(text: string, print: (line: string) => void): void {
  for (const line of text.split('\n')) print(line);
}

/** What nobody foresaw, with its stack. */
export const printFailure = (error: unknown, io: Io): void =>
  printLines(error instanceof Error ? (error.stack ?? error.message) : String(error), (line) => io.err(line));

/** What went amiss beside what a command does: a refusal in its sentences, anything else with its stack. */
export function printAside(error: unknown, io: Io): void {
  if (error instanceof LedgerError) report(error, io);
  else printFailure(error, io);
}

/** A whole number from an option. */
export const wholeNumber = (name: string, text: string | undefined, min: number): number | undefined =>
  text === undefined ? undefined : wholeNumberOf(`--${name} ${text}`, text, min);

/** A whole number; `said` is what a sentence calls it. */
export function wholeNumberOf(said: string, text: string, min: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < min) throw usageError(`${said} is not a whole number from ${min}.`);
  return value;
}

type MachineFailure = NodeJS.ErrnoException & { address?: string; port?: number };

/** What it concerns: a file, a port, or (where Node does not say) what it was doing. */
const about = ({ path, address, port, syscall, code }: MachineFailure): string => {
  if (path !== undefined) return path;
  return port === undefined ? `${syscall ?? 'a file'} (${code})` : `${address ?? '127.0.0.1'}:${port}`;
};

/** Whoever runs the cloud is there, or it would not have been found. */
const comesBack =
  'Whoever runs it starts it again by itself: try again in a moment. Where it stays away, stop npm start or lq up with Ctrl+C and start it again.';
const diskFull = (): string => 'The disk is full. Free some space and try again; nothing that was saved is lost.';
const notAFolder = (failure: MachineFailure): string =>
  `${about(failure)} is not a folder, or lies in something that is none. Name another.`;
const notAllowed = (failure: MachineFailure): string =>
  `You have no right to ${about(failure)}. Change its permissions, or name another place.`;

/** Failures of the machine that people can do something about, by the code that Node gives them. */
const machineFailures: Readonly<Record<string, (failure: MachineFailure) => string>> = {
  ECONNREFUSED: () => `The cloud of this machine does not answer. ${comesBack}`,
  ECONNRESET: () => `The cloud of this machine ended while it was asked. ${comesBack}`,
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EACCES: notAllowed,
  EPERM: notAllowed,
  EROFS: (failure) => `${about(failure)} lies on a disk that cannot be written. Name another place.`,
  ENOTDIR: notAFolder,
  EEXIST: (failure) => `${about(failure)} is there already and is not a folder. Name another place.`,
  EISDIR: (failure) => `${about(failure)} is a folder where a file was expected.`,
  ENAMETOOLONG: (failure) => `The name ${about(failure)} is too long for this disk.`,
  EADDRINUSE: (failure) => `Another program already listens on ${about(failure)}. Stop it and try again.`,
};

/** Prints a refusal as sentences on stderr and gives its exit code. Anything else is a bug and keeps its stack. */
export function report(error: unknown, io: Io): number {
  const { code, message, hint, where } = error as Partial<LedgerError>;
  if (!(error instanceof Error)) {
    printFailure(error, io);
  } else if (typeof code === 'string' && machineFailures[code] !== undefined) {
    io.err(machineFailures[code](error));
  } else if ('$metadata' in error) {
    // The cloud's own words; those of a refusal name the policy's statement.
    io.err(error.message);
    return error.name.startsWith('AccessDenied') ? exit.forbidden : exit.cannot;
  } else if (typeof code !== 'string' || typeof message !== 'string' || /^E[A-Z]+$/.test(code)) {
    printFailure(error, io);
  } else {
    // Where a level is has two parts, its name and its channel.
    const isSaid = where === undefined || where.split('#').every((part) => message.includes(part));
    io.err(withHint(isSaid ? message : `${where}: ${message}`, hint));
    return code === 'forbidden' ? exit.forbidden : exit.cannot;
  }
  return exit.cannot;
}
