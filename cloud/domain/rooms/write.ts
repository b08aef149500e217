import { type CloudEvent, type CloseReason, encodeRecord, eventsOf, leaseOf, type RoomRecord } from '../../../engine/document/index.ts';
import type { RoomRef } from '../../ports/index.ts';
import { refuse } from '../refusal.ts';
import { catchUp, type OpenRoom, type ReplicaDeps, takeIn } from './replicas.ts';

/** How often a number may be taken by somebody faster before the caller has to come again. */
const attempts = 12;

/** A snapshot is due with every so many records, or bytes of them, since the last. */
export interface CompactAfter {
  readonly records: number;
  readonly bytes: number;
}

/** How much goes at once where it is not what the services take: a test has small documents. */
export interface RoomSizes {
  /** Base64 characters of one event. */
  readonly event?: number;
  /** Base64 characters of one answer. */
  readonly answer?: number;
  /** Bytes of a snapshot's file in one answer. */
  readonly part?: number;
}

export type WriteDeps = ReplicaDeps & { readonly compactAfter: CompactAfter; readonly sizes?: RoomSizes };

type Attempt =
  | { readonly record: RoomRecord; readonly session: number }
  | 'nothing'
  | { readonly refused: { reason: CloseReason; message: string } };
interface Kept {
  readonly seq: number;
  readonly events: readonly CloudEvent[];
}
export type Written = Kept | Exclude<Attempt, { record: RoomRecord }>;

/**
 * Writes under the next number what `next` makes of the room as it is; when somebody else was faster, it is asked again. What is returned is
 * durable: the conditional write has succeeded. A refusal counts only against the newest state.
 */
export async function write(open: OpenRoom, ref: RoomRef, deps: WriteDeps, next: (seq: number) => Attempt): Promise<Written> {
  const { replica } = open;
  let isNewest = false;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const seq = replica.seq + 1;
    const made = next(seq);
    if (made === 'nothing') return made;
    if ('refused' in made) {
      if (isNewest) return made;
    } else {
      const record = encodeRecord(made.record);
      const logged = { seq, session: made.session, record };
      if (await deps.store.append(ref, replica.epoch, { ...logged, due: isDue(open, seq, record.length, deps.compactAfter) })) {
        takeIn(open, logged);
        open.seenAt = deps.now();
        const update = made.record.kind === 'update' ? deps.packing.pack(made.record.update) : undefined;
        return { seq, events: eventsOf({ epoch: replica.epoch, seq, session: made.session }, update, deps.sizes?.event) };
      }
    }
    await catchUp(open, ref, deps);
    isNewest = true;
  }
  return refuse({
    code: 'room-busy',
    message: `Others were faster ${attempts} times in a row in ${ref.room}.`,
    hint: 'Send it again.',
    where: ref.room,
  });
}

/** A new number to write under, for a person. */
export async function writeLease(open: OpenRoom, ref: RoomRef, deps: WriteDeps, person: string): Promise<Kept> {
  const written = await write(open, ref, deps, (seq) => ({
    record: { kind: 'lease', lease: leaseOf(seq), person },
    session: leaseOf(seq),
  }));
  if (written === 'nothing' || 'refused' in written) throw new Error('A lease cannot be refused.');
  return written;
}

function isDue({ snapshot, since }: OpenRoom, seq: number, bytes: number, after: CompactAfter): boolean {
  return (seq - snapshot) % after.records === 0 || Math.floor((since + bytes) / after.bytes) > Math.floor(since / after.bytes);
}
