import { NullEngine } from '@babylonjs/core/pure.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLevelView, type LevelView, type Point } from './level-view.ts';

type Components = Record<string, Record<string, string | boolean | number[] | string[]>>;
const entity = (position: Point, components: Components = {}) => ({
  name: 'Thing',
  parent: null,
  components: { Transform: { position, rotation: [0, 0, 0, 1], scale: [1, 1, 1] }, ...components },
});
const shape = { Shape: { kind: 'box', size: [1, 1, 1] } };

let view: LevelView;
beforeEach(() => {
  view = createLevelView(
    new NullEngine({ renderWidth: 800, renderHeight: 450, textureSize: 64, deterministicLockstep: false, lockstepMaxSteps: 1 }),
  );
});
afterEach(() => view.dispose());

/** Boxes around the lines of a layer, by colour. */
const drawn = (name: string): Record<string, number[]> =>
  Object.fromEntries(
    view.scene.meshes
      .filter((mesh) => mesh.name === name)
      .map((mesh) => {
        const { minimumWorld, maximumWorld } = mesh.getBoundingInfo().boundingBox;
        const { color } = mesh as unknown as { color: { toHexString: () => string } };
        return [
          color.toHexString().toLowerCase(),
          [...minimumWorld.asArray(), ...maximumWorld.asArray()].map((lane) => Math.round(lane * 10) / 10 + 0),
        ];
      }),
  );

describe('differences in the scene', () => {
  beforeEach(() => view.showLevel({ entities: { crate: entity([4, 0, 0], shape), lamp: entity([0, 0, 0], shape) } }));

  test('mark what is there, a ghost where something stood, a line from there to here; nothing stays behind', () => {
    view.showDifferences([
      { entity: 'lamp', how: 'added' },
      { entity: 'tree', how: 'removed', stood: { position: [-5, 0, 0], size: [2, 3, 2] } },
      { entity: 'crate', how: 'moved', stood: { position: [1, 0, 3], size: [1, 1, 1] } },
      { entity: 'nobody', how: 'changed' },
    ]);
    const found = drawn('difference');
    expect(Object.keys(found).toSorted()).toEqual(['#4cc38a', '#6ea8fe', '#ff6f6f']);
    expect(found['#ff6f6f']!.slice(0, 3), 'the ghost').toEqual([-6, 0, -1]);
    expect(found['#ff6f6f']![4], 'its cross stands above it').toBeGreaterThan(3);
    expect(found['#6ea8fe']!.slice(0, 3), 'from there').toEqual([0.5, -0.1, -0.6]);
    expect(found['#6ea8fe']!.slice(3, 6)[0], 'to here').toBeCloseTo(4.6, 1);
    view.patch([{ entity: 'crate', component: 'Transform', value: { position: [8, 0, 0] } }]);
    expect(drawn('difference')['#6ea8fe']![3], 'they follow what they mark').toBeCloseTo(8.6, 1);
    view.showDifferences([]);
    expect(drawn('difference')).toEqual({});
  });

  test('are told apart without their colours', () => {
    const pointsOf = (how: 'added' | 'removed' | 'changed'): number => {
      view.showDifferences([{ entity: 'lamp', how, stood: { position: [0, 0, 0], size: [1, 1, 1] } }]);
      return view.scene.meshes.find((mesh) => mesh.name === 'difference')!.getTotalVertices();
    };
    expect(new Set([pointsOf('added'), pointsOf('removed'), pointsOf('changed')]).size).toBe(3);
  });
});

describe('what systems do', () => {
  const nothing = { contacts: [], references: () => [] };
  beforeEach(() =>
    view.showLevel({
      entities: {
        ball: entity([0, 5, 0], {
          Velocity: { linear: [2, 0, 0] },
          Collider: { shape: 'box', size: [1, 1, 1] },
          RigidBody: { kind: 'dynamic' },
        }),
        floor: entity([0, 0, 0], { Collider: { shape: 'box', size: [8, 1, 8] } }),
        gate: entity([10, 0, 0], { Trigger: { size: [2, 2, 2] }, Occupants: { who: ['ball'] } }),
        exit: entity([-10, 0, 0], { Trigger: { size: [2, 2, 2] } }),
        ant: entity([0, 0, 9], { Behaviour: { status: 'running' }, Ant: { home: 'floor' } }),
      },
    }),
  );

  test('is drawn as far as it is asked for, each kind on its own, and goes without a trace', () => {
    view.showDebug({ ...nothing, kinds: ['colliders'] });
    expect(drawn('debug')).toEqual({ '#5fd08a': [-0.5, 5, -0.5, 0.5, 6, 0.5], '#93a0b5': [-4, 0, -4, 4, 1, 4] });
    view.showDebug({ ...nothing, kinds: ['triggers'] });
    expect(drawn('debug')['#ff9d5c']).toEqual([-11, -1, -1, -9, 1, 1]);
    expect(drawn('debug')['#ff4f4f']!.slice(0, 1), 'a line to who is inside').toEqual([0.2]);
    view.showDebug({ kinds: ['contacts'], contacts: [['ball', 'floor']], references: () => [] });
    expect(drawn('debug')['#ff6f91']).toEqual([-0.1, 0, -0.1, 0.2, 5, 0.2]);
    view.showDebug({ kinds: ['behaviours'], contacts: [], references: (component) => (component === 'Ant' ? ['home'] : []) });
    expect(drawn('debug')['#6ea8fe']!.slice(3)[2], 'from the ant to its home').toBe(9);
    view.showDebug(undefined);
    expect(drawn('debug')).toEqual({});
  });

  test('leads where agents and followers go, and says by dashes who has no way', () => {
    const way = {
      corners: [
        [2, 0, 0],
        [2, 0, 6],
        [9, 0, 9],
      ],
      left: 2,
    } as unknown as Record<string, string>;
    view.showLevel({
      entities: {
        path: entity([0, 0, 0], { Path: {} }),
        a: { ...entity([-4, 0, 0]), parent: 'path', order: 'a0' },
        b: { ...entity([-4, 0, -5]), parent: 'path', order: 'a1' },
        ann: entity([0, 0, 0], { NavAgent: { state: 'walking', target: 'bob' }, NavWay: way }),
        bob: entity([7, 0, 0], { NavAgent: { state: 'unreachable', target: 'cart' } }),
        cart: entity([20, 0, 0], { PathFollower: { path: 'path' } }),
      },
    });
    view.showDebug({ ...nothing, kinds: ['paths'] });
    const found = drawn('debug');
    expect(found['#b5a4ff'], 'the path that is followed, and two of three corners').toEqual([-4.3, -0.1, -5.1, 2.2, 0.1, 6]);
    expect(found['#ff6f6f']!.map(Math.round), 'towards what cannot be reached').toEqual([7, 0, 0, 20, 0, 0]);
  });

  test('leaves a path behind what moves, which begins anew when time goes back', () => {
    view.showDebug({ ...nothing, kinds: ['paths'] });
    expect(drawn('debug')['#ffd479'], 'its speed, metres in a second').toEqual([0, 5, -0.2, 2, 5, 0.2]);
    const to = (tick: number, x: number): void =>
      view.patch([{ entity: 'ball', component: 'Transform', value: { position: [x, 5, 0] } }], tick);
    to(1, 1);
    to(2, 3);
    expect(drawn('debug')['#b5a4ff']!.slice(0, 4)).toEqual([0, 0, 0, 3]);
    to(1, 1);
    expect(drawn('debug')['#b5a4ff']).toBeUndefined();
  });
});
