/** Who plays with whom, how fast, and what everybody sends: the same for every host, so that only the hosts differ. */
import { random } from '../../engine/kernel/index.ts';

/**
 * `sessions`: a session for each group of players. `one`: everybody in one session, who all see each other. `views`: everybody in one session,
 * and each sees those of the own group only.
 */
export const layouts = ['sessions', 'one', 'views'] as const;
export type Layout = (typeof layouts)[number];

export interface Shape {
  readonly layout: Layout;
  readonly players: number;
  /** Players who see one another; in layout `one` that is everybody. */
  readonly perGroup: number;
  /** Ticks per second. */
  readonly hz: number;
  /** Commands that each player sends per second. */
  readonly rate: number;
  /** How long commands are sent. */
  readonly seconds: number;
  readonly seed: number;
  /** Every so many-th command of a player is dropped by the level after it was acknowledged: a planted loss, which must be found. 0: none. */
  readonly drops: number;
}

/** Where a player sits: seats count from 1 within a room. */
export interface Place {
  readonly room: number;
  readonly seat: number;
}

export const roomCount = ({ layout, players, perGroup }: Shape): number => (layout === 'sessions' ? Math.ceil(players / perGroup) : 1);

/** Seats of a fully taken room. */
export const seatsPerRoom = ({ layout, players, perGroup }: Shape): number => (layout === 'sessions' ? perGroup : players);

/** Players of a room; the last one may have fewer. */
export const playersIn = (shape: Shape, room: number): number => Math.min(seatsPerRoom(shape), shape.players - room * seatsPerRoom(shape));

/** First seat and number of seats of the group that a seat belongs to. */
export function groupOf(shape: Shape, { room, seat }: Place): { readonly first: number; readonly size: number } {
  const at = Math.floor((seat - 1) / shape.perGroup) * shape.perGroup;
  return { first: at + 1, size: Math.min(shape.perGroup, playersIn(shape, room) - at) };
}

/** Number of a place among all, from 0. */
export const playerAt = (shape: Shape, { room, seat }: Place): number => room * seatsPerRoom(shape) + seat - 1;

/** How many commands each player sends. */
export const commandsEach = ({ rate, seconds }: Shape): number => Math.max(1, Math.floor(rate * seconds));

const moveChannel = 1;
const jitterChannel = 2;
const chance = ({ seed }: Shape, player: number, channel: number, nonce: number): number => random(seed, player, channel, nonce, 0);

/** Where the player's command goes, in steps of -3 to 3. */
export function moveOf(shape: Shape, player: number, nonce: number): { readonly dx: number; readonly dy: number } {
  const step = Math.floor(chance(shape, player, moveChannel, nonce) * 49);
  return { dx: (step % 7) - 3, dy: Math.floor(step / 7) - 3 };
}

/** When the player's command is due, in ms from the beginning: one in each period, at a place of its own within a quarter of a period. */
export function dueAt(shape: Shape, player: number, nonce: number): number {
  const phase = chance(shape, player, jitterChannel, 0) * 0.75;
  const jitter = chance(shape, player, jitterChannel, nonce) * 0.25;
  return ((nonce - 1 + phase + jitter) / shape.rate) * 1000;
}

/** Where a player stands after so many commands, and with how many moves. */
export function standing(
  shape: Shape,
  player: number,
  commands: number,
): { readonly x: number; readonly y: number; readonly moves: number } {
  let [x, y] = [0, 0];
  for (let nonce = 1; nonce <= commands; nonce += 1) {
    const { dx, dy } = moveOf(shape, player, nonce);
    x += dx;
    y += dy;
  }
  return { x, y, moves: commands };
}
