/** What a metric math expression comes to for one period; undefined where a metric that it needs has no data then. */
export type Expression = (valueOf: (id: string) => number | undefined) => number | undefined;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z]\w*)|(<=|>=|==|!=|[-+*/<>(),]))/y;

type Operator = (left: number, right: number) => number;
const comparisons: Readonly<Record<string, Operator>> = {
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
};
const sums: Readonly<Record<string, Operator>> = { '+': (a, b) => a + b, '-': (a, b) => a - b };
const products: Readonly<Record<string, Operator>> = { '*': (a, b) => a * b, '/': (a, b) => a / b };

/**
 * Metric math as far as it goes here: numbers, ids of metrics, `+ - * /`, comparisons, brackets, and `IF(condition, then, else)`.
 * @throws Error naming the expression where there is more in it
 */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text);
  let at = 0;
  const refuse = (): never => {
    throw new Error(`Metric math ${JSON.stringify(text)} is more than is evaluated here.`);
  };
  const take = (wanted: string): void => void (tokens[at] === wanted ? (at += 1) : refuse());

  /** Both sides of an operator of one rank, from the left. */
  const ranked = (operators: Readonly<Record<string, Operator>>, inner: () => Expression) => (): Expression => {
    let left = inner();
    while (Object.hasOwn(operators, tokens[at] ?? '')) {
      const operator = operators[tokens[at]!]!;
      at += 1;
      left = both(operator, left, inner());
    }
    return left;
  };
  function atom(): Expression {
    const token = tokens[at] ?? refuse();
    at += 1;
    if (token === '(') {
      const inner = comparison();
      take(')');
      return inner;
    }
    if (/^\d/.test(token)) return () => Number(token);
    if (!/^[A-Za-z]/.test(token)) return refuse();
    if (tokens[at] !== '(') return (valueOf) => valueOf(token);
    if (token !== 'IF') return refuse();
    take('(');
    const condition = comparison();
    take(',');
    const then = comparison();
    take(',');
    const otherwise = comparison();
    take(')');
    return (valueOf) => {
      const holds = condition(valueOf);
      return holds === undefined ? undefined : (holds === 0 ? otherwise : then)(valueOf);
    };
  }
  const comparison = ranked(comparisons, ranked(sums, ranked(products, atom)));
  const whole = comparison();
  return at === tokens.length ? whole : refuse();
}

const both =
  (operator: Operator, left: Expression, right: Expression): Expression =>
  (valueOf) => {
    const [a, b] = [left(valueOf), right(valueOf)];
    if (a === undefined || b === undefined) return undefined;
    const value = operator(a, b);
    return Number.isFinite(value) ? value : undefined;
  };

/** What cannot be a token becomes one that nothing takes. */
function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) return [...tokens, text.slice(from)];
    tokens.push(found[0].trim());
  }
  return tokens;
}
