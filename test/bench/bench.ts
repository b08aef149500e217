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

const round = (x: number): number => (x === 0 || !Number.isFinite(x) ? x : Number(x.toPrecision(4)));

/** CPU time of this thread in microseconds: other processes on the machine do not count. */
const cpu = (): number => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};

/** How long one sample takes; the test of the document's shape makes it short, and its figures mean nothing. */
const sampleMicros = Number(process.env['LEDGERQUEST_BENCH_SAMPLE_MICROS'] ?? 200_000);

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

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

interface Pair {
  ours: number;
  peer: number;
}

/** Steps per second of two ways of doing one thing: warmed alike, five pairs in alternating order, the median pair by ratio. */
export const compare = (ours: () => void, peer: () => void): Pair => pairs(ours, peer, 5, sampleMicros);

/** As `compare`, for ratios near one: many short pairs, so that both sides of a pair meet the same machine. */
export const contrast = (ours: () => void, peer: () => void): Pair => pairs(ours, peer, 101, sampleMicros / 20);

const pairs = (ours: () => void, peer: () => void, count: number, micros: number): Pair => {
  for (let i = 0; i < 2; i++) {
    rate(ours, sampleMicros / 2);
    rate(peer, sampleMicros / 2);
  }
  const measured = Array.from({ length: count }, (_, i) => {
    if (i % 2 === 0) {
      const first = rate(ours, micros);
      return { ours: first, peer: rate(peer, micros) };
    }
    const first = rate(peer, micros);
    return { ours: rate(ours, micros), peer: first };
  });
  const middle = median(measured.map((pair) => pair.ours / pair.peer));
  return measured.find((pair) => pair.ours / pair.peer === middle)!;
};

/** Steps per second, the median of five, warmed. */
export const measure = (step: () => void): number => {
  rate(step, sampleMicros / 2);
  return median(Array.from({ length: 5 }, () => rate(step, sampleMicros)));
};
