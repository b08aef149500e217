/** Thousands of scripts that nobody wrote: none may escape, hang, hurt the host, or come out twice in two ways. */
import { chance } from '../../../../kernel/testing/chance.ts';
import { tryScript, type ScriptOutcome, type ScriptReport } from '../../trial.ts';
import type { ScriptHost } from '../../world.ts';
import { hostileCorpus, scriptLanguages, type ScriptLanguage } from '../corpora.ts';
import { crossed, grown, type Language } from './grammar.ts';
import { javascript } from './javascript.ts';
import { lua } from './lua.ts';
import { python } from './python.ts';

/** Fuel to load a fuzzed script, and for each of its calls. */
export const FUZZ_FUEL = 1_000_000;

export interface Finding {
  seed: number;
  language: ScriptLanguage;
  what: 'escape' | 'pollution' | 'broken pool' | 'two outcomes' | 'engine fault' | 'host error';
  detail: string;
}

export type Outcomes = Partial<Record<ScriptOutcome, number>>;

const languages: Readonly<Record<ScriptLanguage, Language>> = { js: javascript, lua, py: python };
const corpora = Object.fromEntries(scriptLanguages.map((language) => [language, Object.values(hostileCorpus(language))])) as Record<
  ScriptLanguage,
  string[]
>;

/** Seeds take the languages in turn. */
export const languageOf = (seed: number): ScriptLanguage => scriptLanguages[seed % scriptLanguages.length]!;

/** The script of a seed. */
export function scriptOf(seed: number, language: ScriptLanguage): string {
  const dice = chance(seed);
  return dice.below(3) === 0 ? crossed(languages[language], corpora[language], dice) : grown(languages[language], dice);
}

/** Tries the script of a seed in two pools that share nothing. */
export function tryFuzzed(
  pools: readonly [ScriptHost, ScriptHost],
  seed: number,
  language: ScriptLanguage = languageOf(seed),
): { outcome: ScriptOutcome; finding?: Finding } {
  const code = scriptOf(seed, language);
  const found = (what: Finding['what'], detail: string): { outcome: ScriptOutcome; finding: Finding } => ({
    outcome: 'engine',
    finding: { seed, language, what, detail: detail.slice(0, 500) },
  });
  const trial = { script: { path: `fuzz.${language}`, code }, ticks: 2, fuel: FUZZ_FUEL, loadFuel: FUZZ_FUEL, watched: [globalThis] };
  let reports: ScriptReport[];
  try {
    reports = pools.map((pool) => tryScript(pool, trial));
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
