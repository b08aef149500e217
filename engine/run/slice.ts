import { append } from '../kernel/append.ts';
import type { GameEvent } from '../kernel/events/index.ts';
import type { TickedCommand } from '../kernel/commands/index.ts';
import { LedgerError } from '../kernel/error.ts';
import type { LevelPackage } from '../model/package.ts';
import type { RunStart } from '../record/index.ts';
import type { Fault } from '../rules/scripting/index.ts';
import type { ScriptLog } from '../rules/tick.ts';
import type { Diff } from './diff.ts';
import type { Engine, Start } from './engine.ts';
import type { KpiValue, Seat, World } from './world.ts';

export interface SliceRequest {
  package: LevelPackage;
  /** Where to begin: a checkpoint, else `start`, else the first scenario. */
  checkpoint?: Uint8Array | undefined;
  start?: Start | undefined;
  /** A warm world instead of either; it is stepped, and stays open. */
  world?: World | undefined;
  /** In the order of the log. With `tick`: consumed by that tick, which must lie inside the slice. Without: by the slice's first tick. */
  commands?: readonly TickedCommand[] | undefined;
  /** At most this many. */
  ticks: number;
  /** Stops before a tick that a seat still owes its command. */
  untilWaiting?: boolean | undefined;
}

export interface SliceResult {
  checkpoint: Uint8Array;
  start: RunStart;
  fromTick: number;
  toTick: number;
  /** Of ticks fromTick + 1 .. toTick. */
  hashes: string[];
  chain: string;
  /** The commands with the tick that consumed each. */
  commands: (TickedCommand & { tick: number })[];
  events: GameEvent[];
  /** One value per tick of the slice; null before a KPI's first value. */
  kpis: Record<string, (KpiValue | null)[]>;
  logs: ScriptLog[];
  faults: Fault[];
  diff: Diff;
  waiting: string[];
  seats: Seat[];
  metering: { ticks: number; fuel: number; bytes: number };
  /** The scenario's planned length is reached. */
  done: boolean;
}

export function slice(
  engine: Engine,
  { package: pkg, checkpoint, start, world: warm, commands = [], ticks, untilWaiting = false }: SliceRequest,
): SliceResult {
  const world = warm ?? (checkpoint ? engine.openWorld(pkg, checkpoint) : engine.createWorld(pkg, start));
  const fromTick = world.tick;
  if (warm) world.changes();
  const result = {
    hashes: [] as string[],
    commands: [] as SliceResult['commands'],
    events: [] as GameEvent[],
    logs: [] as ScriptLog[],
    faults: [] as Fault[],
    kpis: {} as SliceResult['kpis'],
  };
  let fuel = 0;
  let pending = commands;
  try {
    for (let done = 0; done < ticks; done += 1) {
      const tick = world.tick + 1;
      const due = pending.filter((command) => (command.tick ?? tick) <= tick);
      const late = due.find((command) => command.tick !== undefined && command.tick < tick);
      if (late)
        throw new LedgerError({
          code: 'command-late',
          message: `The command ${late.type} is of tick ${late.tick}, and tick ${tick} is next.`,
          hint: 'Begin the slice before it.',
        });
      if (untilWaiting && world.waiting(due).length > 0) break;
      pending = pending.filter((command) => !due.includes(command));
      const step = world.step(due);
      result.hashes.push(step.hash);
      for (const command of due) result.commands.push({ ...command, tick });
      append(result.events, step.events);
      append(result.logs, step.logs);
      append(result.faults, step.faults);
      fuel += step.fuel;
      for (const [name, value] of Object.entries(step.kpis)) {
        const series = (result.kpis[name] ??= Array.from({ length: done }, () => null));
        series.push(value);
      }
    }
    const checkpointAfter = world.checkpoint();
    return {
      ...result,
      checkpoint: checkpointAfter,
      start: world.start,
      fromTick,
      toTick: world.tick,
      chain: world.chain(),
      diff: world.changes(),
      waiting: world.waiting(pending.filter((command) => command.tick === undefined)),
      seats: world.seats(),
      metering: { ticks: world.tick - fromTick, fuel, bytes: checkpointAfter.length },
      done: world.tick >= world.ticks,
    };
  } finally {
    if (!warm) world.dispose();
  }
}
