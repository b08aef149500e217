import { type Cell, createCell } from './cell.ts';
import type { Keepsakes } from './host/ports.ts';

/** A cell that this browser remembers for the person. */
export interface Kept<T> extends Cell<T> {
  set: (value: T) => void;
}

/** What was stored and does not fit any more falls back to `initial`. */
export function createKept<T>(keepsakes: Keepsakes, key: string, fits: (value: unknown) => value is T, initial: T): Kept<T> {
  const stored = keepsakes.read(key);
  const cell = createCell(fits(stored) ? stored : initial);
  return {
    get: () => cell.get(),
    subscribe: (listener) => cell.subscribe(listener),
    set(value) {
      cell.set(value);
      keepsakes.write(key, value);
    },
  };
}

export const isOneOf =
  <T extends string | number>(words: readonly T[]) =>
  (value: unknown): value is T =>
    (words as readonly unknown[]).includes(value);

export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
