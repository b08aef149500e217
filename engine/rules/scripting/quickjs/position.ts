/** Where a stopped interpreter stood, in the author's source. */
import { framesOf, parseDescription, placeOf, type Description } from '../description.ts';
import type { Standing } from '../interpreter.ts';
import type { Frame, Script } from '../world.ts';
import type { QuickJs } from './quickjs.ts';

const isSame = (a: Frame | undefined, b: Frame | undefined): boolean => a?.line === b?.line && a?.column === b?.column;

/**
 * The frames that still lie in the memory after a Stop. Not every instruction has a place in the source, and one that has none counts as
 * belonging to the last that has. At the head of a loop that would be what stands before the loop: then the place is the loop's last, and of
 * a loop in which nothing has a place, the loop itself.
 */
export const standingOf = (interpreter: QuickJs, script: Script, maxBytes: number): Standing => {
  const { turn } = interpreter;
  const text = interpreter.autopsy('where', maxBytes);
  const { stack } = parseDescription(text);
  const frames = framesOf(stack, script.path);
  const told = { frames, text };
  const [top, ...rest] = frames;
  if (top === undefined || !interpreter.isWithin(turn)) return told;
  const at = (pointer: number): Description =>
    interpreter.placed(turn.frame, pointer, () => parseDescription(interpreter.autopsy('where', maxBytes)));
  if (!isInnermost(stack, at(-1).stack, script.path)) return told;
  const placeAt = (pointer: number): Frame | undefined => framesOf(at(pointer).stack, script.path)[0];
  const isFirst = turn.to === interpreter.codeOf(turn.frame);
  if (!isSame(top, placeAt(isFirst ? turn.to : turn.to - 1))) return told;
  const last = placeAt(turn.from);
  const place = last !== undefined && !isSame(top, last) ? last : { ...top, ...loopAt(script.code, top, isFirst) };
  return { text, frames: [place, ...rest] };
};

/** Whether the frame that loses its place in `without` is the author's innermost in `stack`. */
const isInnermost = (stack = '', without = '', file: string): boolean => {
  const line = stack.split('\n').findIndex((one) => framesOf(one, file).length > 0);
  return without.split('\n')[line]?.endsWith('(missing)') ?? false;
};

/** Not names of fields, nor parts of other names. */
const words = /(?<!\.\s*)(?<![$#\w])(?:while|for|do)(?![$\w]|\s*:)/g;
/** What only looks like code. */
const notCode = /\/\/.*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`/g;

/**
 * The loop around or behind a place, with nothing between them that has a place of its own. Where the loop is the first thing in a function,
 * the place is either the function's own or the first in the loop.
 */
const loopAt = (code: string, place: Frame, isFirst: boolean): { line: number; column: number } => {
  const text = code.replace(notCode, (part) => part.replace(/[^\n]/g, ' '));
  const from = offsetOf(text, place);
  const loops = [...text.matchAll(words)].map(({ index }) => index);
  const before = loops.findLast((at) => at < from);
  const head = before === undefined ? -1 : endOfHead(text, before);
  // In the first part of a head: what comes after the first semicolon, or in the head of a `while`, is the loop's own.
  const isBegun = from <= head && /^for[^;]*$/.test(text.slice(before, from));
  const isAround = isBegun || (isFirst && head >= 0 && /^[\s{(]*$/.test(text.slice(head + 1, from)));
  const loop = isAround ? before : loops.find((at) => at >= from);
  return loop === undefined ? place : placeOf(code, loop);
};

const offsetOf = (text: string, { line, column }: Frame): number =>
  text
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, { length }) => sum + length + 1, column - 1);

/** Where the head of a loop ends: its closing parenthesis, or the word `do` itself. */
const endOfHead = (text: string, word: number): number => {
  if (text.startsWith('do', word)) return word + 1;
  let open = 0;
  for (let at = word; at < text.length; at++) {
    if (text[at] === '(') open++;
    else if (text[at] === ')' && --open === 0) return at;
  }
  return text.length;
};
