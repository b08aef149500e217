/** Entry of the bundle that a browser's worker runs: the same corpus and the same run as in Node. */
import { openScripting } from '../host.ts';
import type { ScriptHost } from '../world.ts';
import { straight } from './busy.ts';
import type { Trace } from './busy.ts';
import { runHostile } from './hostile.ts';
import type { ScriptReport } from '../trial.ts';
import { recursions } from './recursions.ts';

export interface Evidence {
  engineId: string;
  busy: Trace;
  hostile: Record<string, ScriptReport>;
  recursions: Record<string, ScriptReport>;
}

/** What this host makes of the busy script and of the corpus. */
export const gatherEvidence = (host: ScriptHost, corpus: Readonly<Record<string, string>>): Evidence => ({
  engineId: host.identity([]),
  busy: straight(host, 36),
  hostile: Object.fromEntries(Object.entries(corpus).map(([name, source]) => [name, runHostile(host, name, source)])),
  recursions: Object.fromEntries(
    Object.entries(recursions).map(([name, body]) => [name, runHostile(host, `${name}.js`, `function onTick() { ${body} }`)]),
  ),
});

interface Scope {
  addEventListener?(type: 'message', listener: (event: { data: { wasm: Uint8Array; corpus: Record<string, string> } }) => void): void;
  postMessage?(message: unknown): void;
}

const scope = globalThis as unknown as Scope;
if (typeof scope.postMessage === 'function') {
  scope.addEventListener?.('message', ({ data: { wasm, corpus } }) => {
    openScripting({ wasm: { quickjs: wasm } }).then(
      (host) => scope.postMessage!(gatherEvidence(host, corpus)),
      (error: unknown) => scope.postMessage!({ error: String(error) }),
    );
  });
}
