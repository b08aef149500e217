/** What a host makes of the busy scripts, of the hostile corpora and of recursion without end: the same everywhere. Runs in any host. */
import { openScripting } from '../host.ts';
import type { ScriptingWasm } from '../runtime.ts';
import type { ScriptReport } from '../trial.ts';
import { busyLua, busyPython, straight, type Trace } from './busy.ts';
import { runHostile } from './hostile.ts';
import { recursionScripts } from './recursions.ts';

export const EVIDENCE_TICKS = 150;

export interface Evidence {
  engineId: string;
  busy: Record<string, Trace>;
  hostile: Record<string, ScriptReport>;
  recursions: Record<string, ScriptReport>;
}

export interface EvidenceJob {
  wasm: ScriptingWasm;
  /** Hostile scripts by file name. */
  corpus: Readonly<Record<string, string>>;
}

export const gatherEvidence = async ({ wasm, corpus }: EvidenceJob): Promise<Evidence> => {
  const host = await openScripting({ wasm });
  return {
    engineId: host.identity(['x.js', 'x.lua', 'x.py']),
    busy: {
      js: straight(host, EVIDENCE_TICKS),
      lua: straight(host, EVIDENCE_TICKS, { path: 'scripts/test.lua', code: busyLua }),
      py: straight(host, EVIDENCE_TICKS, { path: 'scripts/test.py', code: busyPython }),
    },
    hostile: Object.fromEntries(Object.entries(corpus).map(([name, source]) => [name, runHostile(host, name, source)])),
    recursions: Object.fromEntries(Object.entries(recursionScripts).map(([name, { path, code }]) => [name, runHostile(host, path, code)])),
  };
};
