import { NullEngine } from '@babylonjs/core/pure.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Newcomer } from './landing.ts';
import type { Values, ViewEntity } from './level.ts';
import { createLevelView, type LevelView } from './level-view.ts';

const cube: Newcomer = { size: [1, 1, 1], low: 0, above: 0, apart: 1.5 };
const lamp: Newcomer = { size: [0.5, 0.5, 0.5], low: -0.25, above: 2.25, apart: 1 };
const zone: Newcomer = { size: [1, 2, 1], low: -1, above: 0, apart: 1.5 };
const sheet: Newcomer = { size: [1, 0, 1], low: 0, above: 0, apart: 1.5 };

const at = (position: readonly number[], components: Record<string, Values> = {}, parent: string | null = null): ViewEntity => ({
  name: 'one',
  parent,
  components: { Transform: { position }, ...components },
});
const box = (size: readonly number[]): Record<string, Values> => ({ Shape: { kind: 'box', size } });

let view: LevelView;
let entities: Record<string, ViewEntity>;
const put = (key: string, entity: ViewEntity): void => {
  entities = { ...entities, [key]: entity };
  view.showLevel({ entities });
};
/** What is added now, and stands there then. */
const add = (key: string, newcomer = cube): number[] => {
  const position = view.landing(newcomer, null);
  put(key, at(position, newcomer === cube ? box([1, 1, 1]) : {}));
  return position;
};

beforeEach(() => {
  entities = {};
  view = createLevelView(
    new NullEngine({ renderWidth: 800, renderHeight: 400, textureSize: 64, deterministicLockstep: false, lockstepMaxSteps: 1 }),
  );
  view.showLevel({ entities });
  view.look = { position: [3, 10, 12], target: [3, 0, 2] };
});
afterEach(() => view.dispose());

describe('what is added', () => {
  test('stands on the ground where one looks, the next one beside it', () => {
    expect(add('one')).toEqual([3, 0, 2]);
    expect(add('two')).toEqual([4.5, 0, 2]);
    expect(add('three')).toEqual([1.5, 0, 2]);
    view.look = { position: [23, 10, 12], target: [23, 0, 2] };
    expect(view.landing(cube, null)).toEqual([23, 0, 2]);
  });

  test('stands on what one looks at, be it a floor or a table', () => {
    put('floor', at([0, -0.5, 0], box([50, 0.5, 50])));
    put('table', at([3, 0, 2], box([4, 1, 4])));
    expect(add('one')).toEqual([3, 1, 3]);
    expect(add('two')).toEqual([4.5, 1, 3]);
  });

  test('stands before the wall that one looks at, on its floor', () => {
    put('wall', at([3, 0, 0], box([20, 10, 1])));
    view.look = { position: [3, 1.2, 10], target: [3, 1.2, 0] };
    expect(add('one')).toEqual([3, 0, 1]);
    expect(add('two'), 'the next one beside it, neither on it nor in the wall').toEqual([4.5, 0, 1]);
    expect(add('three')).toEqual([1.5, 0, 1]);
  });

  test('is seen where one looks into the sky', () => {
    view.look = { position: [0, 2, 10], target: [0, 6, 0] };
    expect(view.landing(cube, null)).toEqual([0, 6, 0]);
    view.look = { position: [0, 2, 10], target: [0, 2, 0] };
    expect(view.landing(cube, null)).toEqual([0, 0, 0]);
  });

  test('that others may stand in lies where one looks, whatever stands there, and apart from others like it', () => {
    put('crate', at([3, 0, 2], box([2, 1, 2])));
    put('lamp', at([3, 0, 3]));
    const region: Newcomer = { size: [0.1, 0.1, 0.1], low: 0, above: 0, apart: 10.5, among: 'NavRegion' };
    const first = view.landing(region, null);
    expect(first, 'at the foot of what stands there').toEqual([3, 0, 3.05]);
    put('region', at(first, { NavRegion: {} }));
    expect(view.landing(region, null)[0]).toBe(first[0]! + 10.5);
    expect(view.landing({ ...region, among: 'Path' }, null)).toEqual(first);
  });

  test('where the sky is pointed at lies below that, as far away as what one looks at', () => {
    view.look = { position: [0, 2, 10], target: [0, 2, 0] };
    const [x, y, z] = view.landing(cube, null, 0, { x: 700, y: 20 });
    expect([y, x! > 1]).toEqual([0, true]);
    expect(Math.hypot(x!, z! - 10)).toBeCloseTo(10, 0);
  });

  test('hangs above the ground, has its middle above it, or lies on it', () => {
    expect(view.landing(lamp, null)).toEqual([3, 2.5, 2]);
    expect(view.landing(zone, null)).toEqual([3, 1, 2]);
    expect(view.landing(sheet, null)).toEqual([3, 0, 2]);
    view.look = { position: [3, 10, 13], target: [3, 0, 2] };
    put('floor', at([0, -0.5, 0], box([50, 0.5, 50])));
    expect(view.landing(sheet, null)).toEqual([3, 0.01, 2]);
  });

  test('keeps away from what has no shape, but not from the folder that it is in', () => {
    put('folder', at([3, 0, 2]));
    put('thing', at([30, 0, 0], {}, 'folder'));
    expect(add('one', lamp)).toEqual([3, 2.5, 2]);
    expect(add('two', lamp)).toEqual([4, 2.5, 2]);
  });

  test('stands on the grid', () => {
    view.look = { position: [3.2, 10, 12.3], target: [3.2, 0, 2.3] };
    expect(view.landing(cube, null, 0.5)).toEqual([3, 0, 2.5]);
    expect(view.landing(cube, null, 2)).toEqual([4, 0, 2]);
  });

  test('has its place from its parent', () => {
    put('turned', {
      name: 'Turned',
      parent: null,
      components: { Transform: { position: [3, 0, 0], rotation: [0, 1, 0, 0], scale: [2, 2, 2] } },
    });
    expect(view.landing(cube, 'turned')).toEqual([0, 0, -1]);
    expect(view.landing(cube, 'nobody')).toEqual([3, 0, 2]);
  });

  test('stands exactly under the point that is asked for', () => {
    put('one', at([3, 0, 2], box([1, 1, 1])));
    view.look = { position: [3, 10, 2.001], target: [3, 0, 2] };
    expect(view.landing(cube, null, 0, { x: 400, y: 200 })).toEqual([3, 1, 2]);
  });
});
