/** Phase input: commands are checked, counted once, and turned into what they mean for seats, parameters and the tick rate. */
import { freshCommands, validateCommand, type Command, type CommandTypes } from '../../kernel/commands/index.ts';
import { LedgerError } from '../../kernel/error.ts';
import { indexOf } from '../../kernel/world/index.ts';
import { parseParameter } from '../../model/parameters.ts';
import type { CompiledLevel } from '../../model/compiled.ts';
import { applySeatCommand, passTurn, setParameter, setTickRate, systemCommands } from '../seats/index.ts';
import { readSeats, writeSeats } from '../seats/read.ts';
import { defineSystem } from '../define-system.ts';
import type { Tick } from '../tick.ts';

const source = 'input';

/** Every command that a level understands: the project's own and the system's. */
export const commandTypes = (level: CompiledLevel): CommandTypes => ({ ...level.commands, ...systemCommands }) as CommandTypes;

const refuse = (tick: Tick, { sender, seq, type }: Command, message: string, hint?: string): void => {
  tick.events.emit(source, 'CommandRefused', { sender, seq, type, message, ...(hint !== undefined && { hint }) });
};

export const inputSystem = defineSystem({
  name: source,
  phase: 'input',
  reads: ['Seat'],
  writes: ['Seat'],
  run(tick) {
    if (tick.commands.length === 0) return;
    const types = commandTypes(tick.level);
    for (const candidate of freshCommands(tick.arena.senders, tick.commands)) {
      tick.trace?.enter({ kind: 'command', command: candidate });
      const checked = validateCommand(types, candidate);
      if (!checked.ok) refuse(tick, candidate, checked.error.message, checked.error.hint);
      else if (Object.hasOwn(systemCommands, checked.command.type)) applySystemCommand(tick, checked.command);
      else applyCommand(tick, checked.command);
    }
  },
});

function applyCommand(tick: Tick, command: Command): void {
  const { clock } = tick.level;
  const seats = readSeats(tick.arena);
  if (clock.kind === 'turns' && (command.type === clock.take || command.type === clock.release)) {
    const { seats: after, changes } = applySeatCommand(seats, clock, command);
    writeSeats(tick.arena, after);
    for (const change of changes) {
      if (change.kind === 'refused') {
        const what = change.stage === '' ? 'You hold no stage.' : `${change.stage}: ${change.reason}.`;
        refuse(
          tick,
          command,
          what,
          change.reason === 'no such stage' ? `There are ${seats.map(({ stage }) => stage).join(', ')}.` : undefined,
        );
      } else {
        const { entity, stage, sender } = change;
        const index = indexOf(tick.arena.byKey(entity)!);
        tick.events.emit(source, change.kind === 'taken' ? 'StageTaken' : 'StageReleased', { stage, sender }, { index, entity });
      }
    }
    return;
  }
  const seat = seats.find(({ owner }) => owner === command.sender && command.sender !== 0);
  if (clock.kind === 'turns' && command.type === clock.awaits && !seat) {
    refuse(tick, command, `${command.type} needs a stage, and sender ${command.sender} holds none.`, `Send ${clock.take} first.`);
    return;
  }
  const missing = missingRight(tick, command, seat?.entity);
  if (missing !== undefined) {
    refuse(tick, command, missing.message, missing.hint);
    return;
  }
  tick.accepted.push({ ...command, ...(seat && { entity: seat.entity }) });
}

/** A command that needs a right is for who has it: a seat whose Role has it, or a seat without a Role. */
function missingRight(
  { level, arena }: Tick,
  { type, sender }: Command,
  seat: string | undefined,
): { message: string; hint: string } | undefined {
  const { needs } = level.commands[type]!;
  if (needs === undefined) return undefined;
  if (seat === undefined)
    return { message: `${type} needs the right to ${needs}, and sender ${sender} holds no seat.`, hint: 'Take a seat first.' };
  const role = arena.get(arena.byKey(seat)!, 'Role') as { name: string; may: string[] } | undefined;
  if (!role || role.may.includes(needs)) return undefined;
  return {
    message: `${type} needs the right to ${needs}, which ${role.name || seat} does not have.`,
    hint: `It may ${role.may.join(', ') || 'do nothing'}.`,
  };
}

function applySystemCommand(tick: Tick, command: Command): void {
  const { type, sender, payload } = command;
  if (sender !== 0) {
    refuse(tick, command, `${type} is the system's: a player cannot send it.`);
    return;
  }
  const { stage = '', name = '', value = '', hz = 0 } = payload as { stage?: string; name?: string; value?: string; hz?: number };
  if (type === passTurn) {
    const seat = readSeats(tick.arena).find((one) => one.stage.toLowerCase() === stage.toLowerCase());
    if (seat)
      tick.events.emit(
        source,
        'TurnPassed',
        { stage: seat.stage, owner: seat.owner },
        { index: indexOf(tick.arena.byKey(seat.entity)!), entity: seat.entity },
      );
    else refuse(tick, command, `There is no stage ${stage}.`);
  } else if (type === setTickRate) {
    if (tick.level.clock.kind !== 'realtime') refuse(tick, command, 'The level runs in turns: it has no tick rate.');
    else {
      tick.arena.stepMicros = Math.round(1_000_000 / hz);
      tick.events.emit(source, 'TickRateSet', { hz });
    }
  } else if (type === setParameter) {
    try {
      const spec = Object.hasOwn(tick.level.parameters, name) ? tick.level.parameters[name] : undefined;
      if (!spec) throw new LedgerError({ code: 'bad-parameter', message: `There is no parameter ${name}.` });
      const parsed = parseParameter(name, spec, value);
      tick.session.parameters = { ...tick.session.parameters, [name]: parsed };
      tick.events.emit(source, 'ParameterSet', { name, value: parsed });
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      refuse(tick, command, error.message, error.hint);
    }
  }
}
