/** The function whose arguments are being typed. */
import type { Dialect } from './dialect.ts';
import { Reading } from './reading.ts';
import { callText, parameterText, sdkWords, type SdkWord } from './sdk-words.ts';
import type { Token } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Signature {
  readonly label: string;
  readonly help: string;
  /** As they stand in the label. */
  readonly parameters: readonly string[];
  readonly active: number;
}

const calledAt = (reading: Reading, open: number, callee: string | undefined): SdkWord | undefined => {
  if (callee !== undefined) return sdkWords.globals.get(callee);
  const owner = reading.ownerOf(open - 1);
  const type = owner === undefined ? undefined : reading.typeEndingAt(owner);
  return type?.is === 'sdk' ? sdkWords.members.get(type.type)?.get(reading.tokens[open - 1]!.text) : undefined;
};

export const signatureAt = (code: string, offset: number, dialect: Dialect, vocabulary: Vocabulary): Signature | undefined => {
  const at: Token = { kind: 'name', text: '', start: offset, end: offset, from: offset, to: offset, open: false, first: false };
  const plain = new Reading(code, dialect, (name) => vocabulary.components.has(name));
  if (plain.inComment(offset)) return undefined;
  const inside = plain.tokens.findIndex(({ kind, start, end }) => kind === 'string' && start < offset && offset < end);
  const reading = inside < 0 ? new Reading(code, dialect, (name) => vocabulary.components.has(name), at) : plain;
  const index = inside < 0 ? reading.tokens.indexOf(at) : inside;
  for (const { sign, at: open, argument, callee } of reading.framesAt(index)) {
    const word = sign === '(' ? calledAt(reading, open, callee) : undefined;
    if (word?.parameters === undefined) continue;
    const parameters = word.parameters.map(parameterText);
    const last = word.parameters.at(-1);
    const active = last?.rest === true ? Math.min(argument, parameters.length - 1) : argument;
    return { label: callText(word), help: word.help, parameters, active };
  }
  return undefined;
};
