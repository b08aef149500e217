/**
 * A room seen from a window: keeps its document in step with the server and says honestly how the edits stand. `saved` means on the server's
 * disk. Offline, editing goes on; on the way back everything unacknowledged is sent again. An edit that the server can never accept ends the
 * session: the author's copy is kept as recovered, and the room is opened afresh.
 */
import * as Y from 'yjs';
import { z } from 'zod';
import {
  type AnyDocument,
  type CloseReason,
  closeReasons,
  decodeFrame,
  type DocumentKind,
  type DocumentOf,
  EditOrigin,
  encodeFrame,
  type Frame,
  isCloseReason,
  isFatal,
  maxPresenceBytes,
  merge3,
  openDocument,
  parseRoomName,
  type Part,
  partOf,
  Person,
  type PresenceState,
  presencePerSecond,
  documentVersions,
  protocolVersion,
  type VersionedDocument,
} from '../../../engine/document/index.ts';
import { createConfirmed } from './confirmed.ts';
import { createOutbox, type Outbox, type OutboxStore } from './outbox.ts';
import { createPresence, type PresenceStore } from './presence.ts';
import { hostTimers, type RoomSocket, type Timers } from './socket.ts';

/** Where to connect: what the host's `room.join` answers. Asked again before every connection, because a token works once. */
export interface Admission {
  url: string;
  token: string;
}

export type SyncStatus =
  | { state: 'connecting' }
  /** Everything of this window is on the server's disk. */
  | { state: 'saved' }
  /** `waiting` edits are on their way. */
  | { state: 'syncing'; waiting: number }
  | { state: 'offline'; waiting: number }
  /** Something people must know; `waiting` edits are kept here and sent when it is over. */
  | { state: 'problem'; reason: CloseReason | 'replaced'; message: string; waiting: number };

/** What the author had when the server could not accept it: everything is in there, nothing was merged. */
export interface RecoveredCopy {
  room: string;
  /** `overlap`: nothing was refused, but others changed the same things while this window was away, and one side had to stand. */
  reason: CloseReason | 'replaced' | 'overlap';
  message: string;
  /** The author's document, detached from the room. */
  document: AnyDocument;
  /** What the room held when the author last heard from it, without what only they had. */
  base: AnyDocument;
  /** Of an overlap: what the others had made of it. */
  theirs?: AnyDocument;
}

export interface RoomClientOptions {
  room: string;
  admit(): Promise<Admission>;
  connect(url: string): RoomSocket;
  /** Keeps unsent edits beyond this window's life. */
  outbox?: OutboxStore;
  /** What it returns is waited for before the stored edits, which the copy was made of, are thrown away; if it rejects they stay. */
  onRecovered?: (copy: RecoveredCopy) => unknown;
  timers?: Timers;
  /** Milliseconds without a connection after which a window that comes back looks for what others changed as well. */
  longAway?: number;
  /** Asks the server this often, in milliseconds, whether it is there; none by default. Needs a server that answers. */
  heartbeat?: { every: number; within: number };
}

export interface RoomClient<K extends DocumentKind = DocumentKind> {
  readonly room: string;
  /** Another one after a recovery: read it again when `onDocument` tells. */
  readonly document: DocumentOf<K>;
  readonly role: 'viewer' | 'editor' | 'owner' | undefined;
  /** Who the server says this window is; undefined until it has said so. */
  readonly person: Person | undefined;
  /** True once the document holds what the server held. */
  readonly synced: boolean;
  /** False while unsent edits live only as long as this window: the host does not store them, or could not. */
  readonly keepsEdits: boolean;
  status: () => SyncStatus;
  /** Called when the status, the role, `synced` or `keepsEdits` changes. */
  subscribe: (listener: () => void) => () => void;
  onDocument: (listener: (document: DocumentOf<K>) => void) => () => void;
  readonly presence: PresenceStore;
  /** Says where this person is. Sent at most 20 times a second, the latest wins; too large a state is refused with false. */
  setPresence(state: PresenceState): boolean;
  /** Resolves when the document holds what the server held. */
  whenSynced(): Promise<void>;
  /** Resolves when every edit so far is on the server's disk. */
  whenSaved(): Promise<void>;
  /** Tries now instead of waiting for the next attempt. */
  reconnect(): void;
  close(): void;
}

const Welcome = z.object({
  protocol: z.number().int(),
  epoch: z.string(),
  session: z.number().int(),
  lease: z.number().int().min(1),
  role: z.enum(['viewer', 'editor', 'owner']),
  person: Person,
});
const Rejection = z.object({ reason: z.string(), message: z.string() });
const Outside = z.object({ label: z.string().max(200), person: z.string().optional(), step: z.string().max(64).optional() });

/** Origin of everything that came from the server. */
const remote = Symbol('remote');
const minute = 60_000;
const firstDelay = 250;
const longestDelay = 15_000;
/** What a server answers to the question whether it is there: of nobody's presence anything new. */
const signOfLife = '[]';

export function openRoomClient<K extends DocumentKind>(kind: K, options: RoomClientOptions): RoomClient<K> {
  const { room, timers = hostTimers, longAway = minute } = options;
  if (parseRoomName(room)?.kind !== kind) throw new Error(`${room} is not the name of a ${kind} room.`);
  const listeners = new Set<() => void>();
  const documentListeners = new Set<(document: DocumentOf<K>) => void>();
  const presence = createPresence();
  const outbox: Outbox = createOutbox((edits) => store(edits));

  const confirmed = createConfirmed(kind);
  let awaySince: number | undefined;

  let document = openDocument(kind);
  let socket: RoomSocket | undefined;
  let epoch: string | undefined;
  let session = -1;
  let role: RoomClient['role'];
  let me: Person | undefined;
  let phase: 'connecting' | 'online' | 'offline' | 'closed' = 'connecting';
  let synced = false;
  let problem: { reason: CloseReason | 'replaced'; message: string } | undefined;
  let attempts = 0;
  let retry: unknown;
  let presenceTimer: unknown;
  let pulse: unknown;
  let heardAt = 0;
  /** Of this connection: a server that has never answered is not taken for gone. */
  let answers = false;
  let said: PresenceState | undefined;
  let restored = options.outbox === undefined;
  let keepsEdits = options.outbox !== undefined;
  /** A recovered copy on its way to where it is kept. */
  let settingAside: Promise<void> | undefined;
  const waiters: { until: () => boolean; resolve: () => void }[] = [];

  const tell = (): void => {
    for (const listener of listeners) listener();
    for (const waiter of waiters.splice(0)) {
      if (waiter.until()) waiter.resolve();
      else waiters.push(waiter);
    }
  };
  /** Without a store that works editing goes on all the same; only that the window must stay open has to be said. */
  const keeps = (does: boolean): void => {
    if (keepsEdits === does) return;
    keepsEdits = does;
    tell();
  };
  const store = (edits: readonly Uint8Array[]): void => {
    if (!options.outbox) return;
    const { outbox: kept } = options;
    const save = async (): Promise<void> => {
      await kept.save(room, edits);
      keeps(true);
    };
    (settingAside ? settingAside.then(save) : save()).catch(() => keeps(false));
  };
  const isSaved = (): boolean => synced && outbox.waiting === 0;

  const send = (frame: Frame): void => socket?.send(encodeFrame(frame));
  const pump = (): void => {
    if (phase !== 'online' || !synced) return;
    for (let update = outbox.next(); update; update = outbox.next()) send({ type: 'update', update });
  };

  const onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === remote || (origin instanceof EditOrigin && (origin.by === 'disk' || origin.by === 'host'))) return;
    outbox.add(update);
    pump();
    tell();
  };
  const listen = (): void => {
    document.doc.on('update', onUpdate);
  };
  listen();

  const setAside = (copy: RecoveredCopy): void => {
    const aside = Promise.resolve(options.onRecovered?.(copy)).then(() => {});
    settingAside = aside;
    void aside.catch(() => {}).then(() => (settingAside = settingAside === aside ? undefined : settingAside));
  };

  /** The author's copy is set aside and the room begun anew: what it holds can never be merged. */
  const recover = (reason: CloseReason | 'replaced', message: string): void => {
    const old = document;
    old.doc.off('update', onUpdate);
    if (outbox.waiting > 0) setAside({ room, reason, message, document: old as AnyDocument, base: confirmed.document() as AnyDocument });
    confirmed.clear();
    outbox.clear();
    document = openDocument(kind);
    listen();
    synced = false;
    epoch = undefined;
    problem = { reason, message };
    for (const listener of documentListeners) listener(document);
  };

  /**
   * A network that falls silent closes nothing: without an answer the connection is given up. A window that slept in between has not
   * listened, so it asks again before it concludes anything.
   */
  const listenForLife = (opened: RoomSocket, since = performance.now()): void => {
    const { heartbeat } = options;
    if (!heartbeat) return;
    timers.clear(pulse);
    pulse = timers.set(() => {
      if (socket !== opened) return;
      const now = performance.now();
      if (now - since > 2 * heartbeat.every) heardAt = now;
      if (answers && now - heardAt > heartbeat.within) {
        gone();
        opened.close();
        return;
      }
      send({ type: 'query-awareness' });
      listenForLife(opened, now);
    }, heartbeat.every);
  };

  const handle = (frame: Frame): void => {
    switch (frame.type) {
      case 'welcome': {
        const welcome = Welcome.parse(JSON.parse(frame.text));
        if (epoch !== undefined && epoch !== welcome.epoch)
          recover('replaced', 'The room was made again from its files while this window was away.');
        epoch = welcome.epoch;
        session = welcome.session;
        role = welcome.role;
        me = welcome.person;
        document.doc.clientID = welcome.lease;
        attempts = 0;
        phase = 'online';
        outbox.rewind();
        send({ type: 'step1', stateVector: Y.encodeStateVector(document.doc) });
        if (said) send({ type: 'presence', text: JSON.stringify(said) });
        answers = false;
        if (socket) listenForLife(socket);
        break;
      }
      case 'step1':
        break;
      case 'step2':
        lookForOverlap(frame.update);
        confirmed.add(frame.update);
        Y.applyUpdate(document.doc, frame.update, remote);
        synced = true;
        problem = undefined;
        pump();
        break;
      case 'update':
        confirmed.add(frame.update);
        Y.applyUpdate(document.doc, frame.update, remote);
        break;
      case 'outside':
        confirmed.add(frame.update);
        Y.applyUpdate(document.doc, frame.update, originOf(Outside.parse(JSON.parse(frame.text))));
        break;
      case 'ack':
        for (const edit of outbox.acknowledged(frame.count)) confirmed.add(edit);
        pump();
        break;
      case 'presence':
        if (frame.text === signOfLife) {
          answers = true;
          return;
        }
        presence.receive(frame.text, session);
        break;
      case 'reject': {
        const { reason, message } = Rejection.parse(JSON.parse(frame.text));
        if (isCloseReason(reason)) refused(reason, message);
        break;
      }
      // A server says these to others only.
      case 'awareness':
      case 'query-awareness':
      case 'hello':
        break;
    }
    tell();
  };

  /**
   * What comes after a long time away may be about what this window changed too. The document decides by itself, register by register; the
   * author's side of it is set aside, so that they can choose.
   */
  const lookForOverlap = (update: Uint8Array): void => {
    const wasAway = awaySince === undefined ? 0 : performance.now() - awaySince;
    awaySince = undefined;
    // A window that has just begun does not know what the room held before its stored edits.
    if (!synced) return;
    // Of a text both sides stay, and of what people say: there is nothing to choose.
    if (outbox.waiting === 0 || wasAway < longAway || kind === 'script' || kind === 'comments') return;
    const base = confirmed.document();
    const theirs = confirmed.document();
    Y.applyUpdate(theirs.doc, update);
    const part = (side: AnyDocument): Part => partOf(side as VersionedDocument);
    const { conflicts } = merge3(part(base), part(document), part(theirs));
    if (conflicts.length === 0) return;
    const mine = openDocument(kind);
    Y.applyUpdate(mine.doc, Y.encodeStateAsUpdate(document.doc));
    void options.onRecovered?.({
      room,
      reason: 'overlap',
      message: 'Others changed the same things while this window was away. What is newer stands in the room.',
      document: mine as AnyDocument,
      base: base as AnyDocument,
      theirs: theirs as AnyDocument,
    });
  };

  /** What the host did because somebody asked for it is a step of theirs, and nobody else's to take back. */
  const originOf = ({ label, person, step }: z.infer<typeof Outside>): unknown => {
    if (person === undefined) return new EditOrigin(label, 'disk');
    return person === me?.id ? new EditOrigin(label, 'host', step) : remote;
  };

  const refused = (reason: CloseReason, message: string): void => {
    if (isFatal(reason)) recover(reason, message);
    else if (reason !== 'closing' && reason !== 'role-changed' && reason !== 'not-signed-in') problem = { reason, message };
  };

  const gone = (): void => {
    socket = undefined;
    timers.clear(pulse);
    presence.clear();
    if (phase === 'closed') return;
    awaySince ??= performance.now();
    phase = 'offline';
    const delay = Math.min(longestDelay, firstDelay * 2 ** attempts) * (0.5 + timers.chance() / 2);
    attempts += 1;
    timers.clear(retry);
    retry = timers.set(connect, delay);
    tell();
  };

  const connect = (): void => {
    timers.clear(retry);
    if (phase === 'closed' || socket) return;
    if (phase !== 'offline') phase = 'connecting';
    void attempt().catch(gone);
  };

  const attempt = async (): Promise<void> => {
    if (!restored) await restore();
    const { url, token } = await options.admit();
    if ((phase as string) === 'closed' || socket) return;
    const opened = options.connect(url);
    socket = opened;
    opened.binaryType = 'arraybuffer';
    opened.onopen = () =>
      send({ type: 'hello', text: JSON.stringify({ protocol: protocolVersion, documents: documentVersions.current, token }) });
    opened.onmessage = ({ data }) => {
      if (socket !== opened) return;
      heardAt = performance.now();
      const frame = data instanceof ArrayBuffer ? decodeFrame(new Uint8Array(data)) : undefined;
      try {
        if (frame) handle(frame);
      } catch (error) {
        // A frame of the server that does not parse: the two do not speak the same version.
        problem = { reason: 'client-too-old', message: closeReasons['client-too-old'].message };
        opened.close();
        console.error(error);
      }
    };
    opened.onerror = () => {};
    opened.onclose = ({ code }) => {
      if (socket !== opened) return;
      // 1009 is the socket layer's own word for a frame that is too big.
      if (code === 1009) refused('too-big', closeReasons['too-big'].message);
      gone();
    };
  };

  /** Edits an earlier window could not send are part of this document before it first asks the server. */
  const restore = async (): Promise<void> => {
    let edits: readonly Uint8Array[] = [];
    try {
      edits = (await options.outbox?.load(room)) ?? [];
    } catch {
      keeps(false);
    }
    if (restored) return;
    restored = true;
    if (edits.length === 0) return;
    outbox.add(...edits);
    for (const edit of edits) Y.applyUpdate(document.doc, edit, remote);
  };

  connect();

  return {
    room,
    get document() {
      return document;
    },
    get role() {
      return role;
    },
    get person() {
      return me;
    },
    get synced() {
      return synced;
    },
    get keepsEdits() {
      return keepsEdits;
    },
    status() {
      const { waiting } = outbox;
      if (problem) return { state: 'problem', ...problem, waiting };
      if (phase === 'offline') return { state: 'offline', waiting };
      if (phase === 'connecting' || !synced) return { state: 'connecting' };
      return waiting === 0 ? { state: 'saved' } : { state: 'syncing', waiting };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onDocument(listener) {
      documentListeners.add(listener);
      return () => documentListeners.delete(listener);
    },
    presence,
    setPresence(state) {
      if (new TextEncoder().encode(JSON.stringify(state)).length > maxPresenceBytes) return false;
      said = state;
      presenceTimer ??= timers.set(() => {
        presenceTimer = undefined;
        if (phase === 'online' && said) send({ type: 'presence', text: JSON.stringify(said) });
      }, 1000 / presencePerSecond);
      return true;
    },
    whenSynced: () => new Promise((resolve) => (synced ? resolve() : waiters.push({ until: () => synced, resolve }))),
    whenSaved: () => new Promise((resolve) => (isSaved() ? resolve() : waiters.push({ until: isSaved, resolve }))),
    reconnect() {
      attempts = 0;
      connect();
    },
    close() {
      phase = 'closed';
      timers.clear(retry);
      timers.clear(presenceTimer);
      timers.clear(pulse);
      document.doc.off('update', onUpdate);
      const old = socket;
      socket = undefined;
      old?.close(1000, 'window closed');
      presence.clear();
    },
  };
}
