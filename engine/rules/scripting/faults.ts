/** Faults in the author's terms: where it happened in their source, what it was, what to do next. */
import type { Json } from '../../kernel/json.ts';
import { Refusal } from './block.ts';
import { framesOf, parseDescription, type Description } from './description.ts';
import { Stop, Thrown, type Standing } from './interpreter.ts';
import type { Fault, FaultCode, Frame, Script } from './world.ts';

const MESSAGE = 2000;

const isNamed = (name: string): boolean => /^[\w$]+$/.test(name);

/**
 * The script's own text does not parse: then the place is no function's. (JSON.parse and RegExp throw SyntaxErrors too.) Python tells in
 * which function, and nobody calls it.
 */
const isUnparsed = ({ name, stack }: Description, file: string, isLoading: boolean): boolean => {
  if (name !== 'SyntaxError') return false;
  const frames = framesOf(stack, file);
  return frames[0]?.name === '' || (isLoading && frames.length === 1 && file.endsWith('.py'));
};

const codeOf = (description: Description, file: string, isLoading: boolean): FaultCode => {
  const { name, message = '' } = description;
  if (isUnparsed(description, file, isLoading)) return 'SYNTAX';
  if (name === 'PermissionError') return 'PERMISSION';
  if (/out of memory|buffer allocation failed|^not enough memory$|^memory allocation failed/i.test(message)) return 'MEMORY';
  if (/stack overflow|call stack size|recursion depth exceeded|^pystack exhausted/i.test(message)) return 'DEPTH';
  return 'ERROR';
};

const hints: Readonly<Record<FaultCode, string>> = {
  SYNTAX: 'The text does not parse from here on; nothing of the script runs until it does.',
  ERROR: 'Nothing that the script did in this tick was kept.',
  FUEL: 'This did not end within the fuel that one call has. Do less in one call, or spread the work over ticks with after().',
  MEMORY: 'The script kept more than its memory holds. Shorten the lists that grow every tick.',
  DEPTH: 'Functions call each other too deeply here: use a loop instead of recursion.',
  RESULT: 'Ask for less in one tick, and keep only plain values in state and payloads.',
  PERMISSION: 'The level does not let this script do that; see what the project grants it.',
  ENGINE: 'This is a fault of the engine, not of the script. Please report it with the level.',
};

/** Words that tell more than the code alone. */
const known: readonly [pattern: RegExp, hint: string][] = [
  [/^Date is not defined|^'?Date'? is not defined/, 'A script has no clock: use time.tick, time.now or time.dt.'],
  [
    /^'?(fetch|XMLHttpRequest|WebSocket|process|require|window|document|setTimeout|setInterval|navigator)'? is not defined/,
    'A script reaches nothing outside its level; for later, use after(ticks, event).',
  ],
  [/object is not extensible/, 'There is no such field here: check its spelling.'],
  [/read-only/, 'This cannot be changed here; copy what you want to change.'],
  [/is not defined$/, 'There is no such name: check its spelling, or declare it.'],
  [
    /a nil value \(global '(?:os|io|require|package|load|dofile|loadfile|debug)'\)/,
    'A script reaches nothing outside its level; time is time.tick, time.now and time.dt.',
  ],
  [/a nil value \(global '/, 'There is no such name: check its spelling, or define it further up.'],
  [/syntax error near '(?:[-+*/%]|\.\.)'$/, 'Lua has no +=, -= or ++: write x = x + 1.'],
  [/near '!'$/, 'In Lua unequal is written ~=, and ! is written not.'],
  [
    /a nil value|attempt to (?:call|index|compare|perform arithmetic on|concatenate) /,
    'A value was not what this line expects: log(...) it one line earlier.',
  ],
  [/^name '(?:open|input|exec|eval|compile)' isn't defined|^There is no module/, 'A script reaches nothing outside its level.'],
  [/^local variable referenced before assignment/, 'A function that changes a variable of the top level names it first: global total.'],
  [/^'dict' object has no attribute/, "What a dict holds is read and written in brackets: state['cash']."],
  [/^name '\w+' isn't defined/, 'There is no such name: check its spelling, or define it further up.'],
  [/isn't callable$|^unsupported types? for|^'NoneType' object/, 'A value was not what this line expects: log(...) it one line earlier.'],
  [/of (undefined|null)|not a function$/, 'A value was not what this line expects: log(...) it one line earlier.'],
];

const NO_MODULES = 'A script is one file without import or export: everything it may use is already there by name.';

const isModuleSyntax = ({ code, line }: Fault, source: string): boolean =>
  code === 'SYNTAX' && line !== undefined && /^\s*(?:import|export)\b/.test(source.split('\n')[line - 1] ?? '');

const hintFor = (code: FaultCode, message: string): string =>
  (code === 'ERROR' || code === 'SYNTAX' ? known.find(([pattern]) => pattern.test(message))?.[1] : undefined) ?? hints[code];

const sentences: Partial<Record<FaultCode, string>> = {
  FUEL: 'The script used up its budget',
  DEPTH: 'Calls are nested too deeply',
};

export const fault = (
  code: FaultCode,
  file: string,
  description: Description,
  frames: readonly Frame[] = framesOf(description.stack, file),
): Fault => {
  const top = frames[0];
  const name = description.name !== undefined && description.name !== 'Error' ? `${description.name}: ` : '';
  const message = `${name}${description.message ?? 'failed without a message'}`.slice(0, MESSAGE).toWellFormed();
  return {
    code,
    message,
    file,
    ...(top && { line: top.line, column: top.column, stack: frames }),
    hint: hintFor(code, description.message ?? ''),
  };
};

/** The fault for an error that guest code threw and the SDK described. */
export const faultOfDescription = (description: Description, file: string, isLoading = false): Fault =>
  fault(codeOf(description, file, isLoading), file, description);

/** The fault for what ended a call from outside. `stand` tells where a stopped instance stood, and what it had logged. */
export const faultOfEnd = (error: unknown, script: Script, stand: () => Standing): { fault: Fault; logs: string[] } => {
  const file = script.path;
  if (error instanceof Thrown) {
    const description = parseDescription(error.description);
    if (error.description === undefined) return { fault: fault('MEMORY', file, { message: 'out of memory' }), logs: [] };
    const found = faultOfDescription(description, file);
    return { fault: isModuleSyntax(found, script.code) ? { ...found, hint: NO_MODULES } : found, logs: [] };
  }
  if (error instanceof Refusal) return { fault: fault(error.code, file, { message: error.message }), logs: [] };
  if (!(error instanceof Stop)) throw error;
  const { frames: stood, loop, text } = stand();
  // Fuel may run out anywhere in a loop that does not end.
  const frames =
    error.reason === 'FUEL' && loop !== undefined ? stood.map((frame, i) => (i === 0 ? { ...frame, line: loop } : frame)) : stood;
  const sentence = sentences[error.reason];
  const place = frames[0]?.name ?? '';
  const message = sentence === undefined ? error.message : `${sentence}${isNamed(place) ? ` in ${place}()` : ''}.`;
  return { fault: fault(error.reason, file, { message }, frames), logs: logsOf(text) };
};

export const logsOf = (text: string | undefined): string[] => {
  if (text === undefined) return [];
  try {
    const { logs } = JSON.parse(text) as { logs?: Json };
    return Array.isArray(logs) ? logs.filter((line) => typeof line === 'string').map((line) => line.toWellFormed()) : [];
  } catch {
    return [];
  }
};
