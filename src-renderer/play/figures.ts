import { figureText, isMoney } from '../../engine/model/figure.ts';
import type { PlayerLevel } from '../../engine/net/protocol/index.ts';
import type { PlayState } from './session-client.ts';

type ChartKind = PlayerLevel['charts'][number]['kind'];

export interface ChartFigures {
  lines: { id: string; points: { tick: number; value: number }[]; now: number | undefined }[];
  /** What the vertical axis reaches from and to; zero is always in it. */
  low: number;
  high: number;
  /** The ticks that the horizontal axis reaches from and to. */
  from: number;
  to: number;
}

/** @returns the smallest of 1, 2, 2.5 and 5 times a power of ten that is not below `value`, so that an axis ends at a round number */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 2.5, 5, 10].find((step) => step * power >= value * (1 - 1e-9)) ?? 10;
  return factor * power;
}

const edge = (value: number): number => (value === 0 ? 0 : Math.sign(value) * roundUp(Math.abs(value)));

/**
 * What there is to draw of these KPIs; undefined while that is less than two points. As in Studio the areas of several KPIs stand on each other.
 */
export function chartOf(kpis: readonly string[], series: PlayState['series'], kind: ChartKind = 'line'): ChartFigures | undefined {
  const below = new Map<number, number>();
  const lines = kpis.map((id) => {
    const points = series.flatMap(({ tick, kpis: at }) => {
      const value = Number(at[id] ?? Number.NaN);
      return Number.isFinite(value) ? [{ tick, value }] : [];
    });
    const now = points.at(-1)?.value;
    if (kind !== 'area') return { id, points, now };
    for (const { tick, value } of points) below.set(tick, value + (below.get(tick) ?? 0));
    return { id, points: points.map(({ tick }) => ({ tick, value: below.get(tick)! })), now };
  });
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  const ticks = lines.flatMap(({ points }) => points.map(({ tick }) => tick));
  const [from, to] = [Math.min(...ticks), Math.max(...ticks)];
  if (from >= to) return undefined;
  const low = edge(Math.min(0, ...values));
  const high = edge(Math.max(0, ...values));
  return { lines, low, high: high === low ? low + 1 : high, from, to };
}

/** A number of a chart. Money shows what it is; the unit of anything else stands once, at the title. */
export const inUnit = (value: number | undefined, unit: string | undefined): string =>
  value === undefined ? '–' : figureText(value, isMoney(unit) ? unit : undefined);
