import { cpus, totalmem } from 'node:os';

/** One figure beside the figure it is judged against. */
export interface Row {
  /** What is compared with whom: "ecs packed_5 vs bitecs". */
  name: string;
  ours: number;
  peer: number;
  /** ours / peer. */
  ratio: number;
  unit: string;
  /** The peer's package and version; "target" where the peer is a figure that we set ourselves. */
  peerName: string;
  better: 'higher' | 'lower';
  /** What was done, so that nobody compares different work: counts and checksums of both sides. */
  work?: { ours: string; peer: string };
}

export interface Area {
  readonly name: string;
  run(): Promise<Row[]>;
}

export interface Report {
  area: string;
  machine: string;
  rows: Row[];
}

export const machine = (): string => {
  const all = cpus();
  return `${all.length} x ${all[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, node ${process.version}`;
};

export const row = (r: Omit<Row, 'ratio'>): Row => ({ ...r, ours: round(r.ours), peer: round(r.peer), ratio: round(r.ours / r.peer) });

/** A figure beside a bound of our own. */
export const against = (name: string, ours: number, target: number, unit = 'ms', work?: string): Row =>
  row({
    name,
    ours,
    peer: target,
    unit,
    peerName: 'target',
    better: 'lower',
    ...(work !== undefined && { work: { ours: work, peer: '–' } }),
  });

const round = (x: number): number => (x === 0 || !Number.isFinite(x) ? x : Number(x.toPrecision(4)));

/** CPU time of this thread in microseconds: other processes on the machine do not count. */
const cpu = (): number => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};

/** How long one sample takes; the test of the document's shape makes it short, and its figures mean nothing. */
const sampleMicros = Number(process.env['LEDGERQUEST_BENCH_SAMPLE_MICROS'] ?? 200_000);

/** How long a sample takes beside what it takes when its figures mean something. */
export const sampleShare = sampleMicros / 200_000;

/** Milliseconds of processor time of this thread so far. */
export const cpuMillis = (): number => cpu() / 1000;

/** Runs `step` for at least `micros` of CPU time and returns steps per second. */
const rate = (step: () => void, micros: number): number => {
  let steps = 0;
  let batch = 1;
  const start = cpu();
  for (;;) {
    for (let i = 0; i < batch; i++) step();
    steps += batch;
    const spent = cpu() - start;
    if (spent >= micros) return (steps / spent) * 1e6;
    batch *= 2;
  }
};

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

interface Pair {
  ours: number;
  peer: number;
}

/** Steps per second of two ways of doing one thing: warmed alike, five pairs in alternating order, the median pair by ratio. */
export const compare = (ours: () => void, peer: () => void): Pair => {
  for (let i = 0; i < 2; i++) {
    rate(ours, sampleMicros / 2);
    rate(peer, sampleMicros / 2);
  }
  const pairs = Array.from({ length: 5 }, (_, i) => {
    if (i % 2 === 0) {
      const first = rate(ours, sampleMicros);
      return { ours: first, peer: rate(peer, sampleMicros) };
    }
    const first = rate(peer, sampleMicros);
    return { ours: rate(ours, sampleMicros), peer: first };
  });
  const middle = median(pairs.map((pair) => pair.ours / pair.peer));
  return pairs.find((pair) => pair.ours / pair.peer === middle)!;
};

const ROUNDS = 40;
const MAKES = 5;

/**
 * As `compare`, for ratios near one: many short samples, turn by turn, too short for the clock of the processor, so that both sides meet the same
 * machine. Of each side the lower quartile of times counts: what comes between only ever slows. Where code and memory happen to lie makes as
 * much of a difference as what is measured: both sides are made anew five times, and the median of the five counts.
 */
export const contrast = async (make: () => Promise<readonly [ours: () => void, peer: () => void]>): Promise<Pair> => {
  const pairs: Pair[] = [];
  for (let i = 0; i < MAKES; i++) pairs.push(contrastOnce(...(await make())));
  const middle = median(pairs.map((pair) => pair.ours / pair.peer));
  return pairs.find((pair) => pair.ours / pair.peer === middle)!;
};

const contrastOnce = (ours: () => void, peer: () => void): Pair => {
  for (const step of [ours, peer, ours, peer]) rate(step, sampleMicros / 2);
  const sides = [ours, peer].map((step) => ({ step, times: [] as number[] }));
  for (let i = 0; i < ROUNDS; i++) {
    for (const { step, times } of i % 2 === 0 ? sides : sides.toReversed()) times.push(timeOf(step, sampleMicros / 50));
  }
  const [a, b] = sides.map(({ times }) => times.sort((x, y) => x - y)[ROUNDS >> 2]!) as [number, number];
  return { ours: 1e6 / a, peer: 1e6 / b };
};

/** Microseconds of one step by the wall clock. */
const timeOf = (step: () => void, micros: number): number => {
  const start = performance.now();
  for (let steps = 1; ; steps++) {
    step();
    const spent = (performance.now() - start) * 1000;
    if (spent >= micros) return spent / steps;
  }
};

/** Steps per second, the median of five, warmed. */
export const measure = (step: () => void): number => {
  rate(step, sampleMicros / 2);
  return median(Array.from({ length: 5 }, () => rate(step, sampleMicros)));
};
