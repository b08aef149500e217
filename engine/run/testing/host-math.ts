/** The guard behind the lint: inside `fn`, whatever differs between hosts throws, by whichever name it is reached. */
const inexact = [
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'atan2',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'exp',
  'expm1',
  'log',
  'log1p',
  'log2',
  'log10',
  'pow',
  'cbrt',
  'hypot',
  'random',
] as const;

export function withoutHostMath<T>(fn: () => T): T {
  const original = Object.fromEntries(inexact.map((name) => [name, Math[name]]));
  const now = Date.now;
  for (const name of inexact) {
    Math[name] = (): never => {
      throw new Error(`Math.${name} was called inside a tick`);
    };
  }
  Date.now = (): never => {
    throw new Error('Date.now was called inside a tick');
  };
  try {
    return fn();
  } finally {
    Object.assign(Math, original);
    Date.now = now;
  }
}
