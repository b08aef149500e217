import { NullEngine } from '@babylonjs/core/pure.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CarryHow } from './carry.ts';
import type { Placed } from './gizmo.ts';
import type { ViewLevel } from './level.ts';
import { createLevelView, type LevelView, type Point } from './level-view.ts';

const box = (
  position: Point,
  size: Point,
  parent: string | null = null,
  rotation: number[] = [0, 0, 0, 1],
): ViewLevel['entities'][string] => ({
  name: 'Box',
  parent,
  components: { Transform: { position, rotation }, Shape: { kind: 'box', size } },
});
/** A crate and a table on the ground, and a ramp that rises by 45 degrees towards x. */
const room: ViewLevel = {
  entities: {
    crate: box([0, 0, 0], [1, 1, 1]),
    lid: box([0, 1, 0], [1, 0.2, 1], 'crate'),
    table: box([4, 0, 0], [2, 2, 2]),
    ramp: box([-6, -1, 0], [4, 1, 4], null, [0, 0, Math.sin(Math.PI / 8), Math.cos(Math.PI / 8)]),
    eye: {
      name: 'Eye',
      parent: null,
      components: { Transform: { position: [0, 14, 16] }, Camera: { target: [0, 0, 0], fov: 45, main: true } },
    },
  },
};
const free: CarryHow = { step: 0, onSurface: false, upright: false, toVertex: false };

let view: LevelView;
let said: { what: 'drag' | 'end'; placed: readonly Placed[] }[];
let instead: readonly string[] | undefined;
beforeEach(() => {
  said = [];
  instead = undefined;
  view = createLevelView(
    new NullEngine({ renderWidth: 800, renderHeight: 450, textureSize: 64, deterministicLockstep: false, lockstepMaxSteps: 1 }),
    {
      gizmo: {
        begin: () => instead,
        drag: (placed) => said.push({ what: 'drag', placed }),
        end: (placed) => said.push({ what: 'end', placed }),
      },
    },
  );
  view.showLevel(room);
  view.render();
});
afterEach(() => view.dispose());

const spot = (...point: Point): { x: number; y: number } => view.screenOf(point) ?? { x: -1, y: -1 };
const last = (key: string): (number | undefined)[] => {
  const position = said.at(-1)?.placed.find((one) => one.key === key)?.placement.position ?? [];
  return position.map((lane) => Math.round(lane * 1000) / 1000 + 0);
};

describe('what is carried by itself', () => {
  test('goes along the ground, as far as the pointer goes, and is one gesture', () => {
    expect(view.take(spot(0, 1.2, 0), ['crate'])).toBe(true);
    expect(view.dragging).toBe(true);
    view.carryTo(spot(1.25, 1.2, 2.1), free);
    expect(last('crate')).toEqual([1.25, 0, 2.1]);
    view.carryTo(spot(2, 1.2, 1), free);
    view.letGo();
    expect(said.map(({ what }) => what)).toEqual(['drag', 'drag', 'end']);
    expect(last('crate')).toEqual([2, 0, 1]);
    expect(view.dragging).toBe(false);
  });

  test('is taken by what stands in it, and not where it is not', () => {
    expect(view.take(spot(4, 2, 0), ['crate'])).toBe(false);
    expect(view.take(spot(0, 1.2, 0), ['table'])).toBe(false);
    expect(view.take(spot(4, 2, 0), ['crate', 'table'])).toBe(true);
  });

  test('comes to stand on the grid', () => {
    view.take(spot(0, 1.2, 0), ['crate']);
    view.carryTo(spot(1.3, 1.2, 2.1), { ...free, step: 0.5 });
    expect(last('crate')).toEqual([1.5, 0, 2]);
  });

  test('lies on what is under the pointer, never on itself or what goes along', () => {
    view.take(spot(0, 1.2, 0), ['crate']);
    view.carryTo(spot(4, 2, 0), { ...free, onSurface: true });
    expect(last('crate')).toEqual([4, 2, 0]);
    view.carryTo(spot(4.3, 2, 0.2), { ...free, onSurface: true });
    expect(last('crate')).toEqual([4.3, 2, 0.2]);
  });

  test('leans its side against a wall', () => {
    view.take(spot(0, 1.2, 0), ['crate']);
    view.carryTo(spot(4, 1, 1), { ...free, onSurface: true });
    expect(last('crate')).toEqual([4, 1, 1.5]);
  });

  test('stands upright on a slope when it is told to, and as it stood when it leaves it', () => {
    view.take(spot(0, 1.2, 0), ['crate']);
    const onRamp = spot(-6 - 0.5 * Math.SQRT2 + 0.2, -1 + 0.5 * Math.SQRT2 + 0.2, 0);
    view.carryTo(onRamp, { ...free, onSurface: true, upright: true });
    const turned = said.at(-1)?.placed[0]?.placement.rotation;
    expect(turned?.[2]).toBeCloseTo(Math.sin(Math.PI / 8), 3);
    view.carryTo(spot(0, 1.2, 3), free);
    expect(said.at(-1)?.placed[0]?.placement.rotation?.[2], 'off the slope, along the ground').toBeCloseTo(0);
    view.carryTo(onRamp, { ...free, onSurface: true, upright: true });
    view.carryTo(spot(4, 2, 0), { ...free, onSurface: true, upright: true });
    expect(said.at(-1)?.placed[0]?.placement.rotation?.map((lane) => Math.round(lane * 1000) / 1000 + 0)).toEqual([0, 0, 0, 1]);
  });

  test('meets corner with corner', () => {
    // Taken at the right front corner of its lid, led near the table’s left front corner.
    view.take(spot(0.45, 1.2, 0.45), ['crate']);
    const near = spot(3, 2, 1);
    view.carryTo({ x: near.x + 6, y: near.y - 5 }, { ...free, toVertex: true });
    expect(last('crate')).toEqual([2.5, 0.8, 0.5]);
  });

  test('takes along what else is in the hand, by as much', () => {
    view.take(spot(0, 1.2, 0), ['crate', 'table']);
    view.carryTo(spot(1, 1.2, 0), free);
    expect(last('table')).toEqual([5, 0, 0]);
  });

  test('is let go without a word when the drag is called off', () => {
    view.take(spot(0, 1.2, 0), ['crate']);
    view.carryTo(spot(1, 1.2, 0), free);
    view.callOff();
    expect(view.dragging).toBe(false);
    view.carryTo(spot(2, 1.2, 0), free);
    view.letGo();
    expect(said).toHaveLength(1);
  });

  test('is what stands in for it, when the hand took a copy', () => {
    instead = ['table'];
    view.take(spot(0, 1.2, 0), ['crate']);
    view.carryTo(spot(1, 1.2, 0), free);
    expect(said.at(-1)?.placed.map(({ key }) => key)).toEqual(['table']);
    expect(last('table')).toEqual([5, 0, 0]);
  });
});

describe('a rectangle over the picture', () => {
  const around = (from: Point, to: Point, touching = false): string[] => view.within(spot(...from), spot(...to), touching).toSorted();

  test('takes what is wholly in it; on request what it touches as well', () => {
    expect(around([-1, 2, -1], [1.5, 0, 1.5])).toEqual(['crate', 'lid']);
    expect(around([-1, 2, -1], [3.5, 0, 1.5])).toEqual(['crate', 'lid']);
    expect(around([-1, 2, -1], [3.5, 0, 1.5], true)).toEqual(['crate', 'lid', 'table']);
  });

  test('is drawn on what surrounds it, and does not take that', () => {
    view.patch([
      { entity: 'floor', component: 'Transform', value: { position: [0, -0.2, 0] } },
      { entity: 'floor', component: 'Shape', value: { kind: 'box', size: [60, 0.2, 60] } },
    ]);
    expect(around([-1, 2, -1], [1.5, 0, 1.5], true)).toEqual(['crate', 'lid']);
    expect(around([-60, 0, -60], [60, 0, 60])).not.toContain('floor');
  });

  test('goes by the shape, not by the box around it', () => {
    view.patch([{ entity: 'table', component: 'Shape', value: { kind: 'cone', size: [2, 2, 2] } }]);
    const [top, foot] = [spot(4, 2, 0), spot(5, 0, 0)];
    const corner = view.within({ x: foot.x - 4, y: top.y }, { x: foot.x + 8, y: top.y + 8 }, true);
    expect(corner).toEqual([]);
  });
});

describe('what is let fall', () => {
  const fallen = (key: string): number | undefined => view.dropped([key])[0]?.placement.position?.[1];

  test('comes to stand on what is below it, else on the ground; what stands already stays', () => {
    view.patch([{ entity: 'crate', component: 'Transform', value: { position: [4.6, 7, 0] } }]);
    expect(fallen('crate')).toBeCloseTo(2);
    view.patch([{ entity: 'crate', component: 'Transform', value: { position: [1, 7, 0] } }]);
    expect(fallen('crate')).toBeCloseTo(0);
    expect(view.dropped(['table'])).toEqual([]);
  });

  test('keeps its place in the plane to the last digit', () => {
    view.patch([{ entity: 'crate', component: 'Transform', value: { position: [1.2, 7, 3.3] } }]);
    expect(view.dropped(['crate'])[0]?.placement.position).toEqual([1.2, 0, 3.3]);
  });

  test('comes up where it has sunk into the floor, and the picture stays as it is', () => {
    view.patch([{ entity: 'crate', component: 'Transform', value: { position: [4.2, 1.7, 0] } }]);
    expect(fallen('crate'), 'out of the table').toBeCloseTo(2);
    view.patch([{ entity: 'crate', component: 'Transform', value: { position: [1, -0.3, 3] } }]);
    expect(fallen('crate')).toBeCloseTo(0);
    expect(view.scene.getTransformNodeByName('crate')?.position.y).toBe(-0.3);
  });

  test('falls within what it stands in', () => {
    view.patch([
      { entity: 'table', component: 'Transform', value: { position: [4, 0, 0], scale: [2, 2, 2] } },
      { entity: 'lid', component: 'Transform', value: { position: [0, 9, 0] } },
    ]);
    expect(fallen('lid')).toBeCloseTo(1);
  });
});
