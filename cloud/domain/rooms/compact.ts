import type { RoomRef } from '../../ports/index.ts';
import { openRoom, type ReplicaDeps } from './replicas.ts';

/**
 * Takes a snapshot of a room as it is now, if there is none as new, and points the room's head to it. Saving goes on meanwhile: a snapshot is
 * one more file, and the records that it has are forgotten long after. Returns its number; undefined when nothing was to do.
 */
export async function compact(ref: RoomRef, deps: ReplicaDeps): Promise<number | undefined> {
  const open = await openRoom(ref, deps);
  if (!open || open.replica.seq === open.snapshot) return undefined;
  const { epoch, seq } = open.replica;
  // Two that take the same snapshot write the same state: whoever comes second finds it there.
  await deps.store.putSnapshot(ref, epoch, seq, deps.packing.zip(open.replica.encode()));
  if (!(await deps.store.moveSnapshot(ref, epoch, seq))) return undefined;
  await deps.store.expire(ref, epoch, seq);
  return seq;
}
