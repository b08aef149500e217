import type { LoggedCommand, Phase, PhaseReason, Seat, SessionRef, SliceCommit } from './session.ts';

/** What a session's own host notes before anybody hears of it, in the order in which it happened. */
export type TickEntry =
  | {
      readonly kind: 'command';
      readonly command: LoggedCommand;
      /** A seat that this command opens. */
      readonly opens?: Seat;
      /** The phase that this command brings. */
      readonly phase?: Phase;
      /** Why the cloud itself brings it. */
      readonly why?: PhaseReason;
    }
  /** A number of a seat that a refused command used up. */
  | { readonly kind: 'skip'; readonly sender: number; readonly clientSeq: number }
  /** Commands after the segment before, up to this one, are stored as one: who stores them again cuts them alike, so that they are told once. */
  | { readonly kind: 'segment'; readonly upTo: number }
  | { readonly kind: 'commit'; readonly commit: TickCommit };

/** What ticks did that ran since the entry before; the checkpoints and the log that HEAD names follow from it. */
export type TickCommit = Omit<SliceCommit, 'expect' | 'log' | 'checkpoint' | 'owned'>;

/** The log of one session and epoch on a disk that outlives the process. Nothing is kept of it that a commit of HEAD has. */
export interface TickLog {
  /**
   * Durable, with everything before it, when it resolves. What comes while the disk is busy goes with the next write, in one. Rejects with
   * `log-full` where the disk takes no more, and with `log-fenced` once another host took the session: then nothing of it happened, and nothing
   * more is taken.
   */
  append(entry: TickEntry): Promise<void>;
  /** Entries from now on stand in a part of their own. What it returns removes the parts before: HEAD has what they say. */
  cut(): Promise<() => Promise<void>>;
  close(): Promise<void>;
  /** Closes it and leaves nothing of it: HEAD has all that it says. */
  discard(): Promise<void>;
}

export interface TickLogs {
  /** Takes a session's logs from earlier hosts: what one of them appends from now on is not acknowledged. */
  take(ref: SessionRef): Promise<void>;
  /**
   * What was taken of hosts after an epoch, oldest first. A last write that did not arrive whole is left out; refuses `log-damaged` where something
   * before it was changed.
   */
  taken(ref: SessionRef, after: number): Promise<readonly TickEntry[]>;
  /** Begins the log of an epoch. */
  open(ref: SessionRef, epoch: number): Promise<TickLog>;
  /** Forgets what was taken: HEAD has it, or the session goes on without it. */
  forget(ref: SessionRef): Promise<void>;
}
