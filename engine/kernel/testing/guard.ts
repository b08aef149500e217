/**
 * Functions whose results differ between hosts, or that read the host's clock or chance. Lint bans their names in the engine; this guard
 * catches what lint cannot see (`const M = Math; M.tan(x)`) while a tick runs under test.
 */
const MATH = [
  'acos',
  'acosh',
  'asin',
  'asinh',
  'atan',
  'atan2',
  'atanh',
  'cbrt',
  'cos',
  'cosh',
  'exp',
  'expm1',
  'hypot',
  'log',
  'log10',
  'log1p',
  'log2',
  'pow',
  'random',
  'sin',
  'sinh',
  'tan',
  'tanh',
] as const;

const refused = (name: string) => (): never => {
  throw new Error(`${name} was called inside a tick; use engine/kernel/math, the world's tick or its random streams.`);
};

/** The files of the innermost calls. Reading a whole stack through source maps would cost more than the tick. */
const callers = (): string => {
  const restore = [
    replace(Error, 'stackTraceLimit', 4),
    replace(Error, 'prepareStackTrace', (_error: Error, sites: NodeJS.CallSite[]) => sites.map((site) => site.getFileName()).join(' ')),
  ];
  try {
    return String(new Error('who asks').stack);
  } finally {
    for (const undo of restore) undo();
  }
};

/** Rapier times its own pipeline and keeps the result to itself: it gets a clock that stands still. Whoever else asks is refused. */
const now = (): number => (callers().includes('rapier3d-deterministic-compat') ? 0 : refused('performance.now')());

type Host = Record<string, unknown>;

/** Replaces own properties and gives back what puts them back. */
const replace = (host: object, name: string, value: unknown): (() => void) => {
  const before = Object.getOwnPropertyDescriptor(host, name);
  if (!before) return () => undefined;
  Object.defineProperty(host, name, { ...before, value });
  return () => Object.defineProperty(host, name, before);
};

/** Runs `act` with every banned function of Math, Date, performance and crypto throwing, and puts them back whatever happens. */
export const withoutHostMath = <T>(act: () => T): T => {
  const world = globalThis as unknown as Host;
  const noDate = class {
    constructor() {
      refused('new Date')();
    }
    static now = refused('Date.now');
    static parse = refused('Date.parse');
    static UTC = refused('Date.UTC');
  };
  const restore = [
    ...MATH.map((name) => replace(Math, name, refused(`Math.${name}`))),
    replace(world, 'Date', noDate),
    ...(['setTimeout', 'setInterval', 'queueMicrotask', 'fetch'] as const).map((name) => replace(world, name, refused(name))),
    ...(typeof performance === 'object' ? [replace(Object.getPrototypeOf(performance) as object, 'now', now)] : []),
    ...(['localeCompare', 'toLocaleLowerCase', 'toLocaleUpperCase'] as const).map((name) =>
      replace(String.prototype, name, refused(`String.${name}`)),
    ),
  ];
  try {
    return act();
  } finally {
    for (const undo of restore) undo();
  }
};
