import type { Vec3 } from '../../kernel/math/index.ts';
import { indexOf, type Arena, type Entity } from '../../kernel/world/index.ts';
import { MAX_OCCUPANTS } from '../../model/components/occupants.ts';
import { defineSystem } from '../define-system.ts';
import { worldPosition } from './place.ts';

interface Visitor {
  readonly index: number;
  readonly entity: Entity;
  readonly at: Vec3;
  /** Its team, as a bit. */
  readonly group: number;
}

/** Tells of everybody with a Team who comes into a zone or goes out of it. Who ends inside has not gone out. */
export const triggerSystem = defineSystem({
  name: 'trigger',
  phase: 'rules',
  reads: ['Team', 'Transform', 'Trigger'],
  writes: ['Occupants', 'Trigger'],
  after: ['velocity'],
  run({ arena, events }) {
    const zones = arena.query('Trigger', 'Transform');
    if (zones.first() < 0) return;
    const [groups, once, fired, enter, leave] = ['groups', 'once', 'fired', 'enter', 'leave'].map((field) =>
      arena.column('Trigger', field),
    );
    const size = arena.lanes('Trigger', 'size');
    const visitors = visitorsOf(arena);
    zones.each((i) => {
      if (once![i] === 1 && fired![i] === 1) return;
      const zone = arena.entityAt(i);
      const centre = worldPosition(arena, i);
      const inside = visitors.filter(
        ({ index, at, group }) =>
          index !== i && (groups![i]! & group) !== 0 && at.every((value, axis) => Math.abs(value - centre[axis]!) <= size[axis]![i]! / 2),
      );
      const before = occupantsOf(arena, zone);
      const came = inside.filter(({ entity }) => !before.includes(entity));
      const went = before.filter((entity) => !inside.some((one) => one.entity === entity));
      const room = came.slice(0, once![i] === 1 ? 1 : MAX_OCCUPANTS - before.length + went.length);
      const tell = (type: number, entity: Entity): void =>
        events.emit('trigger', arena.text(type), { zone: arena.nameOf(zone) }, { index: indexOf(entity), entity: arena.nameOf(entity) });
      for (const entity of went) tell(leave![i]!, entity);
      for (const { entity } of room) tell(enter![i]!, entity);
      if (room.length > 0) fired![i] = 1;
      if (room.length + went.length > 0)
        keep(
          arena,
          zone,
          inside.map(({ entity }) => entity).filter((entity) => before.includes(entity) || room.some((one) => one.entity === entity)),
        );
    });
  },
});

const visitorsOf = (arena: Arena): Visitor[] => {
  const number = arena.column('Team', 'number');
  return Array.from(arena.query('Team', 'Transform').indices(), (index) => ({
    index,
    entity: arena.entityAt(index),
    at: worldPosition(arena, index),
    group: 1 << number[index]!,
  }));
};

/** Ascending by index; without those who ended. */
const occupantsOf = (arena: Arena, zone: Entity): Entity[] => {
  if (!arena.has(zone, 'Occupants')) return [];
  const who = arena.column('Occupants', 'who');
  const from = indexOf(zone) * MAX_OCCUPANTS;
  return Array.from({ length: MAX_OCCUPANTS }, (_, k) => who[from + k] as Entity).filter(
    (entity) => (entity as number) !== 0 && arena.alive(entity),
  );
};

const keep = (arena: Arena, zone: Entity, inside: readonly Entity[]): void => {
  if (!arena.has(zone, 'Occupants')) {
    arena.add(zone, 'Occupants', {
      who: Array.from({ length: MAX_OCCUPANTS }, (_, k) => (inside[k] === undefined ? null : arena.nameOf(inside[k]))),
    });
    return;
  }
  const who = arena.column('Occupants', 'who');
  const from = indexOf(zone) * MAX_OCCUPANTS;
  for (let k = 0; k < MAX_OCCUPANTS; k += 1) who[from + k] = inside[k] ?? 0;
};
