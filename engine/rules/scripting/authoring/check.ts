/** Names that the level or the sandbox does not have, and money that is reckoned in doubles: found in a script's text before it runs. */
import { suggest } from '../../../model/problem.ts';
import type { Dialect } from './dialect.ts';
import { meaningAt, type Meaning } from './meaning.ts';
import { moneyInDoubles } from './money.ts';
import { Reading } from './reading.ts';
import { sdkWords } from './sdk-words.ts';
import type { Token } from './tokens.ts';
import { engineEvents, type Vocabulary } from './vocabulary.ts';

export interface NameProblem {
  readonly start: number;
  readonly end: number;
  /** A warning where it may be meant so. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string | undefined;
}

type Said = Omit<NameProblem, 'start' | 'end'>;

const error = (message: string, hint: string | undefined): Said => ({ severity: 'error', message, hint });
const warning = (message: string, hint: string | undefined): Said => ({ severity: 'warning', message, hint });

/** Methods of what Python reads by name. */
const PYTHON_MEMBERS = new Set(['keys', 'values', 'items', 'get', 'as_dict', 'key']);
/** Python's names for what is written in another way elsewhere, and what its own modules call it. */
const PYTHON_SDK: Readonly<Record<string, readonly string[]>> = {
  Decimal: ['is_zero', 'to_number'],
  RandomStream: ['random', 'uniform', 'randint', 'choice', 'gauss', 'seed'],
};

const unknownWord = (meaning: Meaning, vocabulary: Vocabulary, { language }: Dialect): Said | undefined => {
  const { name } = meaning;
  const { components, parameters, kpis, tables, prefabs, commands } = vocabulary;
  if (name === '') return undefined;
  switch (meaning.kind) {
    case 'component':
      return components.has(name) ? undefined : error(`No component is called ${name}.`, suggest(name, components.keys()));
    case 'row-member':
      if (name === 'key' || components.has(name)) return undefined;
      return error(`A row has no ${name}: it has its key and its components.`, suggest(name, ['key', ...components.keys()]));
    case 'field': {
      const { fields } = components.get(meaning.component)!;
      if (Object.hasOwn(fields, name) || meaning.trust === 'guess' || (language === 'python' && PYTHON_MEMBERS.has(name))) return undefined;
      return (meaning.trust === 'sure' ? error : warning)(`${meaning.component} has no field ${name}.`, suggest(name, Object.keys(fields)));
    }
    case 'payload-field': {
      const { fields } = commands.get(meaning.event)!;
      if (Object.hasOwn(fields, name) || (language === 'python' && PYTHON_MEMBERS.has(name))) return undefined;
      return warning(`${meaning.event} carries no ${name}.`, suggest(name, Object.keys(fields)));
    }
    case 'parameter':
      if (parameters.has(name) || (language === 'python' && PYTHON_MEMBERS.has(name))) return undefined;
      return error(
        `No parameter is called ${name}.`,
        suggest(name, parameters.keys()) ?? 'Declare it under parameters in ledgerquest.json.',
      );
    case 'option': {
      const options = parameters.get(meaning.parameter)?.options;
      // What is escaped is not read.
      if (options === undefined || options.includes(name) || name.includes('\\')) return undefined;
      return warning(`params.${meaning.parameter} is never ${name}.`, suggest(name, options));
    }
    case 'kpi':
      if (kpis.size === 0 || kpis.has(name)) return undefined;
      return error(`No KPI is called ${name}.`, suggest(name, kpis.keys()) ?? 'Declare it under kpis in ledgerquest.json.');
    case 'table':
      return tables.has(name) ? undefined : error(`No table is called ${name}.`, suggest(name, tables) ?? `Put it into data/${name}.json.`);
    case 'prefab':
      if (prefabs.has(name)) return undefined;
      return error(`No prefab is called ${name}.`, suggest(name, prefabs) ?? 'Declare it under prefabs in ledgerquest.json.');
    case 'sdk-member': {
      if (sdkWords.members.get(meaning.of)?.has(name) || meaning.of === 'RandomStream' || meaning.of === 'Decimal') return undefined;
      const what = meaning.of === 'ScriptEvent' ? 'An event' : meaning.of;
      return warning(`${what} has no ${name}.`, suggest(name, membersOf(meaning.of, language)));
    }
    case 'event':
    case 'entity':
    case 'name':
      return undefined;
  }
};

/** Members of something of the SDK, as a language has them. */
export const membersOf = (type: string, language: Dialect['language']): string[] => [
  ...(sdkWordsOf(type) ?? []),
  ...(language === 'python' ? (PYTHON_SDK[type] ?? []) : []),
];

const hidden = new Set(['toString', 'toJSON']);
const sdkWordsOf = (type: string): string[] => [...(sdkWords.members.get(type)?.keys() ?? [])].filter((name) => !hidden.has(name));

/** A name that the sandbox does not have, where it is used. */
const absentName = (reading: Reading, index: number): Said | undefined => {
  const { dialect, tokens } = reading;
  const { text: name } = tokens[index]!;
  const hint = dialect.absent.get(name);
  if (hint === undefined || reading.isBound(name) || reading.sdkName(name) !== undefined || dialect.builtins.has(name)) return undefined;
  const before = tokens[index - 1];
  if (before?.kind === 'name' && ['def', 'class', 'function', 'goto', 'import', 'from', 'as', 'global', 'nonlocal'].includes(before.text))
    return undefined;
  return error(`A script has no ${name}.`, hint);
};

/** `import os`, `from os import path`: the names of modules that there are not. */
const absentModules = ({ dialect, tokens }: Reading): { token: Token; said: Said }[] => {
  const { modules } = dialect;
  if (modules === undefined) return [];
  const found: { token: Token; said: Said }[] = [];
  const look = (token: Token | undefined): void => {
    if (token?.kind !== 'name' || modules.has(token.text)) return;
    const hint = dialect.absent.get(token.text) ?? 'A script is one file: what the SDK has is already there by name.';
    found.push({ token, said: error(`A script cannot import ${token.text}: there are only math, random and ledgerquest.`, hint) });
  };
  for (const [i, { kind, text, first }] of tokens.entries()) {
    if (kind !== 'name' || !first) continue;
    if (text === 'from') look(tokens[i + 1]);
    if (text !== 'import') continue;
    look(tokens[i + 1]);
    for (let at = i + 2; at < tokens.length && !tokens[at]!.first; at++) if (tokens[at]!.text === ',') look(tokens[at + 1]);
  }
  return found;
};

/** An event that nobody declares is the script's own, unless it reads like a command that somebody declared. */
const doubtfulEvent = (reading: Reading, index: number, vocabulary: Vocabulary): Said | undefined => {
  const { text: name } = reading.tokens[index]!;
  if (vocabulary.commands.has(name) || engineEvents.has(name) || name === '') return undefined;
  const own = reading.tokens.some(
    (token, at) => token.kind === 'string' && token.text === name && at !== index && meaningAt(reading, at, vocabulary)?.kind === 'event',
  );
  const hint = own ? undefined : suggest(name, vocabulary.commands.keys());
  return hint?.startsWith('Did you mean') ? warning(`No command is called ${name}.`, hint) : undefined;
};

const isHandler = (reading: Reading, index: number): boolean => reading.framesAt(index)[0]?.callee === 'on';

/** In the order of the text. */
export const checkNames = (code: string, dialect: Dialect, vocabulary: Vocabulary): NameProblem[] => {
  const reading = new Reading(code, dialect, (name) => vocabulary.components.has(name));
  const problems: NameProblem[] = absentModules(reading).map(({ token, said }) => ({ start: token.start, end: token.end, ...said }));
  for (const [index, token] of reading.tokens.entries()) {
    const meaning = meaningAt(reading, index, vocabulary);
    if (meaning === undefined) continue;
    const said =
      meaning.kind === 'name'
        ? absentName(reading, index)
        : meaning.kind === 'event'
          ? isHandler(reading, index)
            ? doubtfulEvent(reading, index, vocabulary)
            : undefined
          : unknownWord(meaning, vocabulary, dialect);
    // A text that is put together is nobody's name.
    const isPart = token.kind === 'string' && /^(?:\.\.|\+|%|\.)$/.test(reading.tokens[index + 1]?.text ?? '');
    if (said !== undefined && !isPart && !token.open) problems.push({ start: token.from, end: token.to, ...said });
  }
  for (const { from, to, text } of moneyInDoubles(reading.tokens))
    problems.push({
      start: from,
      end: to,
      ...warning(
        `${text} is reckoned in doubles: money loses cents that way.`,
        "Keep it in a decimal: decimal('100000') * decimal('1.01').",
      ),
    });
  return problems.toSorted((a, b) => a.start - b.start || a.end - b.end);
};
