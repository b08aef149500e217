/** What the first line of a script of the hostile corpus demands, and whether a trial of it is that. The same code runs in a browser. */
import { tryScript, type ScriptReport } from '../trial.ts';
import type { ScriptHost } from '../world.ts';

/** Three ticks, as long as none faults. */
export const runHostile = (host: ScriptHost, path: string, code: string): ScriptReport =>
  tryScript(host, { script: { path, code }, seed: 11, ticks: 3, watched: [globalThis] });

/** Words of the corpus for outcomes that have another name. */
const words: Readonly<Record<string, string>> = {
  depth: 'stack',
  syntax: 'rejected',
  result: 'error',
  permission: 'error',
  engine: 'error',
};

/** The outcomes that the first line of a corpus file allows: `// MUST: fuel,memory -- why`. */
export const mustOf = (source: string): string[] => {
  const words = /^(?:\/\/|#|--)\s*MUST:\s*([a-z,]+)/.exec(source)?.[1];
  if (words === undefined) throw new Error('A file of the hostile corpus begins with what must happen: // MUST: ...');
  return words.split(',');
};

/** Whether a report (and a second one, from an interpreter that shares nothing with the first) is what the file demands. */
export const isAsDemanded = (must: readonly string[], first: ScriptReport, second: ScriptReport): boolean => {
  if (!first.recovered || first.hostPolluted || first.claim?.startsWith('ESCAPED') === true) return false;
  if (JSON.stringify(first) !== JSON.stringify(second)) return false;
  const outcome = words[first.outcome] ?? first.outcome;
  return must.some(
    (word) => word === outcome || word === 'contained' || word === 'deterministic' || (word === 'error' && outcome === 'rejected'),
  );
};
