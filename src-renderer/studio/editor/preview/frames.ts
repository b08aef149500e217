import type { RunId } from '../../../workers/engine/protocol.ts';
import { type Cell, createCell } from '../cell.ts';
import type { EngineHandle } from './engine-handle.ts';
import { type Frame, nextFrame } from './frame.ts';

export interface FramePump {
  readonly frame: Cell<Frame | undefined>;
  /** Shows this tick of this run; when asked again before it came, only the latest counts. */
  show(run: RunId, tick: number): void;
  clear(): void;
}

/** Fetches the shown state from the worker, one request at a time. */
export function createFramePump(engine: EngineHandle, onError: (error: unknown) => void): FramePump {
  const frame = createCell<Frame | undefined>(undefined);
  let wanted: { run: RunId; tick: number } | undefined;
  let busy = false;

  const pump = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      for (let ask = wanted; ask; ask = wanted) {
        const before = frame.get();
        if (before?.run === ask.run && before.tick === ask.tick) break;
        const since = before?.run === ask.run ? before.tick : undefined;
        const answer = await engine.call('frame', { ...ask, ...(since !== undefined && { since }) }).catch((error: unknown) => {
          // What nobody looks at any more is not missed.
          if (wanted?.run === ask.run) throw error;
        });
        if (!answer || wanted?.run !== ask.run) continue;
        frame.set(nextFrame(ask.run, before, answer));
        if (wanted.tick === ask.tick) break;
      }
    } catch (error) {
      wanted = undefined;
      onError(error);
    } finally {
      busy = false;
    }
  };
  return {
    frame,
    show(run, tick) {
      wanted = { run, tick };
      void pump();
    },
    clear() {
      wanted = undefined;
      frame.set(undefined);
    },
  };
}
