import { NullEngine } from '@babylonjs/core/pure.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLevelView, type LevelView, type Point } from './level-view.ts';
import { cameraLines, colliderLines, type Lines, lightLines, pathLines } from './outlines.ts';

const extent = (lines: Lines): number[][] =>
  [0, 1, 2].map((axis) => {
    const lanes = lines.flat().map((point) => point[axis]!);
    return [Math.min(...lanes), Math.max(...lanes)].map((lane) => Math.round(lane * 1000) / 1000 + 0);
  });

describe('lines around what has no shape', () => {
  test.each([
    ['box', [-0.5, 1.5], [1, 4], [2, 6]],
    ['sphere', [-0.5, 1.5], [1.5, 3.5], [3, 5]],
    ['cylinder', [-0.5, 1.5], [1, 4], [3, 5]],
    ['cone', [-0.5, 1.5], [1, 4], [3, 5]],
    ['capsule', [-0.5, 1.5], [1, 4], [3, 5]],
  ])('a collider %s stands on its transform, moved by its offset, as the engine makes it', (shape, x, y, z) => {
    expect(extent(colliderLines({ shape, size: [2, 3, 4], offset: [0.5, 1, 4] }))).toEqual([x, y, z]);
  });

  test('a capsule lower than it is wide is a ball, as in the engine', () => {
    expect(extent(colliderLines({ shape: 'capsule', size: [2, 1, 2] }))[1]).toEqual([-0.5, 1.5]);
  });

  test('a camera’s lines end where its picture does', () => {
    const lines = cameraLines({ target: [0, 0, -4], fov: 90 }, [0, 0, 0]);
    expect(extent(lines.slice(0, 5)).map(([low, high]) => [low, high])).toEqual([
      [-7.111, 7.111],
      [-4, 4],
      [-4, 0],
    ]);
  });

  test('a sun’s rays go to the origin, a lamp reaches as far as it says', () => {
    const [, , , ray] = lightLines({ kind: 'sun' }, [0, 8, 0], true);
    expect(ray?.map((point) => point.map((lane) => lane + 0))).toEqual([
      [0, 0, 0],
      [0, -2, 0],
    ]);
    expect(extent(lightLines({ kind: 'lamp', range: 7 }, [0, 0, 0], true))[0]).toEqual([-7, 7]);
  });
});

describe('lines of a path', () => {
  const corner: Point[] = [
    [0, 0, 0],
    [4, 0, 0],
    [4, 0, 4],
  ];
  const ends = (lines: Lines): string[] => lines.map((line) => `${line[0]!.join()} ${line.at(-1)!.join()}`);

  test('go from point to point, and home where it is closed', () => {
    const open = ends(pathLines({}, corner));
    expect(open).toEqual(expect.arrayContaining(['0,0,0 2,0,0', '2,0,0 4,0,0', '4,0,0 4,0,2', '4,0,2 4,0,4']));
    expect(ends(pathLines({ closed: true }, corner)).filter((line) => !open.includes(line))).toEqual(
      expect.arrayContaining(['4,0,4 2,0,2', '2,0,2 0,0,0']),
    );
  });

  test('have a head half-way that says which way it goes', () => {
    const heads = pathLines({}, corner.slice(0, 2)).filter((line) => line.length === 2 && line[1]!.join() === '2,0,0');
    expect(heads.map(([from]) => from!.map((lane) => Math.round(lane * 10) / 10 + 0))).toEqual([
      [0, 0, 0],
      [1.6, 0, 0.2],
      [1.6, 0, -0.2],
    ]);
  });

  test('are where its points are, however many', () => {
    expect(pathLines({ closed: true }, [])).toEqual([]);
    expect(extent(pathLines({ closed: true }, [[5, 1, 0]]))[0]).toEqual([4.7, 5.3]);
  });
});

describe('helpers in the view', () => {
  let view: LevelView;
  const entity = (position: Point, components: Record<string, Record<string, string | number[]>>, parent: string | null = null) => ({
    name: 'Thing',
    parent,
    components: { Transform: { position, rotation: [0, 0, 0, 1], scale: [3, 3, 3] }, ...components },
  });
  beforeEach(() => {
    view = createLevelView(
      new NullEngine({ renderWidth: 800, renderHeight: 450, textureSize: 64, deterministicLockstep: false, lockstepMaxSteps: 1 }),
    );
    view.showLevel({
      entities: {
        lamp: entity([0, 2, 0], { Light: { kind: 'lamp' } }),
        horn: entity([0, 0, 6], { Sound: { fading: 'inverse' } }),
        crate: entity([4, 0, 0], { Shape: { kind: 'box' }, Collider: { shape: 'box', size: [1, 1, 1] } }),
        weight: entity([-4, 0, 0], {
          Collider: { shape: 'sphere', size: [1, 1, 1] },
          Joint: { with: 'crate', kind: 'rope', anchor: [0, 1, 0] },
        }),
      },
    });
    view.look = { position: [0, 6, 14], target: [0, 1, 0] };
    view.render();
  });
  afterEach(() => view.dispose());

  const box = (kind: string): number[] | undefined => {
    const bounds = view.scene.getMeshByName(`helper ${kind}`)?.getBoundingInfo().boundingBox;
    return bounds && [...bounds.minimumWorld.asArray(), ...bounds.maximumWorld.asArray()].map((lane) => Math.round(lane * 100) / 100 + 0);
  };

  test('are drawn for what is selected, and for all on request', () => {
    expect(box('Collider')).toBeUndefined();
    view.showHelpers(['crate']);
    expect(view.needsRender).toBe(true);
    expect(box('Collider'), 'no scale makes a collider larger').toEqual([3.5, 0, -0.5, 4.5, 1, 0.5]);
    expect(box('Light')).toBeUndefined();
    view.showHelpers('all');
    expect(box('Collider')).toEqual([-4.5, 0, -0.5, 4.5, 1, 0.5]);
    expect(box('Light')).toBeDefined();
    expect(box('Sound'), 'as near as it is loudest').toEqual([-2, -0.2, 4, 2, 0.2, 8]);
    view.showHelpers([]);
    expect(box('Collider')).toBeUndefined();
  });

  test('follow what they stand for', () => {
    view.showHelpers(['crate']);
    view.patch([{ entity: 'crate', component: 'Collider', value: { shape: 'box', size: [2, 1, 1] } }]);
    expect(box('Collider')).toEqual([3, 0, -0.5, 5, 1, 0.5]);
    view.patch([{ entity: 'crate', component: 'Transform', value: { position: [0, 0, 0] } }]);
    expect(box('Collider')).toEqual([-1, 0, -0.5, 1, 1, 0.5]);
  });

  test('lead a joint from anchor to anchor', () => {
    view.showHelpers(['weight']);
    expect(box('Joint')).toEqual([-4.12, -0.12, -0.12, 4.12, 1.12, 0.12]);
  });

  test('lead a path through its points as they are ordered, while they are dragged too, and let a hand take each', () => {
    const point = (order: string, position: Point) => ({ ...entity(position, {}, 'path'), order });
    view.showLevel({
      entities: {
        path: { ...entity([0, 0, 0], { Path: {} }), components: { Path: {}, Transform: { position: [0, 1, 0] } } },
        a: point('a2', [3, 0, 0]),
        b: point('a0', [-3, 0, 0]),
        c: point('a1', [0, 0, 0]),
      },
    });
    view.showHelpers(['c']);
    expect(box('Path'), 'also for who holds only a point').toEqual([-3.3, 0.88, -0.3, 3.12, 1.12, 0.3]);
    view.patch([{ entity: 'a', component: 'Transform', value: { position: [3, 0, 6] } }]);
    expect(box('Path'), 'the ring is still around the first one').toEqual([-3.3, 0.88, -0.3, 3.12, 1.12, 6.12]);
    view.render();
    const { x, y } = view.screenOf([3, 1, 6])!;
    expect(view.pick(x, y)).toBe('a');
    view.showHelpers([]);
    expect(box('Path')).toBeUndefined();
  });

  test('show how far a nav region reaches, and shade its cells that something stands in', () => {
    const stone = (position: Point, components: Record<string, Record<string, string | number[]>>) => ({
      ...entity(position, components),
      components: { Transform: { position, rotation: [0, 0, 0, 1], scale: [3, 3, 3] }, ...components },
    });
    view.showLevel({
      entities: {
        ground: stone([0, 1, 0], { NavRegion: { size: [8, 2, 4] } }),
        wall: stone([1, 1, 0], { NavObstacle: { size: [1, 1, 2] } }),
        floor: stone([0, 0, 0], { RigidBody: { kind: 'fixed' }, Collider: { size: [8, 1, 4] } }),
        cart: stone([-3, 1, 0], { RigidBody: { kind: 'dynamic' }, Collider: { size: [1, 1, 1] } }),
        ann: stone([-2, 1, 0], { NavAgent: {}, NavObstacle: { size: [1, 1, 1] } }),
      },
    });
    view.showHelpers(['ground']);
    expect(box('NavRegion')).toEqual([-4, 1, -2, 4, 3, 2]);
    expect(box('blocked'), 'the middles of the rows that the wall covers').toEqual([0.5, 1.02, -0.75, 1.5, 1.02, 0.75]);
    view.patch([{ entity: 'wall', component: 'Transform', value: { position: [5, 1, 0] } }]);
    expect(box('blocked'), 'beyond it').toBeUndefined();
    view.patch([{ entity: 'ground', component: 'NavRegion', value: { size: [10_000, 2, 10_000], cell: 0.1 } }]);
    expect(box('NavRegion')![0], 'of too many cells its edge is all there is').toBe(-5000);
  });

  test('make what has no shape something a hand can take, but nothing can lean on it', () => {
    const { x, y } = view.screenOf([0, 2, 0])!;
    expect(view.pick(x, y)).toBeNull();
    view.showHelpers('all');
    view.render();
    expect(view.pick(x, y)).toBe('lamp');
    expect(view.pointAt(x, y)?.[1], 'the ground behind it').toBeCloseTo(0);
    const around = view.within({ x: x - 40, y: y - 40 }, { x: x + 40, y: y + 40 }, false);
    expect(around).toEqual(['lamp']);
  });
});
