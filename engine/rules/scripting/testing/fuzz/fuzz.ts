/** Thousands of scripts that nobody wrote: none may escape, hang, hurt the host, or come out twice in two ways. */
import { chance } from '../../../../kernel/testing/chance.ts';
import { tryScript, type ScriptOutcome, type ScriptReport } from '../../trial.ts';
import type { ScriptHost } from '../../world.ts';
import { crossed, grown } from './javascript.ts';

/** Fuel for one call of a fuzzed script. */
export const FUZZ_FUEL = 1_000_000;

export interface Finding {
  seed: number;
  what: 'escape' | 'pollution' | 'broken pool' | 'two outcomes' | 'engine fault' | 'host error';
  detail: string;
}

export type Outcomes = Partial<Record<ScriptOutcome, number>>;

/** The script of a seed; `corpus` are the texts of the hostile corpus. */
export function scriptOf(seed: number, corpus: readonly string[]): string {
  const dice = chance(seed);
  return dice.below(3) === 0 ? crossed(corpus, dice) : grown(dice);
}

/** Tries the script of a seed in two pools that share nothing. */
export function tryFuzzed(
  pools: readonly [ScriptHost, ScriptHost],
  seed: number,
  corpus: readonly string[],
): { outcome: ScriptOutcome; finding?: Finding } {
  const code = scriptOf(seed, corpus);
  const found = (what: Finding['what'], detail: string): { outcome: ScriptOutcome; finding: Finding } => ({
    outcome: 'engine',
    finding: { seed, what, detail: detail.slice(0, 500) },
  });
  let reports: ScriptReport[];
  try {
    reports = pools.map((pool) => tryScript(pool, { script: { path: 'fuzz.js', code }, ticks: 2, fuel: FUZZ_FUEL, watched: [globalThis] }));
  } catch (error) {
    return found('host error', String((error as Error).stack));
  }
  const [first, second] = reports as [ScriptReport, ScriptReport];
  if (first.claim?.startsWith('ESCAPED') === true) return found('escape', code);
  if (first.hostPolluted || second.hostPolluted) return found('pollution', code);
  if (!first.recovered || !second.recovered) return found('broken pool', JSON.stringify(first));
  if (first.outcome === 'engine') return found('engine fault', JSON.stringify(first));
  if (JSON.stringify(first) !== JSON.stringify(second)) return found('two outcomes', `${JSON.stringify(first)}\n${JSON.stringify(second)}`);
  return { outcome: first.outcome };
}
