import type { TurnsClock } from '../../../engine/model/level.ts';
import { passTurn } from '../../../engine/rules/seats/index.ts';
import type { Clock, CloudWorld, CommandLog, Connection, LoggedCommand, SessionHead, SessionStart, TurnWait } from '../../ports/index.ts';
import { ends } from './pins.ts';
import { judgeTurn } from './turn-wait.ts';
import { worldCommands } from './world.ts';

/**
 * Passes the turn of whoever keeps the others waiting for too long: a command of the system, logged and replayed like any other. One that does
 * not get in, because a player's command was first, is looked at again by the next slice. Returns whether the log has grown.
 */
export async function passOverdue(
  deps: { readonly log: CommandLog; readonly clock: Clock },
  {
    start,
    head,
    turns,
    wait,
    world,
    pending,
    listeners,
  }: {
    start: SessionStart;
    head: SessionHead;
    turns: TurnsClock;
    wait: TurnWait | undefined;
    world: CloudWorld;
    pending: readonly LoggedCommand[];
    listeners: readonly Connection[];
  },
): Promise<boolean> {
  if (ends(start) && world.tick >= world.ticks) return false;
  const now = deps.clock.now();
  const commands = worldCommands(pending);
  const { overdue } = judgeTurn({
    clock: turns,
    now,
    wait,
    begunAt: head.slice?.at,
    seats: world.seats(commands),
    waiting: world.waiting(commands),
    pending,
    listeners,
  });
  for (const [index, stage] of overdue.entries()) {
    const cmdSeq = head.cmdSeq + index;
    const outcome = await deps.log.accept(start, {
      expect: { cmdSeq, loop: 'running', seats: head.seats },
      command: { seq: cmdSeq + 1, sender: 0, clientSeq: cmdSeq + 1, type: passTurn, payload: { stage }, at: now },
    });
    if (outcome !== 'accepted') return index > 0;
  }
  return overdue.length > 0;
}
