import type { Spending, Usage } from '../../ports/index.ts';
import { segmentRecords } from '../audit/append.ts';
import { functionMemory, noUsage, sum } from '../metering/index.ts';
import { replayBudget } from '../session/commit.ts';
import { callBudget } from '../session/loop.ts';
import { sliceTicks } from '../session/pins.ts';
import { renewAfter } from '../session/slice.ts';
import { checkpoint, clocked, hosted, messagesOfCommand, segment, turns, type Taken } from './factors.ts';

/** How a session is played, for who asks what it would take. */
export type Play =
  | {
      readonly kind: 'turns';
      /** With a stage each. In every turn each sends one command, one after the other, all of them connected. */
      readonly players: number;
      readonly turns: number;
    }
  | {
      readonly kind: 'interactive' | 'relaxed';
      /** Ticks a second. */
      readonly hz: number;
      /** Connected all the time, who miss no message. */
      readonly players: number;
      readonly minutes: number;
      /** Of all players together. */
      readonly commands: number;
    }
  | {
      /** On a host of its own: who plays costs nothing that is billed by number. */
      readonly kind: 'hot';
      readonly hz: number;
      readonly minutes: number;
    };

const perMinute = 60_000;

/**
 * What the meter would count of a session that is played so: fractions where something happens once in a while. Its messages are of one begun
 * 32 KB each, its HEAD and records of one kilobyte or little more. Bytes and fuel are 0: nobody is billed for them. Left out are functions that
 * are loaded anew, players who come to a level with a clock, commands that find another in their way, and checkpoints that a slow world needs.
 */
export const usageOf = (play: Play): Usage => (play.kind === 'turns' ? ofTurns(play) : play.kind === 'hot' ? ofHost(play) : ofClock(play));

function ofTurns({ players, turns: played }: Extract<Play, { kind: 'turns' }>): Usage {
  const commands = players * played;
  // After each command but a turn's last, everybody is told whom the turn still waits for; after the last, what came of it.
  const told = commands * players;
  const { arrival, messagesOfArrival, commandsOfArrival, command, turn } = turns;
  const spent = sum(nothing, times(arrival, players), times(command, commands), times(turn, played));
  return {
    ...noUsage,
    slices: played,
    ticks: played,
    commands: commands + players * commandsOfArrival,
    ...billed(spent, functionMemory.slice),
    loopMs: spent.sliceMs,
    socketMs: spent.sliceMs * players,
    messages: players * messagesOfArrival + commands * messagesOfCommand + told,
  };
}

function ofClock({ kind, hz, players, minutes, commands }: Extract<Play, { kind: 'interactive' | 'relaxed' }>): Usage {
  const ms = minutes * perMinute;
  const ticks = (ms / 1000) * hz;
  const slices = ticks / sliceTicks({ latency: kind, pace: 'realtime' }, hz);
  const held = { calls: ms / callBudget, loops: Math.max(ms / renewAfter.ms, slices / renewAfter.slices), sliceMs: ms };
  const spent = sum(
    nothing,
    held,
    times(clocked.slice, slices),
    times(clocked.command, commands),
    times(segment, slices / segmentRecords),
    times(checkpoint, Math.min(commands, slices) / replayBudget.entries),
  );
  return {
    ...noUsage,
    slices,
    ticks,
    commands,
    ...billed(spent, kind === 'relaxed' ? functionMemory.relaxedSlice : functionMemory.slice),
    loopMs: ms,
    socketMs: ms * players,
    messages: slices * players + commands * messagesOfCommand,
  };
}

function ofHost({ hz, minutes }: Extract<Play, { kind: 'hot' }>): Usage {
  const ms = minutes * perMinute;
  const commits = ms / 1000;
  const spent = sum(nothing, times(hosted.commit, commits), times(segment, commits / segmentRecords));
  return { ...noUsage, slices: commits, ticks: commits * hz, ...billed(spent, functionMemory.slice), taskMs: ms };
}

const nothing: Taken = { calls: 0, loops: 0, readUnits: 0, writeUnits: 0, puts: 0, signatures: 0, sliceMs: 0, routerMs: 0, auditMs: 0 };

const times = (one: Partial<Taken>, count: number): Partial<Taken> =>
  Object.fromEntries(Object.entries(one).map(([name, amount]) => [name, Number(amount) * count]));

/** In the counters of the meter. */
const billed = (
  { calls, loops, readUnits, writeUnits, puts, signatures, sliceMs, routerMs, auditMs }: Taken,
  sliceMemory: number,
): Pick<Spending, 'calls' | 'loops' | 'readUnits' | 'writeUnits' | 'puts' | 'signatures' | 'gbMs'> => ({
  calls,
  loops,
  readUnits,
  writeUnits,
  puts,
  signatures,
  gbMs: (sliceMs * sliceMemory + routerMs * functionMemory.router + auditMs * functionMemory.auditWriter) / 1024,
});
