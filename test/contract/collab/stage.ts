/** What the conformance suite asks of a way to be in a room: people, their windows, a network at its worst, a server that dies. */
import type { Role } from '../../../engine/document/index.ts';
import type { RecoveredCopy, RoomClient } from '../../../src-renderer/studio/people/index.ts';

export interface StageWindow extends RoomClient<'level'> {
  recovered: RecoveredCopy[];
  /** This window alone loses its connection, and gets none. */
  setAway: (away: boolean) => void;
}

export interface WindowOptions {
  /** The worst that the network of this transport may do, from a seed. */
  network?: number;
  /** Shows what is no right to be here. */
  stranger?: boolean;
}

export interface Stage {
  open(person: string, options?: WindowOptions): StageWindow;
  /** People are editors; who is nobody here is a stranger. */
  setRole(person: string, role: Role): Promise<void>;
  /** The server is gone and starts again from what it had kept. */
  restart(): Promise<void>;
  /** Snapshots that were taken since the room was made. */
  snapshots(): Promise<number>;
  close(): Promise<void>;
}

export interface Transport {
  readonly name: string;
  start(): Promise<Stage>;
}

/** After so many records a snapshot is due in the suite. */
export const compactAfterRecords = 20;
