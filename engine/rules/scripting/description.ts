/** Errors and frames as the SDK describes them. */
import type { Frame } from './world.ts';

/** What the SDK says about an error, or about where a stop happened. */
export interface Description {
  readonly name?: string | undefined;
  readonly message?: string | undefined;
  readonly stack?: string | undefined;
}

/** Whole characters only: what is told of a fault becomes an event of the world. */
const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value.toWellFormed() : undefined);

/** Reads a description out of guest JSON; anything unexpected is left out. */
export const readDescription = (value: unknown): Description => {
  if (typeof value !== 'object' || value === null) return {};
  const { name, message, stack } = value as Record<string, unknown>;
  return { name: asText(name), message: asText(message), stack: asText(stack) };
};

export const parseDescription = (text: string | undefined): Description => {
  if (text === undefined) return {};
  try {
    return readDescription(JSON.parse(text));
  } catch {
    return {};
  }
};

/** Frames of the author's own file, innermost first: `    at name (file:line:column)`. */
export const framesOf = (stack: string | undefined, file: string): Frame[] => {
  const frames: Frame[] = [];
  for (const line of (stack ?? '').split('\n')) {
    const match = /^\s*at (?:(.*?) \()?(.+):(\d+):(\d+)\)?$/.exec(line);
    if (!match || match[2] !== file) continue;
    frames.push({ name: match[1] ?? '', file, line: Number(match[3]), column: Number(match[4]) });
  }
  return frames;
};

/** Line and column, from 1, of an offset in a text. */
export const placeOf = (code: string, offset: number): { line: number; column: number } => {
  const lines = code.slice(0, offset).split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
};
