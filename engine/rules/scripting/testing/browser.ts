/** Entry of the bundle that a browser's worker runs: the same evidence as in Node. */
import { gatherEvidence, type EvidenceJob } from './evidence.ts';

interface Scope {
  addEventListener(type: 'message', listener: (event: { data: EvidenceJob }) => void): void;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as Scope;
scope.addEventListener('message', ({ data }) => {
  gatherEvidence(data).then(
    (evidence) => scope.postMessage(evidence),
    (error: unknown) => scope.postMessage({ error: String(error) }),
  );
});
