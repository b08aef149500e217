/** Functions that are meant as hooks and are none: another way of writing, or out of the engine's sight. */
import type { Dialect } from './dialect.ts';
import { tokensOf, type Token } from './tokens.ts';
import type { NameProblem } from './check.ts';

/** Ways of writing, small and without underscores, and the hook that each means. */
const HOOKS: ReadonlyMap<string, string> = new Map([
  ['ontick', 'onTick'],
  ['start', 'start'],
  ['onstart', 'start'],
]);
const hookLike = (name: string): string | undefined => HOOKS.get(name.replaceAll('_', '').toLowerCase());
const isHook = (name: string): boolean => name === 'start' || name === 'onTick' || name === 'on_tick';
const asWritten = (hook: string, { language }: Dialect): string => (language === 'python' && hook === 'onTick' ? 'on_tick' : hook);

const inFirstColumn = (code: string, { start }: Token): boolean => start === 0 || code[start - 1] === '\n';

/** What its decorator does with it is not for us to say. */
const isDecorated = (tokens: readonly Token[], at: number): boolean => {
  const line = tokens.findLast(({ first }, index) => first && index < at);
  return line?.text === '@';
};

const before = new Set(['local', 'export', 'default', 'async', 'const', 'let', 'var']);

/** What is called so by a definition that begins at a token: `function start`, `def start`, `start = function`, `const start = (`. */
const nameOfFunction = (tokens: readonly Token[], from: number): Token | undefined => {
  let at = from;
  while (before.has(tokens[at]?.text ?? '')) at++;
  const [word, next, value] = [0, 1, 2].map((more) => tokens[at + more]?.text ?? '');
  if (word === 'function' || word === 'def') return tokens[next === '*' ? at + 2 : at + 1];
  return next === '=' && ['function', 'lambda', 'async', '('].includes(value!) ? tokens[at] : undefined;
};

/** In the order of the text: functions at its top that nothing calls, neither the script nor the engine. */
export const strayHooks = (code: string, dialect: Dialect): NameProblem[] => {
  const tokens = tokensOf(code, dialect).list;
  const uses = (name: string): number => tokens.filter(({ kind, text }) => kind !== 'sign' && text === name).length;
  const found: NameProblem[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== 'name' || !inFirstColumn(code, token)) continue;
    const isLocal = dialect.language === 'lua' && token.text === 'local';
    const name = nameOfFunction(tokens, i);
    const hook = name && hookLike(name.text);
    if (name === undefined || hook === undefined || uses(name.text) > 1 || isDecorated(tokens, i)) continue;
    const { start, end, text } = name;
    const hidden = `${text}() is local: the engine does not see it, and never calls it.`;
    const misspelt = `Nothing calls ${text}(): the engine calls ${asWritten(hook, dialect)}().`;
    if (!isHook(text)) found.push({ start, end, severity: 'warning', message: misspelt, hint: `Call it ${asWritten(hook, dialect)}.` });
    else if (isLocal) found.push({ start, end, severity: 'warning', message: hidden, hint: 'Leave out local.' });
  }
  return found;
};
