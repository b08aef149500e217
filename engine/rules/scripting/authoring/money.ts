/** Money that is reckoned in doubles: right to the eye, and off by cents after a year of ticks. */
import type { Token } from './tokens.ts';

/** Words that people use for amounts of money. */
const amounts = new Set(
  'balance budget capital cash cost costs debt deposit dividend earnings expense expenses fee fees income interest loan margin money payroll price prices profit revenue salary spend tax turnover wage wages wealth'.split(
    ' ',
  ),
);

/** `unit_price`, `cashFlow`, `Cost2`: the words that a name is made of. */
const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

const isAmount = ({ kind, text }: Token): boolean =>
  (kind === 'name' || kind === 'string') && wordsOf(text).some((word) => amounts.has(word));
const isFraction = (token: Token | undefined): boolean => token?.kind === 'number' && /^\d*\.\d/.test(token.text);

const operators = new Set(['+', '-', '*', '/']);

/**
 * Names of money that stand in a calculation with a fraction: `cash *= 1.01`, `row['price'] * 0.5`, `0.19 * cost`. Decimals refuse to be
 * reckoned with doubles, so none of these is one.
 */
export function* moneyInDoubles(tokens: readonly Token[]): Generator<Token> {
  for (const [index, token] of tokens.entries()) {
    if (!isAmount(token)) continue;
    const closes = token.kind === 'string' && tokens[index + 1]?.text === ']' ? 1 : 0;
    if (token.kind === 'string' && closes === 0) continue;
    let at = index + 1 + closes;
    const operator = tokens[at]?.text ?? '';
    const isOperator = operators.has(operator) || (operator.endsWith('=') && operators.has(operator.slice(0, -1)));
    if (isOperator && operator.length === 1 && tokens[at + 1]?.text === '=') at += 1;
    const begins = beginOf(tokens, index);
    if ((isOperator && isFraction(tokens[at + 1])) || (operators.has(tokens[begins - 1]?.text ?? '') && isFraction(tokens[begins - 2])))
      yield token;
  }
}

/** Where the name begins that a token is the last part of: `row.Stage.cost`, `portfolio['cash']`. */
function beginOf(tokens: readonly Token[], index: number): number {
  let at = index;
  for (;;) {
    if (tokens[at]!.kind === 'string' && tokens[at - 1]?.text === '[' && tokens[at - 2]?.kind === 'name') at -= 2;
    else if (tokens[at - 1]?.text === '.' && tokens[at - 2]?.kind === 'name') at -= 2;
    else return at;
  }
}
