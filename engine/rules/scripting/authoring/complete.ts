/** What can stand where somebody types. */
import { membersOf } from './check.ts';
import type { Dialect } from './dialect.ts';
import { explain, type Explanation } from './explain.ts';
import { meaningAt, type Meaning } from './meaning.ts';
import { Reading } from './reading.ts';
import { sdkWords } from './sdk-words.ts';
import type { Token } from './tokens.ts';
import { engineEvents, type Vocabulary } from './vocabulary.ts';

export type CompletionKind = Meaning['kind'] | 'function' | 'variable' | 'keyword' | 'builtin';

export interface Completion extends Partial<Explanation> {
  readonly label: string;
  readonly kind: CompletionKind;
}

export interface Completions {
  /** What is replaced. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly Completion[];
}

const WORD = /[\p{L}\p{N}_]*$/u;
/** Of JavaScript alone. */
const foreign = new Set(['console']);

const wordsOf = (meaning: Meaning, vocabulary: Vocabulary, reading: Reading): string[] => {
  const { components, commands, parameters, kpis, tables, prefabs, entities } = vocabulary;
  switch (meaning.kind) {
    case 'component':
      return [...components.keys()];
    case 'row-member':
      return ['key', ...components.keys()];
    case 'field':
      return Object.keys(components.get(meaning.component)?.fields ?? {});
    case 'payload-field':
      return Object.keys(commands.get(meaning.event)?.fields ?? {});
    case 'event':
      return [...new Set([...commands.keys(), ...ownEvents(reading, vocabulary), ...engineEvents.keys()])];
    case 'parameter':
      return [...parameters.keys()];
    case 'option':
      return [...(parameters.get(meaning.parameter)?.options ?? [])];
    case 'kpi':
      return [...kpis.keys()];
    case 'table':
      return [...tables];
    case 'prefab':
      return [...prefabs];
    case 'entity':
      return [...entities.keys()];
    case 'sdk-member':
      return membersOf(meaning.of, reading.dialect.language);
    case 'name':
      return [];
  }
};

/** Events that the script itself names. */
const ownEvents = (reading: Reading, vocabulary: Vocabulary): string[] =>
  reading.tokens.flatMap(({ kind, text, open }, index) =>
    kind === 'string' && text !== '' && !open && meaningAt(reading, index, vocabulary)?.kind === 'event' ? [text] : [],
  );

/** Names that stand by themselves: the SDK first, then the script's own, then the language's. */
const globals = (reading: Reading, typed: string, vocabulary: Vocabulary): Completion[] => {
  const { dialect } = reading;
  const names = [...sdkWords.globals.values()].filter(
    ({ name }) => !foreign.has(name) && (dialect.language !== 'javascript' || name !== 'on_tick'),
  );
  const own = [...reading.names()].filter((name) => name !== typed && !sdkWords.globals.has(name));
  return [
    ...names.map(({ name, parameters }): Completion => ({
      label: name,
      kind: parameters === undefined ? 'variable' : 'function',
      ...explain({ kind: 'name', name }, vocabulary, dialect),
    })),
    ...own.map((label): Completion => ({ label, kind: 'variable' })),
    ...[...dialect.builtins].map(([label, help]): Completion => ({ label, kind: 'builtin', ...(help !== '' && { title: label, help }) })),
    ...[...dialect.keywords].map((label): Completion => ({ label, kind: 'keyword' })),
  ];
};

/** Undefined where nothing is to be offered: in comments, numbers and texts that name nothing. */
export const completeAt = (code: string, offset: number, dialect: Dialect, vocabulary: Vocabulary): Completions | undefined => {
  const isComponent = (name: string): boolean => vocabulary.components.has(name);
  let reading = new Reading(code, dialect, isComponent);
  if (reading.inComment(offset)) return undefined;
  let index = reading.tokens.findIndex(({ kind, start, end, from, to }) =>
    kind === 'string' ? from <= offset && offset <= to : start < offset && offset <= end && kind !== 'sign',
  );
  const token = reading.tokens[index];
  if (token?.kind === 'number') return undefined;
  if (token === undefined) {
    const empty: Token = { kind: 'name', text: '', start: offset, end: offset, from: offset, to: offset, open: false, first: false };
    reading = new Reading(code, dialect, isComponent, empty);
    index = reading.tokens.indexOf(empty);
  }
  const meaning = meaningAt(reading, index, vocabulary);
  if (meaning === undefined) return undefined;
  const inString = token?.kind === 'string';
  const start = inString ? token.from : offset - WORD.exec(code.slice(0, offset))![0].length;
  const end = inString && !token.open ? token.to : Math.max(offset, token === undefined ? offset : inString ? offset : token.end);
  if (meaning.kind === 'name') {
    const items = globals(reading, meaning.name, vocabulary);
    return { start, end, items: spawnsNothing(reading, index) ? [nothing(dialect), ...items] : items };
  }
  const items = wordsOf(meaning, vocabulary, reading).map((name): Completion => {
    const meant = { ...meaning, name } as Meaning;
    return {
      label: name,
      kind: meaning.kind === 'row-member' && name !== 'key' ? 'component' : meaning.kind,
      ...explain(meant, vocabulary, dialect),
    };
  });
  return { start, end, items };
};

const spawnsNothing = (reading: Reading, index: number): boolean => {
  const [frame] = reading.framesAt(index);
  return frame?.callee === 'spawn' && frame.argument === 0;
};

const nothing = ({ language }: Dialect): Completion => ({
  label: language === 'lua' ? 'nil' : language === 'python' ? 'None' : 'null',
  kind: 'prefab',
  title: 'no prefab',
  help: 'The components alone make the entity.',
});
