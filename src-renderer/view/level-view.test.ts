import { NullEngine, Vector3 } from '@babylonjs/core/pure.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
        Label: { text: '{Stage.inventory} in stock', source: 'shop' },
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
    paintText: (text) => {
      painted.push(text);
      return { width: 4, height: 1, rgba: new Uint8Array(16) };
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
