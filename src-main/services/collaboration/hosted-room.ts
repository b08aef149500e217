/** A room with a disk under it and connections around it: carries out what the state machine asks for. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AnyDocument,
  type AskedBy,
  type CloseReason,
  closeReasons,
  type DocumentVersions,
  documentVersions,
  type EditOrigin,
  encodeRecord,
  migrate,
  openDocument,
  Room,
  type RoomKind,
  type RoomLimits,
  type RoomRequest,
  type RoomState,
  type LevelSchema,
  versionOf,
  type Visitor,
} from '../../../engine/document/index.ts';
import { LedgerError } from '../../contract/error.ts';
import type { FaultPoint, FilePort } from './files.ts';
import { countReason, countSave, type Metrics, newMetrics } from './metrics.ts';
import { openStore, type RoomStore } from './store.ts';

/** What a room needs of a WebSocket. */
export interface Connection {
  send(frame: Uint8Array): void;
  close(code: number, reason: string): void;
  /** Bytes that the network has not taken yet. */
  readonly bufferedAmount: number;
}

export interface HostedRoomOptions {
  name: string;
  folder: string;
  kind: RoomKind;
  schema: LevelSchema;
  open: boolean;
  limits?: Partial<RoomLimits> | undefined;
  hasAsset?: ((sha256: string) => boolean) | undefined;
  files?: FilePort | undefined;
  fault?: ((point: FaultPoint) => void) | undefined;
  compactAfter?: { records: number; bytes: number } | undefined;
  /** Where what happens is counted. */
  metrics?: Metrics;
  versions?: DocumentVersions | undefined;
  /** Monotonic milliseconds. */
  now: () => number;
  /** Milliseconds since 1970. */
  clock?: () => number;
  create: () => RoomState;
  /** Something that was saved could not be read again. */
  onSetAside?: ((error: LedgerError) => void) | undefined;
  /** The disk refused: the room is of no more use and must be opened again. */
  onFailure: (error: LedgerError) => void;
}

/** A connection that has this many bytes waiting is cut rather than fed. */
const mostBuffered = 8 << 20;
const mostKeptAside = 100;

export interface HostedRoom {
  readonly name: string;
  /** Undefined for a free document: nothing is known of what it means. */
  readonly document: AnyDocument | undefined;
  readonly room: Room;
  join(connection: Connection, visitor: Visitor): { receive(frame: Uint8Array): void; leave(): void };
  /** Changes the document from outside; returns when it is on disk. @throws LedgerError `storage-failed` */
  edit(label: string, change: (origin: EditOrigin) => void, askedBy?: AskedBy): Promise<void>;
  dismiss(person: string): void;
  /** Returns when everything so far is on disk. */
  drain(): Promise<void>;
  close(reason?: CloseReason): Promise<void>;
}

/** @throws LedgerError `newer-document` for one that a newer LedgerQuest has written, `storage-failed` when bringing it up cannot be saved. */
export async function openHostedRoom(options: HostedRoomOptions): Promise<HostedRoom> {
  const hosted = await openAsItIs(options);
  try {
    await bringUp(hosted, options.versions ?? documentVersions);
  } catch (error) {
    await hosted.close();
    throw error;
  }
  return hosted;
}

async function bringUp(hosted: HostedRoom, versions: DocumentVersions): Promise<void> {
  const { name, document } = hosted;
  if (!document) return;
  const version = versionOf(document.doc);
  if (version > versions.current)
    throw new LedgerError({
      code: 'newer-document',
      message: `${name} was written by a newer LedgerQuest: its documents have version ${version}, this one reads them up to ${versions.current}.`,
      hint: 'Update LedgerQuest on this computer. Nothing was changed.',
      where: name,
    });
  if (version < versions.current) await hosted.edit('Brought up to date', () => migrate(document, versions));
}

async function openAsItIs(options: HostedRoomOptions): Promise<HostedRoom> {
  const { name, folder, kind, metrics = newMetrics(), now } = options;
  const connections = new Map<number, Connection>();
  let sessions = 0;
  /** Updates on their way to the disk, and when they came. */
  let saving: { ticket: number; since: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let room: Room | undefined;

  const cut = (session: number, reason: CloseReason, message: string): void => {
    const connection = connections.get(session);
    connections.delete(session);
    if (connection) countReason(metrics.closed, reason);
    // A close frame carries at most 123 bytes of reason.
    connection?.close(closeReasons[reason].code, `${reason}: ${message}`.slice(0, 100));
  };

  const carryOut = (requests: readonly RoomRequest[]): void => {
    const slow: number[] = [];
    for (const request of requests) {
      switch (request.do) {
        case 'send':
          for (const session of request.to) {
            const connection = connections.get(session);
            if (!connection) continue;
            if (connection.bufferedAmount > mostBuffered) slow.push(session);
            else {
              connection.send(request.frame);
              metrics.frames += 1;
              metrics.frameBytes += request.frame.length;
            }
          }
          break;
        case 'append':
          if (request.record.kind === 'update') {
            metrics.updates += 1;
            metrics.updateBytes += request.record.update.length;
            metrics.waiting += 1;
            saving.push({ ticket: request.ticket, since: now() });
          }
          store.append(request.ticket, encodeRecord(request.record));
          break;
        case 'close':
          cut(request.session, request.reason, request.message);
          break;
        case 'wake':
          clearTimeout(timer);
          timer = setTimeout(() => room && carryOut(room.wake(now())), Math.max(0, Math.ceil(request.at - now())));
          break;
        case 'keep-aside':
          countReason(metrics.refused, request.reason);
          void keepAside(folder, request).catch(() => {});
          break;
      }
    }
    for (const session of slow) {
      cut(session, 'slow-consumer', closeReasons['slow-consumer'].message);
      if (room) carryOut(room.leave(session));
    }
  };

  const store: RoomStore = await openStore(folder, {
    ...(options.files && { files: options.files }),
    ...(options.fault && { fault: options.fault }),
    ...(options.compactAfter && { compactAfter: options.compactAfter }),
    create: options.create,
    ...(options.onSetAside && { onSetAside: options.onSetAside }),
    state: () => room!,
    onDurable: (ticket) => {
      const saved = saving.filter((update) => update.ticket <= ticket);
      saving = saving.slice(saved.length);
      for (const { since } of saved) countSave(metrics, now() - since);
      if (!closed) carryOut(room!.durable(ticket, now()));
    },
    onFailure: (error) => {
      closed = true;
      clearTimeout(timer);
      metrics.waiting -= saving.length;
      saving = [];
      carryOut(room!.closeAll(error.code === 'disk-full' ? 'disk-full' : 'storage-failed', error.message));
      options.onFailure(error);
    },
  });
  room = new Room(
    {
      kind,
      schema: options.schema,
      open: options.open,
      hasAsset: options.hasAsset,
      ...(options.clock && { clock: options.clock }),
      ...(options.limits && { limits: options.limits }),
    },
    store.state,
  );
  const hosted = room;

  return {
    name,
    room: hosted,
    document: kind === 'free' ? undefined : openDocument(kind, hosted.doc),
    join(connection, visitor) {
      sessions += 1;
      const session = sessions;
      connections.set(session, connection);
      if (closed) cut(session, 'closing', closeReasons.closing.message);
      else carryOut(hosted.join(session, visitor, now()));
      return {
        receive: (frame) => {
          if (!closed) carryOut(hosted.receive(session, frame, now()));
        },
        leave: () => {
          if (connections.delete(session)) carryOut(hosted.leave(session));
        },
      };
    },
    async edit(label, change, askedBy) {
      if (!closed) {
        carryOut(hosted.edit(label, change, askedBy));
        await store.drain();
      }
      // Closed meanwhile means that the disk refused.
      if (closed)
        throw new LedgerError({
          code: 'storage-failed',
          message: `${label}: the room could not save it.`,
          hint: 'It is tried again once there is space.',
          where: name,
        });
    },
    dismiss: (person) => carryOut(hosted.dismiss(person)),
    drain: () => store.drain(),
    async close(reason = 'closing') {
      // Acknowledge what is under way before the connections go.
      await store.drain();
      closed = true;
      clearTimeout(timer);
      carryOut(hosted.closeAll(reason));
      await store.close();
    },
  };
}

/** A refused edit is evidence and somebody's work: its bytes are kept beside the room, the first hundred of them. */
async function keepAside(folder: string, { person, reason, message, update }: Extract<RoomRequest, { do: 'keep-aside' }>): Promise<void> {
  const aside = join(folder, 'refused');
  await mkdir(aside, { recursive: true, mode: 0o700 });
  const count = (await readdir(aside)).length / 2;
  if (count >= mostKeptAside) return;
  const base = join(aside, String(count + 1).padStart(3, '0'));
  await writeFile(`${base}.json`, `${JSON.stringify({ person, reason, message })}\n`, { mode: 0o600 });
  await writeFile(`${base}.update`, update, { mode: 0o600 });
}
