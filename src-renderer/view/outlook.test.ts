import { NullEngine } from '@babylonjs/core/pure.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cellFor } from './grid.ts';
import { createLevelView, type LevelView, type Point } from './level-view.ts';
import type { Outlook } from './sides.ts';

let view: LevelView;
beforeEach(() => {
  view = createLevelView(
    new NullEngine({ renderWidth: 800, renderHeight: 400, textureSize: 64, deterministicLockstep: false, lockstepMaxSteps: 1 }),
  );
  const box = (position: Point) => ({ name: 'Box', parent: null, components: { Transform: { position }, Shape: { kind: 'box' } } });
  const eye = { Transform: { position: [0, 6, 12] }, Camera: { target: [0, 0, 0], fov: 40, main: true } };
  view.showLevel({ entities: { near: box([0, 0, 3]), far: box([0, 0, -3]), eye: { name: 'Eye', parent: null, components: eye } } });
  view.render();
});
afterEach(() => view.dispose());

const from = (outlook: Outlook): void => {
  view.outlook = outlook;
  view.render();
};
const spot = (...point: Point): [number, number] => {
  const { x, y } = view.screenOf(point) ?? { x: Number.NaN, y: Number.NaN };
  return [Math.round(x) - 400, Math.round(y) - 200];
};

describe('a scene seen from a side', () => {
  test.each([
    ['top', [1, 0, 0], [0, 0, -1]],
    ['bottom', [1, 0, 0], [0, 0, 1]],
    ['front', [1, 0, 0], [0, 1, 0]],
    ['back', [-1, 0, 0], [0, 1, 0]],
    ['right', [0, 0, -1], [0, 1, 0]],
    ['left', [0, 0, 1], [0, 1, 0]],
  ] as const)('%s: one axis lies to the right and one upwards', (outlook, right, up) => {
    from(outlook);
    const [x, y] = [spot(...(right as Point)), spot(...(up as Point))];
    expect([x[0] > 10, Math.abs(x[1]) <= 1, Math.abs(y[0]) <= 1, y[1] < -10]).toEqual([true, true, true, true]);
  });

  test('without perspective: what is farther away is no smaller', () => {
    const width = (z: number): number => spot(1, 0, z)[0] - spot(0, 0, z)[0];
    expect(width(3)).toBeGreaterThan(width(-3));
    from('front');
    expect(width(3)).toBe(width(-3));
    from('perspective');
    expect(width(3)).toBeGreaterThan(0);
  });

  test('shows as much of what is looked at as in perspective, and more from farther away', () => {
    const half = view.camera.radius * Math.tan(view.camera.fov / 2);
    from('front');
    expect(view.camera.orthoTop).toBeCloseTo(half);
    view.steer.zoom(2);
    view.render();
    expect(view.camera.orthoTop).toBeCloseTo(2 * half);
  });

  test('is picked as it is drawn, also what stands behind the eye’s place', () => {
    from('front');
    view.steer.zoom(0.1);
    view.render();
    const [x, y] = spot(0, 0.2, 0);
    expect(view.pick(400 + x, 200 + y)).toBe('near');
  });
});

describe('the eye in a hand', () => {
  const distance = (): number => Math.hypot(...view.look.position.map((lane, axis) => lane - view.look.target[axis]!));
  const rounded = (point: Point): number[] => point.map((lane) => Math.round(lane * 1000) / 1000 + 0);

  test('goes around what is looked at, at the same distance', () => {
    const before = distance();
    view.steer.orbit(200, 50);
    expect(rounded(view.look.target)).toEqual([0, 0, 0]);
    view.render();
    expect(distance()).toBeCloseTo(before);
    expect(view.look.position[0], 'a hand to the right turns the scene to the right').toBeLessThan(-1);
  });

  test('looks about from where it stands', () => {
    view.steer.look(300, -40);
    view.render();
    expect(rounded(view.look.position)).toEqual([0, 6, 12]);
    expect(view.look.target[0], 'a hand to the right looks to the right').toBeGreaterThan(1);
  });

  test('takes the scene along: what was under the pointer stays there', () => {
    view.steer.pan(80, 30);
    view.render();
    expect(spot(0, 0, 0)).toEqual([80, 30]);
  });

  test('walks where it looks, and upwards in the world', () => {
    view.steer.walk(0, 0, 2);
    view.steer.walk(1, 3, 0);
    view.render();
    const length = Math.hypot(6, 12);
    const [x, y, z] = view.look.position;
    expect([x, y, z].map((lane) => lane.toFixed(3))).toEqual(['1.000', (6 - 12 / length + 3).toFixed(3), (12 - 24 / length).toFixed(3)]);
  });

  test('never goes over the top', () => {
    for (let turn = 0; turn < 20; turn += 1) view.steer.orbit(0, 400);
    view.render();
    expect(view.camera.beta).toBeGreaterThan(0);
    expect(view.look.position[1]).toBeGreaterThan(0);
  });
});

test('the axes lie in the picture as the compass shows them', () => {
  from('top');
  const { x, y, z } = view.axes;
  expect([x, y, z].map((axis) => axis.map((lane) => Math.round(lane) + 0))).toEqual([
    [1, 0, 0],
    [0, 0, 1],
    [0, -1, 0],
  ]);
});

test('cells of the grid grow by tens with the picture, and the finer ones dissolve on the way', () => {
  expect(cellFor(10)).toEqual({ cell: 1, blend: 0 });
  expect(cellFor(99).cell).toBe(1);
  expect(cellFor(100)).toEqual({ cell: 10, blend: 0 });
  expect(cellFor(31.6).blend).toBeCloseTo(0.5, 2);
});

test('the grid is there only while it is wanted, and is never picked', () => {
  view.showGrid(true);
  expect(view.needsRender).toBe(true);
  view.render();
  expect(view.scene.getMeshByName('grid')).not.toBeNull();
  expect(view.pick(400, 390)).toBeNull();
  view.showGrid(false);
  expect(view.scene.getMeshByName('grid')).toBeNull();
});
