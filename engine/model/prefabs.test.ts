import { describe, expect, test } from 'vitest';
import { MAX_PARTS, readPrefabs } from './prefabs.ts';
import type { PartData, PrefabData } from './project.ts';

const part = (more: Partial<PartData> = {}): PartData => ({ name: 'Part', parent: null, order: 'a0', components: {}, ...more });
const hub = { components: { Shape: { color: '#111111' } } };
const wheel: PrefabData = {
  components: { Shape: { kind: 'cylinder' } },
  parts: { hub: part({ prefab: 'Hub', components: { Label: { text: 'hub' } } }) },
};
const car: PrefabData = {
  components: { Shape: { kind: 'box' } },
  parts: {
    left: part({ prefab: 'Wheel', order: 'a1', components: { Transform: { position: [-1, 0, 0] } } }),
    right: part({ prefab: 'Wheel', without: ['Shape'], components: {} }),
    lamp: part({ parent: 'left/hub', components: { Light: {} } }),
  },
  differs: { 'left/hub': { components: { Label: { text: 'left' } } } },
};
const taxi: PrefabData = {
  prefab: 'Car',
  components: {},
  differs: { lamp: { without: ['Light'], components: { Label: { text: 'TAXI' } } } },
};
const declared = { Taxi: taxi, Car: car, Wheel: wheel, Hub: hub };
const pathsOf = (name: string, all: Readonly<Record<string, PrefabData>>): unknown =>
  readPrefabs(all)
    .parts.get(name)
    ?.map(({ path, parent }) => `${path} in ${parent}`);

describe('prefabs read whole', () => {
  test('have the parts of what stands in them, parents first, each with what is said of it at every level', () => {
    const { components } = readPrefabs(declared);
    expect(pathsOf('Car', declared)).toEqual([
      'left in null',
      'left/hub in left',
      'lamp in left/hub',
      'right in null',
      'right/hub in right',
    ]);
    expect(components.get('Wheel/hub')).toEqual({ Label: { text: 'hub' }, Shape: { color: '#111111' } });
    expect(components.get('Car/left')).toEqual({ Shape: { kind: 'cylinder' }, Transform: { position: [-1, 0, 0] } });
    expect(components.get('Car/left/hub')).toEqual({ Label: { text: 'left' }, Shape: { color: '#111111' } });
    expect(components.get('Car/right')).toEqual({});
    expect(components.get('Taxi/lamp')).toEqual({ Label: { text: 'TAXI' } });
    expect(components.get('Taxi/left/hub')).toEqual(components.get('Car/left/hub'));
  });

  test('follow what changes far below them', () => {
    const { components } = readPrefabs({ ...declared, Hub: { components: { Shape: { color: '#222222' } } } });
    expect(components.get('Taxi/right/hub')).toEqual({ Label: { text: 'hub' }, Shape: { color: '#222222' } });
  });

  test('of a circle, of what is not declared and of parts below themselves have what is their own', () => {
    const odd: PrefabData = {
      components: {},
      parts: { a: part({ parent: 'b' }), b: part({ parent: 'a' }), c: part({ prefab: 'Odd' }), d: part({ prefab: 'None' }) },
    };
    expect(pathsOf('Odd', { Odd: odd })).toEqual(['b in null', 'a in b', 'c in null', 'd in null']);
  });

  test('that stand in each other many times over have no parts, and that is known', () => {
    const levels = Object.fromEntries(
      Array.from({ length: 12 }, (_, level) => [
        `L${level}`,
        { components: {}, parts: level === 0 ? {} : { a: part({ prefab: `L${level - 1}` }), b: part({ prefab: `L${level - 1}` }) } },
      ]),
    );
    const { parts, tooMany } = readPrefabs(levels);
    expect(parts.get('L8')).toHaveLength(510);
    expect([...parts.values()].every((all) => all.length <= MAX_PARTS)).toBe(true);
    expect([...tooMany].toSorted()).toEqual(['L9']);
  });
});
