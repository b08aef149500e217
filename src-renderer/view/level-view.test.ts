import { InstancedMesh, NullEngine, Vector3 } from '@babylonjs/core/pure.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lowestLine } from './labels.ts';
import type { ViewLevel } from './level.ts';
import { createLevelView, type LevelView } from './level-view.ts';
import { placeInPile } from './piles.ts';

const harbour: ViewLevel = {
  entities: {
    shop: {
      name: 'Shop',
      parent: null,
      components: {
        Transform: { position: [0, 0, 0] },
        Shape: { kind: 'box', size: [2, 3, 2], color: '#ff0000' },
        Stage: { inventory: 12, inTransit: [4, 0] },
        Stack: { field: 'Stage.inventory', columns: 4, rows: 2 },
        Conveyor: { field: 'Stage.inTransit', to: 'shop', carrier: 'truck' },
      },
    },
    sign: {
      name: 'Sign',
      parent: 'shop',
      components: {
        Transform: { position: [0, 3, 0] },
        Shape: { kind: 'box', color: '#ff0000' },
        Label: { text: '{Stage.inventory} in stock', source: 'shop', size: 0.8 },
      },
    },
    eye: {
      name: 'Camera',
      parent: null,
      components: { Transform: { position: [0, 2, -10] }, Camera: { target: [0, 1, 0], fov: 35, main: true } },
    },
  },
};

let engine: NullEngine;
let view: LevelView;
const painted: string[] = [];
beforeEach(() => {
  painted.length = 0;
  engine = new NullEngine({ renderWidth: 800, renderHeight: 450, textureSize: 64, deterministicLockstep: false, lockstepMaxSteps: 1 });
  view = createLevelView(engine, {
    paintText: (lines) => {
      painted.push(lines.join(' | '));
      return { width: 4, height: 1, line: 1, rgba: new Uint8Array(16) };
    },
  });
  view.showLevel(harbour);
});
afterEach(() => view.dispose());

const instances = (name: string): number => {
  const mesh = view.scene.getMeshByName(name) as { thinInstanceCount?: number } | null;
  return mesh?.thinInstanceCount ?? -1;
};

describe('a level in view', () => {
  test('knows which point lies under the pointer and where a point is drawn', () => {
    view.render();
    const ground = view.pointAt(400, 400);
    expect(ground?.[1]).toBeCloseTo(0, 6);
    expect(ground?.[0]).toBeCloseTo(0, 6);
    const drawn = view.screenOf(ground!);
    expect([drawn?.x, drawn?.y].map((pixels) => Math.round(pixels ?? Number.NaN))).toEqual([400, 400]);
    expect(view.screenOf([0, 2, -20])).toBeNull();
    expect(view.pointAt(20, 5)).toBeNull();
  });

  test('is seen from where somebody else stands', () => {
    view.look = { position: [4, 5, 6], target: [1, 0, 0] };
    const { position, target } = view.look;
    [...position, ...target].forEach((lane, at) => expect(lane).toBeCloseTo([4, 5, 6, 1, 0, 0][at]!, 6));
  });

  test('has x to the right when z comes towards the beholder', () => {
    const from = { Transform: { position: [0, 2, 10] }, Camera: { target: [0, 1, 0], fov: 35, main: true } };
    view.showLevel({ entities: { eye: { name: 'Camera', parent: null, components: from } } });
    view.render();
    const across = (x: number): number => Vector3.TransformCoordinates(new Vector3(x, 1, 0), view.scene.getTransformMatrix()).x;
    expect(across(1)).toBeGreaterThan(0);
    expect(across(-1)).toBeLessThan(0);
  });

  test('piles up exactly as many items as the number says, and follows it', () => {
    expect(instances('pile shop')).toBe(12);
    view.patch([{ entity: 'shop', component: 'Stage', value: { inventory: 3, inTransit: [0, 7] } }], 1);
    expect(instances('pile shop')).toBe(3);
    expect(instances('cargo shop')).toBe(7);
  });

  test('sends one carrier per place of the pipeline that carries something', () => {
    expect(instances('carrier shop 0')).toBe(1);
    expect(instances('cargo shop')).toBe(4);
  });

  test('repaints a label only when its words change', () => {
    expect(painted).toEqual(['12 in stock']);
    view.patch([{ entity: 'eye', component: 'Transform', value: { position: [0, 2, -9] } }], 1);
    expect(painted).toHaveLength(1);
    view.patch([{ entity: 'shop', component: 'Stage', value: { inventory: 5, inTransit: [] } }], 2);
    expect(painted).toEqual(['12 in stock', '5 in stock']);
  });

  test('gives each part of a label a line of its own', () => {
    const parts = {
      ...harbour.entities['sign'],
      components: { Label: { text: '{Stage.inventory} in stock · none owed', source: 'shop' } },
    };
    view.showLevel({ entities: { ...harbour.entities, sign: { name: 'Sign', parent: 'shop', ...parts } } });
    expect(painted.at(-1)).toBe('12 in stock | none owed');
  });

  test('makes a label larger where it would be too small to read, and never smaller than its size', () => {
    const lineOnScreen = (distance: number): number => {
      const eye = { Transform: { position: [0, 3, -distance] }, Camera: { target: [0, 3, 0], fov: 35, main: true } };
      view.patch(Object.entries(eye).map(([component, value]) => ({ entity: 'eye', component, value })));
      view.render();
      const label = view.scene.getMeshByName('label sign');
      return ((0.8 * (label?.scaling.y ?? 0)) / (2 * Math.tan((17.5 * Math.PI) / 180) * distance)) * 450;
    };
    expect(lineOnScreen(60)).toBeCloseTo(lowestLine(450));
    expect(lineOnScreen(5)).toBeGreaterThan(100);
    expect(view.scene.getMeshByName('label sign')?.scaling.y).toBe(1);
  });

  test('writes no label over a nearer one, nor over what lies over the picture, and what is marked before all', () => {
    const label = (key: string, z: number) => ({
      [key]: { name: key, parent: null, components: { Transform: { position: [0, 1, z] }, Label: { text: key, size: 0.4 } } },
    });
    const { eye } = harbour.entities;
    const at = (key: string) => {
      view.render();
      const mesh = view.scene.getMeshByName(`label ${key}`)!;
      return mesh.isVisible ? Math.round(view.screenOf(mesh.getAbsolutePosition().asArray() as [number, number, number])!.y) : undefined;
    };
    view.showLevel({ entities: { eye: eye!, ...label('near', 0), ...label('far', 0.5) } });
    expect(at('near')).toBe(225);
    expect(at('far'), 'it steps aside').toBeLessThan(200);
    view.showLevel({ entities: { eye: eye!, ...label('near', 0), ...label('far', 0.5), ...label('alone', 30) } });
    expect(at('far'), 'not to where another stands').toBeUndefined();
    view.showLevel({ entities: { eye: eye!, ...label('near', 0), ...label('far', 0.5), ...label('farther', 1), ...label('last', 1.5) } });
    expect(at('farther'), 'nowhere to step to').toBeUndefined();
    view.mark([{ entity: 'farther', color: '#00ff00' }]);
    expect(at('farther')).toBeDefined();
    expect(at('near')).not.toBe(225);
    view.mark([]);
    view.keepClear([{ left: 0, top: 0, width: 800, height: 230 }]);
    expect(at('near')).toBeGreaterThan(230);
  });

  test('keeps what a designer framed when the picture is narrower, and gives the height it gains to the sky', () => {
    const eye = { Transform: { position: [0, 2, -20] }, Camera: { target: [0, 1, 0], fov: 35, main: true } };
    const edges = (width: number): { below: number; above: number } => {
      const narrow = new NullEngine({
        renderWidth: width,
        renderHeight: 450,
        textureSize: 64,
        deterministicLockstep: false,
        lockstepMaxSteps: 1,
      });
      const own = createLevelView(narrow);
      own.showLevel({ entities: { eye: { name: 'Camera', parent: null, components: eye } } });
      own.render();
      const target = Vector3.TransformCoordinates(new Vector3(0, 1, 0), own.scene.getTransformMatrix()).y;
      // Half the picture's height, in metres at the target.
      const half = Math.tan(own.camera.fov / 2) * own.camera.radius;
      own.dispose();
      return { below: (1 + target) * half, above: (1 - target) * half };
    };
    const wide = edges(800);
    expect(wide.below).toBeCloseTo(wide.above);
    const narrow = edges(450);
    expect(narrow.below - wide.below).toBeCloseTo(0.1 * (narrow.below + narrow.above - wide.below - wide.above));
    expect(narrow.above).toBeGreaterThan(2 * narrow.below);
  });

  test('keeps a label at the side of the picture whole, and lets one go whose place has left it', () => {
    const edgeOf = (x: number): number => {
      view.patch([
        { entity: 'shop', component: 'Transform', value: { position: [x, 0, 0] } },
        { entity: 'eye', component: 'Transform', value: { position: [0, 3, -40] } },
        { entity: 'eye', component: 'Camera', value: { target: [0, 3, 0], fov: 35, main: true } },
      ]);
      view.render();
      const box = view.scene.getMeshByName('label sign')?.getBoundingInfo().boundingBox;
      const middle = box?.centerWorld ?? Vector3.Zero();
      const onScreen = Vector3.TransformCoordinates(middle, view.scene.getTransformMatrix()).x;
      const half = Math.tan((17.5 * Math.PI) / 180) * 40 * (16 / 9);
      return Math.abs(onScreen) + (2 * (view.scene.getMeshByName('label sign')?.scaling.x ?? 0) * 0.8) / half;
    };
    expect(edgeOf(0)).toBeLessThan(0.5);
    expect(edgeOf(21)).toBeCloseTo(1, 1);
    expect(edgeOf(21)).toBeLessThan(1.001);
    expect(edgeOf(40)).toBeGreaterThan(1.5);
  });

  test('asks of a line what a picture of 400 pixels across can give, and no more than reads well in a large one', () => {
    expect(lowestLine(225)).toBe(15);
    expect(lowestLine(450)).toBeCloseTo(20.5, 1);
    expect(lowestLine(1400)).toBe(24);
  });

  test('brackets the entity’s own shape, not what stands far away below it', () => {
    const far = { name: 'Far', parent: 'shop', components: { Transform: { position: [50, 0, 0] }, Shape: { kind: 'box' } } };
    const group = { name: 'Group', parent: null, components: { Transform: { position: [0, 0, 20] } } };
    const inside = { name: 'Inside', parent: 'group', components: { Shape: { kind: 'box', size: [4, 1, 1] } } };
    const plate = { name: 'Plate', parent: 'group', components: { Transform: { position: [0, 9, 0] }, Label: { text: 'Group' } } };
    view.showLevel({ entities: { ...harbour.entities, far, group, inside, plate } });
    const box = (entity: string) => {
      view.mark([{ entity, color: '#00ff00' }]);
      return view.scene.getMeshByName('mark')?.getBoundingInfo().boundingBox;
    };
    expect(box('shop')?.maximumWorld.x).toBeCloseTo(1.06);
    expect(box('group')?.maximumWorld.x, 'an entity without a shape: the shapes in it').toBeCloseTo(2.06);
    expect(box('group')?.maximumWorld.y, 'what is written is no shape').toBeLessThan(2);
  });

  test('entities of the same look share one source mesh', () => {
    expect(view.scene.meshes.filter(({ name }) => name.startsWith('source '))).toHaveLength(1);
  });

  test('the entity under the pointer is found by its key', () => {
    view.render();
    expect(view.pick(400, 225)).toBe('shop');
    expect(view.pick(5, 5)).toBeNull();
  });

  test('a child moves with its parent and outlives it', () => {
    view.patch([{ entity: 'shop', component: 'Transform', value: { position: [5, 0, 0] } }]);
    expect(view.scene.getTransformNodeByName('sign')?.getAbsolutePosition().x).toBe(5);
    view.patch([{ entity: 'shop', component: '', value: null }]);
    expect(view.scene.getTransformNodeByName('shop')).toBeNull();
    expect(view.scene.getTransformNodeByName('sign')).not.toBeNull();
  });

  test('one change computes where one entity stands, with what stands below it, and leaves the others alone', () => {
    const crates = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        `crate-${index}`,
        {
          name: `Crate ${index}`,
          parent: index % 3 === 1 ? `crate-${index - 1}` : null,
          components: { Transform: { position: [index, 0, 0] }, Shape: { kind: 'box' } },
        },
      ]),
    ) as ViewLevel['entities'];
    view.showLevel({ entities: crates });
    view.render();
    const frozen = vi.spyOn(InstancedMesh.prototype, 'freezeWorldMatrix');
    const x = (key: string): number => view.scene.getMeshByName(key)!.getAbsolutePosition().x;
    view.patch([{ entity: 'crate-5', component: 'Transform', value: { position: [50, 0, 0] } }]);
    expect([frozen.mock.instances.length, x('crate-5')]).toEqual([1, 50]);
    view.put(
      new Map([['crate-3', { ...crates['crate-3']!, components: { Transform: { position: [90, 0, 0] }, Shape: { kind: 'box' } } }]]),
    );
    expect([frozen.mock.instances.length, x('crate-3'), x('crate-4')]).toEqual([3, 90, 94]);
    view.showLevel({ entities: { ...crates, 'crate-8': { ...crates['crate-8']!, components: { Shape: { kind: 'box' } } } } });
    // crate-5, and crate-3 with crate-4, go back; crate-8 has moved.
    expect([frozen.mock.instances.length, x('crate-8'), x('crate-5')]).toEqual([7, 0, 5]);
    frozen.mockRestore();
  });

  test('draws shadows anew when something has changed, not when one looks from elsewhere', () => {
    const map = view.scene.lights.flatMap((light) => light.getShadowGenerator()?.getShadowMap() ?? [])[0]!;
    view.scene.isReady = () => true;
    let drawn = 0;
    map.onBeforeRenderObservable.add(() => void (drawn += 1));
    const render = (): number => {
      drawn = 0;
      for (let frame = 0; frame < 5 && (frame === 0 || view.needsRender); frame += 1) view.render();
      view.render();
      return drawn;
    };
    view.showLevel({
      entities: { ...harbour.entities, sun: { name: 'Sun', parent: null, components: { Light: { kind: 'sun', shadow: true } } } },
    });
    expect(render()).toBeGreaterThan(0);
    view.look = { position: [9, 9, 9], target: [0, 0, 0] };
    expect(render()).toBe(0);
    view.patch([{ entity: 'shop', component: 'Transform', value: { position: [5, 0, 0] } }]);
    expect(render()).toBe(1);
    view.animate(0.5);
    expect(render()).toBe(1);
  });

  test('any number of entities may go at once, in any order and below one another: nothing of them is left', () => {
    const box = (at: number) => [
      `box-${at}`,
      {
        name: 'Box',
        parent: at % 3 === 2 ? `box-${at - 1}` : null,
        components: { Transform: { position: [at, 0, 0] }, Shape: { kind: 'box' }, ...(at % 7 === 0 && { Light: { kind: 'point' } }) },
      },
    ];
    const before = new Set([...view.scene.transformNodes, ...view.scene.rootNodes]);
    const all = { ...harbour.entities, ...Object.fromEntries(Array.from({ length: 400 }, (_, at) => box(at))) } as ViewLevel['entities'];
    view.showLevel({ entities: all });
    const kept = Object.fromEntries(Object.entries(all).filter(([key]) => !key.startsWith('box') || Number(key.slice(4)) % 5 === 0));
    view.showLevel({ entities: kept });
    view.showLevel(harbour);
    const left = [...view.scene.transformNodes, ...view.scene.rootNodes].filter((node) => !before.has(node) && node.name.startsWith('box'));
    expect([left, view.scene.meshes.filter(({ name }) => name.startsWith('box-'))]).toEqual([[], []]);
    view.showLevel({ entities: all });
    view.render();
    expect(view.scene.meshes.filter(({ name }) => name.startsWith('box-'))).toHaveLength(400);
  });

  test('who stood below somebody that went and came back stands below them again', () => {
    const { shop, ...others } = harbour.entities;
    view.showLevel({ entities: others });
    expect(view.scene.getTransformNodeByName('sign')?.getAbsolutePosition().x).toBe(0);
    view.showLevel({ entities: { ...others, shop: { ...shop!, components: { Transform: { position: [7, 0, 0] } } } } });
    expect(view.scene.getMeshByName('sign')?.getAbsolutePosition().x).toBe(7);
  });

  test('says when there is nothing new to draw: not before everything it shows has been compiled', () => {
    let compiled = false;
    view.scene.isReady = () => compiled;
    view.render();
    expect(view.needsRender).toBe(true);
    compiled = true;
    view.render();
    expect(view.needsRender).toBe(false);
    view.mark([{ entity: 'shop', color: '#00ff00' }]);
    expect(view.needsRender).toBe(true);
  });

  test('shows any values without falling over', () => {
    view.showLevel({
      entities: {
        odd: {
          name: 'Odd',
          parent: 'nobody',
          components: {
            Transform: { position: 'x' },
            Shape: { kind: 'blob', size: null },
            Stack: { field: 'No.where' },
            Conveyor: { to: 'nobody' },
          },
        },
      },
      environment: 'dark',
    });
    view.render();
    expect(view.scene.getTransformNodeByName('odd')).not.toBeNull();
  });
});

test('a pile fills columns, then rows, then layers', () => {
  const size = [1, 1, 1] as const;
  const [x0, y0, z0] = placeInPile(0, 2, 2, size);
  expect(placeInPile(1, 2, 2, size)[0]).toBeGreaterThan(x0);
  expect(placeInPile(2, 2, 2, size)[2]).toBeGreaterThan(z0);
  expect(placeInPile(4, 2, 2, size)[1]).toBeGreaterThan(y0);
});
