import { compactText } from '../../i18n/formats.ts';
import type { Run } from '../../editor/index.ts';

export interface MeterRow {
  readonly id: string;
  readonly script: string;
  readonly hook: string;
  /** In the shown tick. */
  readonly now: number;
  /** Over the ticks computed. */
  readonly mean: number;
  readonly most: number;
  /** The first tick that cost most. */
  readonly at: number;
}

/** What each script and hook of a run costs, the costliest first. */
export function rowsOf({ costs, tick: ticks }: Pick<Run, 'costs' | 'tick'>, shown: number): MeterRow[] {
  return costs
    .map(({ script, hook, fuel }) => {
      const most = fuel.reduce((highest, one) => Math.max(highest, one), 0);
      return {
        id: `${hook} ${script}`,
        script,
        hook,
        now: fuel[shown - 1] ?? 0,
        mean: ticks === 0 ? 0 : fuel.reduce((sum, one) => sum + one, 0) / ticks,
        most,
        at: fuel.indexOf(most) + 1,
      };
    })
    .toSorted((a, b) => b.most - a.most || (a.id < b.id ? -1 : 1));
}

export interface Bar {
  /** The tick that is highest among those that the bar stands for. */
  readonly tick: number;
  readonly fuel: number;
  /** Parts of the whole by row, in the order of `ids`. */
  readonly parts: readonly number[];
}

/** Bars over the ticks of a run, at most `width` of them: each shows the costliest tick of its stretch, so that no peak is lost. */
export function barsOf({ costs, tick: ticks }: Pick<Run, 'costs' | 'tick'>, ids: readonly string[], width: number): Bar[] {
  const ordered = ids.map((id) => costs.find(({ script, hook }) => `${hook} ${script}` === id)?.fuel ?? []);
  const stretch = Math.max(1, Math.ceil(ticks / width));
  const bars: Bar[] = [];
  for (let from = 0; from < ticks; from += stretch) {
    let highest: Bar | undefined;
    for (let at = from; at < Math.min(ticks, from + stretch); at += 1) {
      const parts = ordered.map((fuel) => fuel[at] ?? 0);
      const fuel = parts.reduce((sum, one) => sum + one, 0);
      if (!highest || fuel > highest.fuel) highest = { tick: at + 1, fuel, parts };
    }
    bars.push(highest!);
  }
  return bars;
}

/** "12.4K" */
export const fuelText = (fuel: number): string => compactText(fuel, { maximumSignificantDigits: 3 });

/** "0.4%", "12%" */
export const shareText = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
