import { endCommand, pauseCommand, resumeCommand } from '../session/pins.ts';
import type { AuditedCommand, AuditRecord } from './record.ts';

/** A point of a session: a tick of its world, or milliseconds since 1970. */
export type Moment = { readonly tick: number } | { readonly at: number };

export interface AuditQuery {
  /** Both included. */
  readonly from?: Moment;
  readonly to?: Moment;
  /** A seat's number, a player's opaque id, or `system`. */
  readonly who?: string;
  /** Type of the command; `$start` is the session's beginning. */
  readonly type?: string;
}

/** One thing that somebody did in a session. */
export interface AuditedDeed {
  /** Number of the record that holds it. */
  readonly record: number;
  /** When its commit was made, in milliseconds since 1970; of a pause, a resume and an end when it took effect. */
  readonly at: number;
  /** The tick that consumed it; of an end the last one that ran. */
  readonly tick: number;
  /** The seat; 0 is the system, and whoever started the session. */
  readonly sender: number;
  /** Opaque id of who holds the seat, or started the session. */
  readonly who: string;
  readonly type: string;
  readonly payload: AuditedCommand['payload'];
}

export const systemSender = 'system';

/** What was done in a session and matches, in order: how it was started, and every command with the tick that consumed it. */
export function queryAudit(records: readonly AuditRecord[], { from, to, who, type }: AuditQuery): AuditedDeed[] {
  const after = (deed: AuditedDeed, moment: Moment): boolean => ('tick' in moment ? deed.tick >= moment.tick : deed.at >= moment.at);
  const before = (deed: AuditedDeed, moment: Moment): boolean => ('tick' in moment ? deed.tick <= moment.tick : deed.at <= moment.at);
  return deeds(records).filter(
    (deed) =>
      (from === undefined || after(deed, from)) &&
      (to === undefined || before(deed, to)) &&
      (who === undefined || deed.who === who || (deed.sender > 0 && String(deed.sender) === who)) &&
      (type === undefined || deed.type === type),
  );
}

function deeds(records: readonly AuditRecord[]): AuditedDeed[] {
  const players = new Map<number, string>();
  return records.flatMap((record): AuditedDeed[] => {
    const { seq, at } = record;
    if (record.kind === 'start')
      return [
        { record: seq, at, tick: 0, sender: 0, who: record.startedBy, type: '$start', payload: record.start as AuditedDeed['payload'] },
      ];
    return record.commands.map(({ sender, tick, type, payload }) => {
      const joined = type === '$join' ? joinOf(payload) : undefined;
      if (joined) players.set(joined.sender, joined.player);
      const who = joined?.player ?? (sender === 0 ? systemSender : (players.get(sender) ?? ''));
      const deed = { record: seq, at, tick, sender: joined?.sender ?? sender, who, type, payload };
      return sender === 0 && phaseCommands.has(type) ? { ...deed, ...forceOf(payload, deed), tick: Math.min(tick, record.toTick) } : deed;
    });
  });
}

/** They take effect when they are taken, and stand in a commit that may come much later. */
const phaseCommands = new Set([pauseCommand, resumeCommand, endCommand]);

const forceOf = (payload: AuditedCommand['payload'], { at }: { at: number }): { at: number } => {
  const { at: taken } = (payload ?? {}) as { at?: unknown };
  return { at: typeof taken === 'number' && taken > 0 && taken <= at ? taken : at };
};

const joinOf = (payload: AuditedCommand['payload']): { sender: number; player: string } | undefined => {
  const { sender, player } = (payload ?? {}) as { sender?: unknown; player?: unknown };
  return typeof sender === 'number' && typeof player === 'string' ? { sender, player } : undefined;
};
