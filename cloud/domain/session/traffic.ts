import type { SessionRef } from '../../ports/index.ts';

/** What a process spent on its sessions since their last commits. */
export interface Traffic {
  pushed(ref: SessionRef, bytes: number): void;
  /** Returns the sums and begins anew. */
  take(ref: SessionRef): { readonly bytes: number; readonly readUnits: number; readonly writeUnits: number };
}

/** `capacity` returns the table's units since it was last asked, for whatever session they were spent. */
export function countTraffic(capacity: () => { readonly readUnits: number; readonly writeUnits: number }): Traffic {
  const bytes = new Map<string, number>();
  const key = ({ tenant, session }: SessionRef): string => `${tenant}/${session}`;
  return {
    pushed: (ref, more) => void bytes.set(key(ref), (bytes.get(key(ref)) ?? 0) + more),
    take(ref) {
      const sum = bytes.get(key(ref)) ?? 0;
      bytes.delete(key(ref));
      return { bytes: sum, ...capacity() };
    },
  };
}
