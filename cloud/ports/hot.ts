import type { CommandLog, LoggedCommand, OwnedByHost, Seat, SessionRef, SessionStore } from './session.ts';

/** Where a session's own host is, as it announced it. */
export interface Announcement {
  /** The loop epoch of the host; of an earlier one than HEAD's it is gone. */
  readonly epoch: number;
  /** Of its sockets. */
  readonly url: string;
  /** What a door of the tenant shows to be let in beside players. */
  readonly key: string;
}

/** How hosts are found, and how somebody says that one is missed. */
export interface HostDirectory {
  /** Unless a later epoch has announced itself. */
  announce(ref: SessionRef, announcement: Announcement): Promise<void>;
  announced(ref: SessionRef): Promise<Announcement | undefined>;
  /** Has the session's host started, if it is not running. */
  call(ref: SessionRef, id: string, at: number): Promise<void>;
}

/** What a session's own host keeps where everybody reads it: the same items that the functions host writes, a slice at a time. */
export interface HostedStore
  extends Pick<SessionStore, 'start' | 'head' | 'takeLoop' | 'commit' | 'stopLoop' | 'park'>, Pick<CommandLog, 'read' | 'seats'> {
  /**
   * Stores commands that follow each other as one. They count once HEAD says so; until then a host of a later epoch may store others under the
   * same numbers, and those count.
   */
  keepCommands(ref: SessionRef, commands: readonly LoggedCommand[], loopEpoch: number): Promise<void>;
  /** Writes seats as they stand. */
  keepSeats(ref: SessionRef, seats: readonly Seat[]): Promise<void>;
  /** A sign of life and what no tick has consumed; false when another epoch owns the session. */
  keepAlive(ref: SessionRef, alive: { readonly loopEpoch: number; readonly owned: OwnedByHost; readonly at: number }): Promise<boolean>;
}
