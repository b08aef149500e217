/** What is wrong with a script before it runs: what its language does not take, and names that its level does not have. */
import { LedgerError } from '../../kernel/error.ts';
import type { Problem } from '../../model/problem.ts';
import { checkNames, dialectOf, strayHooks, vocabularyOf, type Dialect, type VocabularyInput } from './authoring/index.ts';
import { pythonSyntax } from './authoring/syntax.ts';
import { tokensOf } from './authoring/tokens.ts';
import { placeOf } from './description.ts';
import type { Fault, Script, ScriptHost } from './world.ts';

const UNPARSED = 'SyntaxError: ';

/** Loads a script only to see whether its language takes it: that is found out before anything of it runs. */
const syntaxFault = (host: ScriptHost, script: Script): Fault | undefined => {
  const loaded = host.load(script, { seed: 1, params: {}, tables: {}, components: new Map() });
  if (loaded.ok) {
    loaded.instance.dispose();
    return undefined;
  }
  const { fault } = loaded;
  // The compiler of Python finds some of it late, as an error.
  return fault.code === 'SYNTAX' || (script.path.endsWith('.py') && fault.message.startsWith(UNPARSED)) ? fault : undefined;
};

/** Lua names the word at which it stopped and its line. Of several such words it is the first that the text up to it does not survive. */
const luaColumn = (host: ScriptHost, { path, code }: Script, { line = 1, message }: Fault, dialect: Dialect): number | undefined => {
  const word = / near '([^]*)'$/.exec(message)?.[1];
  if (word === undefined) return undefined;
  const isWord = (start: number): boolean =>
    code.startsWith(word, start) && !/^\w\w/.test(code.slice(start + word.length - 1, start + word.length + 1));
  const places = tokensOf(code, dialect)
    .list.map(({ start }) => start)
    .filter((start) => placeOf(code, start).line === line && isWord(start));
  const stops = (start: number): boolean => {
    const fault = syntaxFault(host, { path, code: code.slice(0, start + word.length) });
    return fault !== undefined && !fault.message.endsWith('near <eof>');
  };
  const place = places.length < 2 ? places[0] : places.find(stops);
  return place === undefined ? undefined : placeOf(code, place).column;
};

const syntaxProblem = (host: ScriptHost, script: Script, dialect: Dialect): Problem | undefined => {
  const fault = syntaxFault(host, script);
  if (fault === undefined) return undefined;
  const { message, line = 1, hint } = fault;
  const said = message.replace(UNPARSED, '');
  const found = { severity: 'error', code: 'script-syntax', file: script.path, hint, line } as const;
  if (dialect.language === 'python') {
    const told = pythonSyntax(script.code, line);
    return { ...found, ...told, message: said === message ? message : `This is no Python: ${said}.`, hint: told.hint ?? hint };
  }
  if (said === message) return { ...found, message, column: fault.column };
  if (dialect.language === 'javascript') return { ...found, message: `This is no JavaScript: ${said}.`, column: fault.column };
  return { ...found, message: `This is no Lua: ${said}.`, column: luaColumn(host, script, fault, dialect) ?? 1 };
};

/** Errors for what does not parse, warnings for names that nobody has, as that line may never run, and for hooks that nobody calls. */
export const checkScript = (host: ScriptHost, script: Script, words: VocabularyInput): Problem[] => {
  const dialect = dialectOf(script.path);
  // What TypeScript does not take is said where its types are stripped.
  if (!script.path.endsWith('.ts')) {
    try {
      const problem = syntaxProblem(host, script, dialect);
      if (problem) return [problem];
    } catch (error) {
      // An engine without this language says so where a world begins.
      if (!(error instanceof LedgerError)) throw error;
    }
  }
  // What is wrong with names in JavaScript is the language service's to say.
  const names = dialect.language === 'javascript' ? [] : checkNames(script.code, dialect, vocabularyOf(words));
  const warning = { severity: 'warning', file: script.path } as const;
  return [
    ...names.map(({ start, message, hint }) => ({ ...warning, code: 'script-name', message, hint, ...placeOf(script.code, start) })),
    ...strayHooks(script.code, dialect).map(({ start, message, hint }) => ({
      ...warning,
      code: 'script-hook',
      message,
      hint,
      ...placeOf(script.code, start),
    })),
  ];
};
