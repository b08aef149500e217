import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import { figureText } from '../../../engine/model/figure.ts';

/** Figures as a table under what the level calls them. Outcomes before readings: money first, then what one wants high or low, then the rest. */
export function figureLines(kpis: Readonly<Record<string, string | number>>, specs: CompiledLevel['kpis']): string[] {
  const width = Math.max(0, ...Object.keys(kpis).map((name) => (specs[name]?.label ?? name).length));
  const rank = (name: string): number => (specs[name]?.kind === 'decimal' ? 0 : specs[name]?.better !== undefined ? 1 : 2);
  return Object.entries(kpis)
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .map(([name, value]) => {
      const { label = name, unit } = specs[name] ?? {};
      return `  ${label.padEnd(width + 2)}${figureText(value, unit)}`;
    });
}
