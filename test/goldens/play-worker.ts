/** In a module worker: the job comes as a message, what was played goes back. */
import { play, type Job } from './play.ts';

interface WorkerScope {
  onmessage: ((event: { data: Job }) => void) | null;
  postMessage(message: unknown): void;
}
const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data }) => {
  play(data).then(
    (played) => scope.postMessage({ played }),
    (error: unknown) => scope.postMessage({ error: String(error) }),
  );
};
