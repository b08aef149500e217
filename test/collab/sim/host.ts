/** What a schedule asks of a transport: one room, the ways to it, and whatever keeps it. Nothing happens there by itself. */
import type * as Y from 'yjs';
import type { AnyDocument, CloseReason, DocumentKind, EditOrigin, LevelSchema, RoomLimits } from '../../../engine/document/index.ts';
import type { RoomSocket } from '../../../src-renderer/studio/people/index.ts';
import type { Fate, Happening } from './schedule.ts';

/** A window's way to the room. */
export interface Wire {
  readonly socket: RoomSocket;
  /** Nothing is on its way. */
  readonly isQuiet: boolean;
  /** So many of the window's messages reach the room. */
  send(count: number): Promise<void> | void;
  /** What comes down reaches the window, each as its fate has it. */
  receive(fates: readonly Fate[]): Promise<void> | void;
  /** The cable is pulled: what is on its way is lost. */
  cut(): void;
}

export interface Refusal {
  person: string;
  reason: CloseReason;
  message: string;
}

export interface Host {
  /** Everybody who was shown out. */
  readonly refused: readonly Refusal[];
  /** What should not have happened, in words. */
  readonly broken: readonly string[];
  /** Nothing is under way within. */
  readonly isQuiet: boolean;
  /** What a window says so that it is let in. */
  token(person: string): string;
  connect(person: string): Wire;
  /** So many writes are carried out. */
  disk(count: number): Promise<void> | void;
  /** Time has passed. */
  wake(): void;
  /** The host dies and starts again; of what was not confirmed the first `kept` are there all the same. */
  crash(kept: number): Promise<void> | void;
  /** What only this transport knows; false when it could not be done. */
  happen?(happening: Happening): Promise<boolean>;
  /** A change from outside; absent where there is no outside. */
  edit?(label: string, change: (document: AnyDocument, origin: EditOrigin) => void): void;
  /** The room as everybody must have it, and as the next start would read it. */
  read(): Promise<{ room: AnyDocument; disk: AnyDocument }>;
  close?(): void;
}

export interface HostOptions extends Faults {
  kind: DocumentKind;
  schema: LevelSchema;
  seed: (document: AnyDocument) => void;
  now: () => number;
  /** A room with another document has taken this one's place. */
  onOpened: (doc: Y.Doc) => void;
  /** Of the schedule. */
  number: number;
  /** Told of every death of a function, by its moment. */
  onDeath: (moment: string) => void;
}

/** Limits of the rooms, and faults to be found. */
export interface Faults {
  limits?: Partial<RoomLimits>;
  /** The WebSocket room is told that the disk has what it has not. */
  confirmsEarly?: boolean;
  /** The cloud's windows leave holes as they are. */
  leavesHoles?: boolean;
  /** The cloud's table takes a record under a number that is taken. */
  writesOver?: boolean;
}

export interface TransportKind {
  open(options: HostOptions): Promise<Host>;
  /** Milliseconds without anything after which everybody has asked what they missed; absent where only a new connection asks. */
  readonly patience?: number;
}
