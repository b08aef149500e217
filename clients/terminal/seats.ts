/** What a game of turns lets a player do from the seat that they hold. */
import type { Command, Level, Seat, TurnsClock } from './protocol.ts';
import type { View } from './session.ts';

const turnsOf = (level: Level | undefined): TurnsClock | undefined => (level?.clock.kind === 'turns' ? level.clock : undefined);
const stagesOf = (seats: readonly Seat[]): string => seats.map(({ stage }) => stage).join(', ');

export const seatOf = ({ seats, sender }: View): Seat | undefined => seats.find(({ owner }) => sender !== 0 && owner === sender);

/** Whether a command sits its player down, or has them get up; undefined where it does neither. */
export function movesTo({ type }: Command, level: Level): 'seat' | 'away' | undefined {
  const turns = turnsOf(level);
  return type === turns?.take ? 'seat' : type === turns?.release ? 'away' : undefined;
}

/**
 * Why a command can have no effect at the seats as they are, with the next step; undefined where it can.
 * @param isSittingDown a seat is asked for, and nothing was heard of it yet
 */
export function seatProblem({ type, payload }: Command, view: View, isSittingDown: boolean): string | undefined {
  const { level, seats, sender } = view;
  const turns = turnsOf(level);
  if (turns === undefined || seats.length === 0) return undefined;
  const free = seats.filter(({ owner }) => owner === 0);
  if (type === turns.take) {
    const { stage = '' } = payload as { readonly stage?: string };
    const wanted = seats.find((seat) => seat.stage.toLowerCase() === stage.toLowerCase());
    if (stage === '') return `Say which stage: ${turns.take} and one of ${stagesOf(seats)}.`;
    if (!wanted) return `There is no stage ${stage}; there are ${stagesOf(seats)}.`;
    if (wanted.owner === 0 || wanted.owner === sender) return undefined;
    return `${wanted.name} is taken by player ${wanted.owner}. ${free.length === 0 ? 'No stage is free.' : `Free: ${stagesOf(free)}.`}`;
  }
  if ((type !== turns.awaits && type !== turns.release) || isSittingDown || seatOf(view)) return undefined;
  const [first] = free;
  return first === undefined
    ? 'You hold no seat, and none is free.'
    : `You hold no seat: take one first, for example: ${turns.take} ${first.stage}`;
}

/** The level with the stages there are as the choices of the command that takes one. */
export function withStages(level: Level, seats: readonly Seat[]): Level {
  const turns = turnsOf(level);
  const take = turns === undefined ? undefined : level.commands[turns.take];
  const stage = take?.fields['stage'];
  if (turns === undefined || take === undefined || stage === undefined || seats.length === 0) return level;
  const named = { ...take, fields: { ...take.fields, stage: { ...stage, options: seats.map((seat) => seat.stage) } } };
  return { ...level, commands: { ...level.commands, [turns.take]: named } };
}
