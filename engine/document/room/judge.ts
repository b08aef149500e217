/** What every host of a room asks of an update before it is written anywhere: the role, the firewall, the size of the document. */
import * as Y from 'yjs';
import type { RoomKind } from '../documents.ts';
import { admit, type Admission } from '../firewall/firewall.ts';
import type { LevelSchema } from '../level/schema.ts';
import { closeReasons } from './reasons.ts';
import type { Role, RoomLimits, Visitor } from './room.ts';

export interface Judged {
  doc: Y.Doc;
  kind: RoomKind;
  schema: LevelSchema;
  hasAsset?: ((sha256: string) => boolean) | undefined;
  limits: Pick<RoomLimits, 'bytes' | 'update'>;
  leases: ReadonlyMap<number, string>;
  /** About how many bytes the encoded document has. */
  bytes: number;
}

/** Below every lease: the hosts' own numbers. */
export const firstLease = 16;

export const isEmptyUpdate = (update: Uint8Array): boolean => update.length === 2 && update[0] === 0 && update[1] === 0;

/** How far a window's clock may run ahead of the room's: a wrong time zone shuts nobody out. */
const furthestAhead = 24 * 3_600_000;

/** Who writes, as the room knows them. */
export interface Writer {
  person: { id: string; name: string };
  role: Role;
  speaks: Visitor['speaks'];
  /** Milliseconds since 1970; undefined where nobody knows. */
  time: number | undefined;
}

/** Nothing is changed. `bytes` is what the document has as far as it had to be found out. */
export function judgeUpdate(room: Judged, { person, role, speaks, time }: Writer, update: Uint8Array): Admission & { bytes: number } {
  let { bytes } = room;
  if (role === 'viewer') return { ok: false, reason: 'forbidden', message: closeReasons.forbidden.message, bytes };
  const admission = admit(room.doc, update, {
    kind: room.kind,
    schema: room.schema,
    hasAsset: room.hasAsset,
    limits: room.limits.update,
    writer: { id: person.id, name: person.name, owner: role === 'owner', latest: time === undefined ? undefined : time + furthestAhead },
    mayWriteAs: (client) => (room.leases.has(client) ? room.leases.get(client) === person.id : speaks === 'stock' && client >= firstLease),
  });
  if (!admission.ok || admission.nothingNew) return { ...admission, bytes };
  const most = room.limits.bytes;
  if (bytes + admission.update.length > most) bytes = Y.encodeStateAsUpdate(room.doc).length;
  if (bytes + admission.update.length > most)
    return { ok: false, reason: 'room-full', message: `The document has reached ${most} bytes.`, bytes };
  return { ...admission, bytes };
}
