import type { LevelFile } from '../../../../engine/model/level.ts';

const kinds = ['box', 'roof', 'cone', 'box'] as const;
const colours = ['#8a94a6', '#c8915a', '#5fd0b5', '#6ea8fe'] as const;

/** A square yard of solids two metres apart, in sixteen looks, all at the top of the tree. */
export function benchLevel(entities: number): LevelFile {
  const side = Math.ceil(Math.sqrt(entities));
  return {
    format: 1,
    id: 'yard',
    name: 'Yard',
    clock: { kind: 'realtime', hz: 20 },
    scripts: [],
    entities: Object.fromEntries(
      Array.from({ length: entities }, (_, index) => [
        keyOf(index),
        {
          name: nameOf(index),
          parent: null,
          order: `a${String(index).padStart(6, '0')}V`,
          components: {
            Transform: { position: [2 * ((index % side) - side / 2), 0, 2 * (Math.floor(index / side) - side / 2)] },
            Shape: { kind: kinds[index % 4]!, color: colours[(index >> 2) % 4]!, size: [1, 1 + (index % 3) / 2, 1] },
          },
        },
      ]),
    ),
  };
}

export const keyOf = (index: number): string => `solid-${String(index).padStart(5, '0')}`;
export const nameOf = (index: number): string => `Solid ${index}`;
