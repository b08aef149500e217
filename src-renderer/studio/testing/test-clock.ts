import type { EditorClock } from '../editor/index.ts';

export interface TestClock extends EditorClock {
  /** Lets this many milliseconds pass; what is due runs in order. */
  pass(milliseconds: number): void;
}

export function createTestClock(): TestClock {
  let now = 0;
  let count = 0;
  const due = new Map<number, { at: number; work: () => void }>();
  return {
    now: () => now,
    after(milliseconds, work) {
      count += 1;
      const id = count;
      due.set(id, { at: now + milliseconds, work });
      return () => due.delete(id);
    },
    pass(milliseconds) {
      const until = now + milliseconds;
      for (;;) {
        const next = [...due].filter(([, { at }]) => at <= until).toSorted(([a, { at: x }], [b, { at: y }]) => x - y || a - b)[0];
        if (!next) break;
        const [id, { at, work }] = next;
        due.delete(id);
        now = Math.max(now, at);
        work();
      }
      now = until;
    },
  };
}
