import type { Arena, Entity, WorldLayout } from '../world/index.ts';
import { createArena, fieldDefault } from '../world/index.ts';
import type { FieldSpec } from '../world/field.ts';
import type { Json } from '../json.ts';
import { philox } from '../math/rng.ts';
import { formatDecimal } from '../math/decimal.ts';

/** Seeded choices for tests: the same seed, the same test. */
export interface Dice {
  /** A whole number below `sides`. */
  roll(sides: number): number;
  chance(oneIn: number): boolean;
  pick<T>(items: readonly T[]): T;
}

export const diceOf = (seed: number): Dice => {
  const words = new Uint32Array(4);
  let n = 0;
  const roll = (sides: number): number => {
    philox(words, n++, 0, 0, 0, seed, 1);
    return words[0]! % sides;
  };
  return { roll, chance: (oneIn) => roll(oneIn) === 0, pick: (items) => items[roll(items.length)]! };
};

/** Components of every field kind, scalar and array. */
export const everyKind: WorldLayout['types'] = [
  {
    name: 'All',
    fields: {
      flag: { kind: 'bool', default: true },
      tiny: { kind: 'u8', max: 200 },
      small: { kind: 'u16' },
      signed: { kind: 'i32', default: -5 },
      count: { kind: 'u32' },
      single: { kind: 'f32', min: -10, max: 10 },
      double: { kind: 'f64' },
      mood: { kind: 'enum', options: ['calm', 'busy', 'angry'], default: 'busy' },
      may: { kind: 'flags', options: ['a', 'b', 'c'], default: ['b'] },
      name: { kind: 'string', default: 'nobody' },
      target: { kind: 'entity' },
      model: { kind: 'asset' },
      color: { kind: 'color' },
      flat: { kind: 'vec2' },
      place: { kind: 'vec3', default: [1, 2, 3] },
      turn: { kind: 'quat' },
      cost: { kind: 'decimal', scale: 4, default: '0.5000' },
    },
  },
  {
    name: 'Arrays',
    fields: {
      orders: { kind: 'u16', length: 4 },
      points: { kind: 'vec3', length: 2 },
      names: { kind: 'string', length: 3 },
      prices: { kind: 'decimal', length: 2 },
    },
  },
  { name: 'Mark', fields: {} },
  { name: 'Note', fields: { text: { kind: 'string' }, about: { kind: 'entity' } } },
];

const scalar = (spec: FieldSpec, dice: Dice, entities: readonly string[]): Json => {
  const half = (): number => Math.fround((dice.roll(2001) - 1000) / 100);
  switch (spec.kind) {
    case 'bool':
      return dice.chance(2);
    case 'u8':
      return dice.roll((spec.max ?? 255) + 1);
    case 'u16':
      return dice.roll(65_536);
    case 'i32':
      return dice.roll(0xffff_ffff) - 0x8000_0000;
    case 'u32':
      return dice.roll(0xffff_ffff);
    case 'f32':
      return Number(half().toPrecision(6));
    case 'f64':
      return dice.roll(0xffff_ffff) / 7;
    case 'enum':
      return dice.pick(spec.options!);
    case 'flags':
      return spec.options!.filter(() => dice.chance(2));
    case 'string':
    case 'asset':
      return dice.pick(['', 'a', 'Käse', '数', '𝔸', `text ${dice.roll(40)}`]);
    case 'entity':
      return entities.length === 0 || dice.chance(3) ? null : dice.pick(entities);
    case 'color':
      return `#${dice.roll(0x100_0000).toString(16).padStart(6, '0')}`;
    case 'vec2':
      return [half(), half()].map((x) => Number(x.toPrecision(6)));
    case 'vec3':
      return [half(), half(), half()].map((x) => Number(x.toPrecision(6)));
    case 'quat':
      return dice.pick([
        [0, 0, 0, 1],
        [0, 1, 0, 0],
        [0.5, 0.5, 0.5, 0.5],
      ]);
    case 'decimal':
      return formatDecimal(dice.roll(0xffff_ffff) - 0x8000_0000, spec.scale ?? 2);
  }
};

/** A value that a field takes. */
export const valueFor = (spec: FieldSpec, dice: Dice, entities: readonly string[] = []): Json =>
  dice.chance(6)
    ? fieldDefault(spec)
    : spec.length === undefined
      ? scalar(spec, dice, entities)
      : Array.from({ length: spec.length }, () => scalar(spec, dice, entities));

const living = (arena: Arena): Entity[] => arena.query().entities();

/** One seeded tick of everything an arena can do: births, ends, adds, removes, sets, parents, texts, timers, streams, commands. */
export const randomTick = (arena: Arena, dice: Dice, types: WorldLayout['types'] = everyKind): void => {
  arena.timers.due();
  for (let system = 0; system < 3; system++) {
    arena.defer();
    const entities = living(arena);
    for (let i = dice.roll(8); i > 0; i--) {
      const type = dice.pick(types);
      const value = (): Json => {
        const names = entities.map((entity) => arena.nameOf(entity));
        return Object.fromEntries(
          Object.entries(type.fields)
            .filter(() => dice.chance(2))
            .map(([name, spec]) => [name, valueFor(spec, dice, names)]),
        );
      };
      const some = entities.length > 0 ? dice.pick(entities) : undefined;
      switch (some === undefined ? 0 : dice.roll(10)) {
        case 0:
        case 1:
        case 2: {
          const key = dice.chance(3) ? `key ${arena.tick}.${system}.${i}` : undefined;
          const entity = arena.spawn(key);
          if (dice.chance(2)) arena.add(entity, type.name, value());
          if (some !== undefined && dice.chance(4)) arena.setParent(entity, some);
          break;
        }
        case 3:
          arena.despawn(some!);
          break;
        case 4:
        case 5:
          arena.add(some!, type.name, dice.chance(2) ? value() : undefined);
          break;
        case 6:
          arena.remove(some!, type.name);
          break;
        case 7:
          if (arena.has(some!, type.name)) arena.set(some!, type.name, value());
          break;
        case 8:
          arena.setParent(some!, dice.chance(3) ? null : dice.pick(entities));
          break;
        default:
          arena.timers.after(1 + dice.roll(5), { source: `s${dice.roll(3)}`, name: 'wake', payload: `{"n":${dice.roll(9)}}` });
          arena.random(`stream ${dice.roll(4)}`);
          arena.senders.accept(dice.roll(5), dice.roll(50));
      }
    }
    arena.flush();
  }
  arena.advance();
};

/** A world after some seeded ticks. */
export const randomWorld = (layout: WorldLayout, seed: number, ticks: number, capacity?: number): Arena => {
  const arena = createArena(layout, { seed, capacity, texts: ['nobody', 'level text'] });
  const dice = diceOf(seed);
  for (let i = 0; i < ticks; i++) randomTick(arena, dice, layout.types);
  return arena;
};
