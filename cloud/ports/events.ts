import type { SessionRef, SessionStart } from './session.ts';

/** What names an event: who hears it twice has heard of it once. */
export interface EventName {
  readonly tenant: string;
  readonly id: string;
  /** When it happened, ms since the epoch. */
  readonly at: number;
}

/** Something to tell the people of a tenant. */
export interface Notice {
  readonly kind: 'published' | 'refused' | 'finished' | 'parked' | 'budget';
  /** The level, publish request, session or month that it is about. */
  readonly about: string;
  /** What else is to be said, by name. */
  readonly said: Readonly<Record<string, string | number>>;
}

/** How often a player has played a game to its end, and one more time. */
interface Game {
  readonly kind: 'game';
  readonly player: string;
  /** As it was read; the effect holds only while it is so. */
  readonly before: number;
}

/** What a player has achieved. The first time counts. */
interface Award {
  readonly kind: 'award';
  readonly player: string;
  readonly achievement: string;
  readonly session: string;
}

/** What an event comes to in the table. */
export type Effect = { readonly kind: 'notice'; readonly notice: Notice } | Game | Award;

/** What one hearer has done already. Nobody else writes there, and what it says is forgotten long after the last who would tell it again. */
export interface Inbox {
  has(event: EventName): Promise<boolean>;
  /**
   * Effects and the mark that they are done, in one transaction: an event has its effect exactly once, however often it comes. `before`: it had it;
   * `moved`: a count is no longer what it was read to be, and nothing was written. `part` names a share of an event that is done by itself.
   */
  once(event: EventName, effects: readonly Effect[], part?: string): Promise<'done' | 'before' | 'moved'>;
}

export interface Achievement {
  readonly player: string;
  readonly achievement: string;
  readonly session: string;
  readonly at: number;
}

/** What players have achieved. */
export interface Achievements {
  /** Games that a player has played to their end. */
  games(tenant: string, player: string): Promise<number>;
  /** By name. */
  of(tenant: string, player: string): Promise<Achievement[]>;
}

export interface StoredNotice extends Notice {
  /** Sorts by time. */
  readonly id: string;
  readonly at: number;
}

/** The notices of a tenant, and up to which one each of its people has read them. */
export interface Notices {
  /** Oldest first. */
  list(tenant: string): Promise<StoredNotice[]>;
  /** The last that a person has read; undefined before the first. */
  readUpTo(tenant: string, person: string): Promise<string | undefined>;
  markRead(tenant: string, person: string, upTo: string): Promise<void>;
}

/** Has a function open a session's package before a slice asks for it. */
export interface Warmer {
  warm(ref: SessionRef, named: Pick<SessionStart, 'level' | 'packageHash' | 'engine' | 'latency'>): Promise<void>;
}
