/** Entry of the bundle that a browser's worker runs: the same corpus and the same run as in Node. */
import { openScripting } from '../host.ts';
import type { ScriptingWasm } from '../runtime.ts';
import type { ScriptHost } from '../world.ts';
import { busyLua, busyPython, straight, type Trace } from './busy.ts';
import { runHostile } from './hostile.ts';
import type { ScriptReport } from '../trial.ts';
import { recursions, recursionsLua } from './recursions.ts';

export interface Evidence {
  engineId: string;
  busy: Record<string, Trace>;
  hostile: Record<string, ScriptReport>;
  recursions: Record<string, ScriptReport>;
}

/** What this host makes of the busy scripts and of the corpora. */
export const gatherEvidence = (host: ScriptHost, corpus: Readonly<Record<string, string>>): Evidence => ({
  engineId: host.identity(['x.js', 'x.lua', 'x.py']),
  busy: {
    js: straight(host, 36),
    lua: straight(host, 36, { path: 'scripts/test.lua', code: busyLua }),
    py: straight(host, 36, { path: 'scripts/test.py', code: busyPython }),
  },
  hostile: Object.fromEntries(Object.entries(corpus).map(([name, source]) => [name, runHostile(host, name, source)])),
  recursions: Object.fromEntries([
    ...Object.entries(recursions).map(([name, body]) => [name, runHostile(host, 'recursion.js', `function onTick() { ${body} }`)] as const),
    ...Object.entries(recursionsLua).map(
      ([name, body]) => [name, runHostile(host, 'recursion.lua', `function onTick() ${body} end`)] as const,
    ),
  ]),
});

interface Scope {
  addEventListener?(type: 'message', listener: (event: { data: { wasm: ScriptingWasm; corpus: Record<string, string> } }) => void): void;
  postMessage?(message: unknown): void;
}

const scope = globalThis as unknown as Scope;
if (typeof scope.postMessage === 'function') {
  scope.addEventListener?.('message', ({ data: { wasm, corpus } }) => {
    openScripting({ wasm }).then(
      (host) => scope.postMessage!(gatherEvidence(host, corpus)),
      (error: unknown) => scope.postMessage!({ error: String(error) }),
    );
  });
}
