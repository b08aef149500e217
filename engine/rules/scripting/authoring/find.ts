/** What stands at a place of a script, and where a name of its own comes from. */
import type { Dialect } from './dialect.ts';
import { meaningAt, type Meaning } from './meaning.ts';
import { Reading } from './reading.ts';
import type { Range } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Found extends Range {
  /** Undefined for what is the script's own. */
  readonly meaning: Meaning | undefined;
  /** Where a name of the script's own first gets its meaning. */
  readonly definition?: Range | undefined;
}

export const meaningOf = (code: string, offset: number, dialect: Dialect, vocabulary: Vocabulary): Found | undefined => {
  const reading = new Reading(code, dialect, (name) => vocabulary.components.has(name));
  if (reading.inComment(offset)) return undefined;
  const index = reading.tokens.findIndex(
    ({ kind, start, end }) => (kind === 'name' || kind === 'string') && start <= offset && offset <= end,
  );
  const token = reading.tokens[index];
  if (token === undefined) return undefined;
  const place = { start: token.from, end: token.to };
  const meaning = meaningAt(reading, index, vocabulary);
  if (meaning?.kind !== 'name') return { ...place, meaning: meaning ?? guess(token.text, vocabulary) };
  const definition = reading.definition(token.text);
  if (definition !== undefined) return { ...place, meaning: undefined, definition: { start: definition.start, end: definition.end } };
  // `const { Stage } = row`: a name that is written like a component most likely is one.
  return { ...place, meaning: vocabulary.components.has(token.text) ? { kind: 'component', name: token.text } : meaning };
};

/** A text that is the name of an entity or a component, wherever it stands. */
const guess = (name: string, { components, entities }: Vocabulary): Meaning | undefined =>
  components.has(name) ? { kind: 'component', name } : entities.has(name) ? { kind: 'entity', name } : undefined;
