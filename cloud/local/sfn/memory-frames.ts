import type { Frame } from './frame.ts';
import type { SfnStore } from './store.ts';

/**
 * The store of an Express execution: where its threads stand is kept in memory. AWS keeps no more of one, and runs it at least once: after a
 * crash it begins anew with the input that it was started with.
 */
export function inMemory(store: SfnStore): SfnStore {
  const frames = new Map<string, Frame>();
  return {
    ...store,
    transaction(work) {
      const before = new Map(frames);
      try {
        return work();
      } catch (error) {
        frames.clear();
        for (const [path, frame] of before) frames.set(path, frame);
        throw error;
      }
    },
    frame: (_execution, path) => frames.get(path),
    putFrame: (_execution, path, frame) => void frames.set(path, frame),
    dropInner(_execution, prefix) {
      for (const path of frames.keys()) if (path.startsWith(prefix)) frames.delete(path);
    },
  };
}
