import type { Pulse, Spending } from '../../ports/index.ts';
import { costPerHour, hourKindOf, noSpending, noUsage, sum } from '../metering/index.ts';

/** How often HEAD gets a new pulse, and how often the metrics get a line, ms. */
export const pulseEvery = 1_000;
export const metricsEvery = 10_000;
/** A pulse looks back for at least this long, ms: two slices say little. */
const leastSpan = 2_000;
const mostFrames = 1_024;

/** What a slice came to. */
export interface SliceSample {
  /** When it began to run and when its players were told, ms. */
  readonly began: number;
  readonly ended: number;
  readonly ticks: number;
  /** Ticks per second of the world; 0 in turns. */
  readonly hz: number;
  /** How long after its time it began, ms. */
  readonly behind: number;
  readonly commands: number;
  readonly listeners: number;
  readonly fuel: number;
}

/** What a stretch of a session's life came to. */
export interface Reading {
  readonly from: number;
  readonly to: number;
  /** Time of each tick, ms. */
  readonly frames: readonly number[];
  /** Time of each slice, ms. */
  readonly sliceMs: readonly number[];
  readonly ticks: number;
  /** From the beginning of its first slice to that of its last. */
  readonly pace: { readonly ticks: number; readonly ms: number };
  readonly lateSlices: number;
  readonly lateTicks: number;
  /** Of a tick, ms on average; undefined where the engine build does not measure. */
  readonly thinkMs: number | undefined;
  readonly scriptMs: number | undefined;
  readonly physicsMs: number | undefined;
  readonly commands: number;
  readonly listeners: number;
  readonly fuel: number;
  readonly spent: Spending;
  readonly hz: number;
}

const measured = ['behaviour', 'scripts', 'physics'] as const;

/**
 * Counts what a session's slices take, by the host's clock, beside its world and never in it. It costs a few additions per tick over numbers
 * that the breaker is given anyway; sorting and writing wait for the second and for the line of metrics.
 */
export class Gauge {
  #now: Mutable;
  #before: Reading | undefined;
  #told: number;

  constructor(now: number) {
    this.#now = empty(now);
    this.#told = now;
  }

  /** Notes a tick: what each system took. */
  tick(times: readonly { readonly system: string; readonly ms: number }[]): void {
    if (times.length === 0) return;
    const { frames, systems } = this.#now;
    let whole = 0;
    for (const { system, ms } of times) {
      whole += ms;
      const known = systems.get(system);
      if (known !== undefined) systems.set(system, known + ms);
    }
    if (frames.length < mostFrames) frames.push(whole);
    this.#now.measuredTicks += 1;
  }

  slice({ began, ended, ticks, hz, behind, commands, listeners, fuel }: SliceSample): void {
    const now = this.#now;
    const stoodFor = hz > 0 ? (ticks * 1000) / hz : Infinity;
    if (now.sliceMs.length === 0) now.first = began;
    else now.pace = { ticks: now.ticks, ms: began - now.first };
    now.sliceMs.push(ended - began);
    now.ticks += ticks;
    if (ticks > 0 && ended - began > stoodFor) now.lateSlices += 1;
    if (hz > 0 && behind * hz > 1000) now.lateTicks += ticks;
    now.commands += commands;
    now.listeners = listeners;
    now.fuel += fuel;
    now.hz = hz;
    now.to = ended;
  }

  spent(spending: Spending): void {
    this.#now.spent = sum(noSpending, this.#now.spent, spending);
  }

  /** For HEAD, once a second; undefined in between. */
  pulse(now: number): Pulse | undefined {
    if (now - this.#told < pulseEvery) return undefined;
    const reading = this.#now.to - this.#now.from >= leastSpan || this.#before === undefined ? this.#now : this.#before;
    if (reading.sliceMs.length === 0) return undefined;
    this.#told = now;
    const { from, to, pace, hz: due, sliceMs, lateSlices, commands, listeners, spent } = reading;
    const span = Math.max(1, to - from);
    const frames = reading.frames.toSorted((a, b) => a - b);
    const perHour = costPerHour(sum(noUsage, spent, { ticks: reading.ticks }), spent.taskMs > 0 ? 'clock' : hourKindOf({ hz: due }));
    return {
      at: now,
      span,
      hz: pace.ms > 0 ? rounded((pace.ticks * 1000) / pace.ms) : 0,
      due,
      p50: rounded(quantile(frames, 0.5)),
      p99: rounded(quantile(frames, 0.99)),
      slices: sliceMs.length,
      late: lateSlices,
      commands,
      listeners,
      pushed: spent.bytes,
      ...(perHour !== undefined && { perHour }),
    };
  }

  /** What came since the last line of metrics, once in ten seconds or when `last`; undefined in between, and when nothing came. */
  drain(now: number, last = false): Reading | undefined {
    if (this.#now.sliceMs.length === 0 || (!last && now - this.#now.from < metricsEvery)) return undefined;
    const { systems, measuredTicks, first: _first, ...rest } = this.#now;
    const mean = (system: string): number | undefined => (measuredTicks === 0 ? undefined : (systems.get(system) ?? 0) / measuredTicks);
    const reading = { ...rest, thinkMs: mean('behaviour'), scriptMs: mean('scripts'), physicsMs: mean('physics') };
    this.#before = reading;
    this.#now = empty(now);
    return reading;
  }
}

interface Mutable {
  from: number;
  to: number;
  frames: number[];
  sliceMs: number[];
  ticks: number;
  first: number;
  pace: Reading['pace'];
  measuredTicks: number;
  lateSlices: number;
  lateTicks: number;
  systems: Map<string, number>;
  commands: number;
  listeners: number;
  fuel: number;
  spent: Spending;
  hz: number;
}

const empty = (now: number): Mutable => ({
  from: now,
  to: now,
  frames: [],
  sliceMs: [],
  ticks: 0,
  first: now,
  pace: { ticks: 0, ms: 0 },
  measuredTicks: 0,
  lateSlices: 0,
  lateTicks: 0,
  systems: new Map(measured.map((system) => [system, 0])),
  commands: 0,
  listeners: 0,
  fuel: 0,
  spent: noSpending,
  hz: 0,
});

/** The value below which this part of the sorted numbers lies; 0 of none. */
export const quantile = (sorted: readonly number[], part: number): number =>
  sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)]!;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
