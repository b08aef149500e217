import type { LogLine } from '../../ports/index.ts';
import { isRefusal } from '../refusal.ts';

/** The longest message of a line; a function's failure may carry a document. */
const mostCharacters = 300;

/** What looks like a secret or like somebody, wherever it stands in a text that is not ours. */
const unspeakable: readonly [RegExp, string][] = [
  // Parts of signed links and requests.
  [/(X-Amz-[\w-]+|Signature|Credential|AWSAccessKeyId|token|secret|password|authorization)(["']?\s*[=:]\s*["']?)[^\s"'&,;)]+/gi, '$1$2…'],
  [/\b(AKIA|ASIA|LQIA)[A-Z0-9]{12,}\b/g, '…'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '…'],
  [/[\w.+-]+@[\w-]+\.[\w.]+/g, '…'],
  [/\b[0-9a-f]{32}\b/g, '…'],
  // What a parser quotes of what it could not read is somebody's payload.
  [/"[^"]*"(?= is not valid JSON)/g, '…'],
];

/** A text as a log may have it. */
export const speakable = (text: string): string =>
  unspeakable.reduce((left, [what, instead]) => left.replaceAll(what, instead), text).slice(0, mostCharacters);

/**
 * What a line says of a failure. Of a refusal its code and what it is about: its sentences are for the person who was refused and may name
 * them. Of anything else its name, its message without what is nobody's business, and the place in the code.
 */
export function failureFields(error: unknown): Pick<LogLine, 'code' | 'message' | 'where'> {
  if (isRefusal(error)) return { code: error.code, message: 'refused' };
  if (!(error instanceof Error)) return { code: 'failure', message: 'Something that is no error was thrown.' };
  const [, place] = /\n\s+at (.+)/.exec(error.stack ?? '') ?? [];
  return { code: error.name, message: speakable(error.message), ...(place !== undefined && { where: speakable(place) }) };
}
