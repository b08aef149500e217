/**
 * A room whose log is written by many and ordered by numbers: each writer keeps a replica, judges an update against it, and writes it under the
 * next number, which only one of them can. A state machine like `Room`, without sockets, store or clock.
 *
 * The promise is the same: what is applied here stands in the log already, so nobody ever holds what the room can lose.
 */
import * as Y from 'yjs';
import { type DocumentKind, openDocument } from '../documents.ts';
import type { Admission } from '../firewall/firewall.ts';
import { type FirewallLimits, firewallLimits } from '../firewall/limits.ts';
import type { LevelSchema } from '../level/schema.ts';
import { firstLease, judgeUpdate, type Writer } from './judge.ts';
import type { RoomRecord } from './records.ts';
import { roomClient, roomLimits } from './room.ts';
import { decodeSnapshotBody, encodeSnapshotBody } from './snapshot-body.ts';

export interface ReplicaOptions {
  kind: DocumentKind;
  schema: LevelSchema;
  limits?: { bytes?: number; update?: FirewallLimits };
}

/** One update goes in one request and comes in one answer, of 6 MB each. */
export const cloudUpdateLimits: FirewallLimits = { ...firewallLimits, bytes: 4 << 20 };

/** The number under which whoever joins with record `seq` writes: never given twice, and higher than all before. */
export const leaseOf = (seq: number): number => firstLease + seq;

export class RoomReplica {
  readonly doc: Y.Doc;
  readonly epoch: string;
  readonly #options: ReplicaOptions;
  readonly #leases: Map<number, string>;
  #seq: number;
  #bytes: number;

  private constructor(options: ReplicaOptions, { epoch, seq, leases, update }: ReturnType<typeof decodeSnapshotBody>) {
    this.#options = options;
    this.doc = openDocument(options.kind).doc;
    Y.applyUpdateV2(this.doc, update);
    this.epoch = epoch;
    this.#leases = new Map(leases);
    this.#seq = seq;
    this.#bytes = update.length;
  }

  /** From what `encode` wrote. */
  static read(options: ReplicaOptions, body: Uint8Array): RoomReplica {
    return new RoomReplica(options, decodeSnapshotBody(body));
  }

  /** A new room with the state of `seed`, a Yjs update (v1) by the host's own client number; refused like any update. */
  static begin(
    options: ReplicaOptions,
    epoch: string,
    seed: Uint8Array,
  ): { ok: true; replica: RoomReplica } | Extract<Admission, { ok: false }> {
    const doc = new Y.Doc();
    const replica = new RoomReplica(options, { epoch, seq: 0, leases: [[roomClient, '']], update: Y.encodeStateAsUpdateV2(doc) });
    const verdict = replica.judge({ person: { id: '', name: '' }, role: 'owner', time: undefined }, seed);
    if (!verdict.ok) return verdict;
    Y.applyUpdate(replica.doc, verdict.update);
    replica.#leases.delete(roomClient);
    return { ok: true, replica };
  }

  /** The number of the last record that is in here. */
  get seq(): number {
    return this.#seq;
  }

  get leases(): ReadonlyMap<number, string> {
    return this.#leases;
  }

  /** About how many the encoded document has. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes in the next record of the log. @throws when it is not the next: the log has a hole that must not be stepped over. */
  apply(seq: number, record: RoomRecord): void {
    if (seq !== this.#seq + 1) throw new Error(`Record ${seq} does not follow record ${this.#seq}.`);
    if (record.kind === 'lease') this.#leases.set(record.lease, record.person);
    else {
      Y.applyUpdate(this.doc, record.update);
      this.#bytes += record.update.length;
    }
    this.#seq = seq;
  }

  /** Whether an update may be written as record `seq + 1`. Nothing is changed. */
  judge(from: Omit<Writer, 'speaks'>, update: Uint8Array): Admission {
    const { kind, schema, limits } = this.#options;
    const { bytes, ...admission } = judgeUpdate(
      {
        doc: this.doc,
        kind,
        schema,
        limits: { bytes: limits?.bytes ?? roomLimits.bytes, update: limits?.update ?? cloudUpdateLimits },
        leases: this.#leases,
        bytes: this.#bytes,
      },
      { ...from, speaks: 'ours' },
      update,
    );
    this.#bytes = bytes;
    return admission;
  }

  /** What somebody with this state vector lacks, as an update (v1). @throws for what is no state vector. */
  since(stateVector: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc, stateVector);
  }

  /** The whole, for a snapshot. */
  encode(): Uint8Array {
    return encodeSnapshotBody({ epoch: this.epoch, seq: this.#seq, leases: [...this.#leases], update: Y.encodeStateAsUpdateV2(this.doc) });
  }
}
