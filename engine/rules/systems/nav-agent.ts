import type { Vec3 } from '../../kernel/math/index.ts';
import { indexOf, type Arena } from '../../kernel/world/index.ts';
import { MAX_CORNERS } from '../../model/components/nav-way.ts';
import { cellAt } from '../../model/nav-ground.ts';
import { defineSystem } from '../define-system.ts';
import { Agents, type NavState } from '../nav/agents.ts';
import { Grounds } from '../nav/grounds.ts';
import { apart, planWay, type Errand } from '../nav/plan-way.ts';
import type { Tick } from '../tick.ts';
import { isPushed, looking, placeAt, turnTo, worldPosition } from './place.ts';

/** So many cells are looked at in a tick before the other agents wait for the next; a search that has begun is ended. */
export const NAV_BUDGET = 65_536;
/** What a search costs besides its cells, so that a tick has an end with many short ones. */
const SEARCH_COST = 32;

interface Trip extends Errand {
  readonly index: number;
  /** The cell of the goal, counted from 1. */
  readonly goal: number;
  /** Another whenever the way may be another. */
  readonly sign: number;
}

/**
 * Leads every running NavAgent to where it is to go: over the nav region that it stands on, around what is in the way. A way is looked for when
 * the goal comes into another cell, when something in the way changes, and when the corners that are kept are behind; all else follows from what
 * is in columns. Who has no way stands still, and looks again when something has changed.
 */
export const navAgentSystem = defineSystem({
  name: 'nav-agent',
  phase: 'rules',
  reads: ['Character', 'Collider', 'NavObstacle', 'NavRegion', 'RigidBody', 'Transform'],
  writes: ['Character', 'NavAgent', 'NavWay', 'Transform'],
  run(tick) {
    const { arena } = tick;
    const indices = arena.query('NavAgent', 'Transform').indices();
    if (indices.length === 0) return;
    const agents = new Agents(arena);
    const grounds = new Grounds(arena);
    const trips: Trip[] = [];
    for (const i of indices) {
      // It begins in the next tick: what it needs for its way is given to it when this system has ended.
      if (!arena.has(arena.entityAt(i), 'NavWay')) arena.add(arena.entityAt(i), 'NavWay');
      else {
        const trip = tripOf(tick, agents, grounds, i);
        if (trip) trips.push(trip);
      }
    }
    planAll(tick, agents, grounds, trips);
    for (const trip of trips) if (agents.state(trip.index) === 'walking') go(tick, agents, trip);
  },
});

/** What an agent is about in this tick; undefined where it stays as it is. */
function tripOf(tick: Tick, agents: Agents, grounds: Grounds, i: number): Trip | undefined {
  const { arena } = tick;
  const destination = agents.flag(i, 'running') && (agents.isCharacter(i) || !isPushed(arena, i)) ? agents.destination(i) : undefined;
  if (!destination) {
    agents.setState(i, 'idle');
    for (const field of ['goal', 'seen', 'waited'] as const) agents.write(i, field, 0);
    return undefined;
  }
  const here = worldPosition(arena, i);
  const there = 'point' in destination ? destination.point : worldPosition(arena, indexOf(destination.target));
  const ground = grounds.under(here);
  const cell = ground ? cellAt(ground, there) : -1;
  if (!ground || cell < 0) {
    end(tick, agents, i, 'unreachable', { goal: 0, sign: 0 });
    return undefined;
  }
  const [reach, radius] = [agents.number(i, 'reach'), agents.number(i, 'radius')];
  const sign = mixed(mixed(mixed(grounds.signOf(ground), cell), Math.floor(radius * 65_536)), Math.floor(reach * 65_536));
  const trip: Trip = { index: i, ground, here, there, reach, radius, goal: cell + 1, sign };
  if (apart(here, there) > reach) return trip;
  end(tick, agents, i, 'arrived', trip);
  return undefined;
}

/** Finds ways for who needs one: who has waited longest first, then by index. */
function planAll(tick: Tick, agents: Agents, grounds: Grounds, trips: readonly Trip[]): void {
  const asking = trips
    .filter((trip) => !isSettled(agents, trip))
    .toSorted((a, b) => agents.number(b.index, 'waited') - agents.number(a.index, 'waited') || a.index - b.index);
  let spent = 0;
  for (const trip of asking) {
    const { index: i } = trip;
    if (spent >= NAV_BUDGET) {
      agents.write(i, 'waited', Math.min(65_535, agents.number(i, 'waited') + 1));
      // Meanwhile it goes on as far as it knows the way.
      if (agents.number(i, 'left') === 0) agents.setState(i, 'waiting');
      continue;
    }
    const { corners, visited } = planWay(trip, grounds.blocked(trip.ground, trip.radius), MAX_CORNERS);
    spent += visited + SEARCH_COST;
    agents.write(i, 'waited', 0);
    if (!corners) {
      end(tick, agents, i, 'unreachable', { goal: trip.goal, sign: fromHere(trip) });
      continue;
    }
    agents.setCorners(i, corners);
    agents.setState(i, 'walking');
    agents.write(i, 'goal', trip.goal);
    agents.write(i, 'seen', trip.sign);
  }
}

/** Whether what it does is still what there is to do. */
function isSettled(agents: Agents, trip: Trip): boolean {
  const { index: i, here, there, reach, ground, sign } = trip;
  const seen = agents.number(i, 'seen');
  switch (agents.state(i)) {
    case 'walking':
      return seen === sign && agents.number(i, 'left') > 0;
    case 'arrived':
      return seen === sign && apart(here, there) <= reach + ground.cell;
    case 'unreachable':
      return seen === fromHere(trip);
    case 'idle':
    case 'waiting':
      return false;
  }
}

/** Who has no way from where it is may have one from elsewhere. */
const fromHere = ({ sign, ground, here }: Trip): number => mixed(sign, cellAt(ground, here));

/** Goes on by one tick, and is told to have arrived where that is so. */
function go(tick: Tick, agents: Agents, trip: Trip): void {
  const { arena, dt } = tick;
  const { index: i, ground, here, there, reach } = trip;
  const isCharacter = agents.isCharacter(i);
  // Within the goal’s cell it goes to where the goal is now.
  if (agents.number(i, 'left') === 1 && cellAt(ground, agents.corner(i, 0)) === trip.goal - 1)
    agents.setCorners(i, [[there[0], ground.corner[1], there[2]]]);
  let at = here;
  let far = agents.number(i, 'speed') * dt;
  let ahead: Vec3 | undefined;
  while (agents.number(i, 'left') > 0 && far > 0) {
    const corner = agents.corner(i, 0);
    const away = apart(at, corner);
    const part = Math.min(1, away === 0 ? 1 : far / away);
    if (away > 0) ahead = [corner[0] - at[0], 0, corner[2] - at[2]];
    // Physics moves characters: they pass a corner as near as they come.
    if (isCharacter && away > ground.cell / 4) break;
    if (!isCharacter) {
      at = part === 1 ? [corner[0], here[1], corner[2]] : [at[0] + (corner[0] - at[0]) * part, here[1], at[2] + (corner[2] - at[2]) * part];
      far -= away;
    }
    if (part === 1 || isCharacter) agents.pass(i);
  }
  if (isCharacter) agents.steer(i, steering(ahead, agents.number(i, 'speed'), dt, agents.number(i, 'left') > 0));
  else placeAt(arena, i, at);
  if (ahead && agents.flag(i, 'turn')) turnTo(arena, i, looking(ahead));
  const isNear = apart(at, there) <= (agents.number(i, 'left') === 0 ? reach + ground.cell * 0.75 : reach);
  if (isNear) end(tick, agents, i, 'arrived', trip);
}

/** Towards the next corner, no faster than that it is there in a tick. */
function steering(ahead: Vec3 | undefined, speed: number, dt: number, hasMore: boolean): Vec3 {
  if (!ahead || !hasMore) return [0, 0, 0];
  const away = Math.sqrt(ahead[0] * ahead[0] + ahead[2] * ahead[2]);
  const pace = Math.min(speed, away / dt) / away;
  return [ahead[0] * pace, 0, ahead[2] * pace];
}

/** It is there, or has no way: told where that is news. */
function end(
  { arena, events }: Pick<Tick, 'arena' | 'events'>,
  agents: Agents,
  i: number,
  state: NavState & ('arrived' | 'unreachable'),
  { goal, sign }: Pick<Trip, 'goal' | 'sign'>,
): void {
  const isNews = agents.state(i) !== state || agents.number(i, 'goal') !== goal;
  agents.setState(i, state);
  agents.write(i, 'goal', goal);
  agents.write(i, 'seen', sign);
  agents.write(i, 'waited', 0);
  if (!isNews) return;
  const type = agents.text(i, state === 'arrived' ? 'arrived' : 'lost');
  events.emit('nav-agent', type, { target: targetName(arena, agents, i) }, { index: i, entity: arena.nameOf(arena.entityAt(i)) });
}

function targetName(arena: Arena, agents: Agents, i: number): string | null {
  const destination = agents.destination(i);
  return destination && 'target' in destination ? arena.nameOf(destination.target) : null;
}

const mixed = (sign: number, by: number): number => {
  const once = Math.imul(sign ^ by, 0x9e37_79b1);
  return (once ^ (once >>> 15)) >>> 0;
};
