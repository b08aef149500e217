/** Commands that every level understands and only a host (sender 0) may send. They stand in the log like any other. */
import type { FieldSpec } from '../../kernel/world/field.ts';

/** The seat's own policy orders this turn: its player is away, or the deadline is over. */
export const passTurn = 'PassTurn';
/** From this tick on a parameter has another value: what a fork with other settings sends. */
export const setParameter = 'SetParameter';
/** From this tick on a realtime level runs at this many ticks per second. */
export const setTickRate = 'SetTickRate';

export const systemCommands: Readonly<Record<string, { help: string; fields: Readonly<Record<string, FieldSpec>> }>> = {
  [passTurn]: { help: 'The stage orders by its own policy this turn.', fields: { stage: { kind: 'string' } } },
  [setParameter]: {
    help: 'Changes a parameter from this tick on; the value is written as for --set.',
    fields: { name: { kind: 'string' }, value: { kind: 'string' } },
  },
  [setTickRate]: { help: 'Changes the tick rate of a realtime level.', fields: { hz: { kind: 'u16', min: 1, max: 120, default: 60 } } },
};
