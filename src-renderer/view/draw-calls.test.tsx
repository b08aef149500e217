import { expect, test } from 'vitest';
import harbour from '../../samples/supply-chain/levels/beer-game.json';
import { createLevelView, Engine, paintText, type ViewLevel } from './index.ts';

const budget = 200;

/** Counts what reaches the graphics driver, shadows included. */
function countDraws(gl: WebGL2RenderingContext): () => number {
  let count = 0;
  for (const name of ['drawElements', 'drawArrays', 'drawElementsInstanced', 'drawArraysInstanced'] as const) {
    const real = gl[name].bind(gl) as (...input: never[]) => void;
    Object.assign(gl, {
      [name]: (...input: never[]) => {
        count += 1;
        real(...input);
      },
    });
  }
  return () => count;
}

test(`the sample level, with everything in it in use, is drawn in under ${budget} calls`, async () => {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 800, height: 450 });
  document.body.append(canvas);
  const engine = new Engine(canvas, true, { stencil: true });
  const drawn = countDraws(canvas.getContext('webgl2') as WebGL2RenderingContext);
  const view = createLevelView(engine, { paintText });
  const level = structuredClone(harbour) as unknown as ViewLevel;
  const busy = { inventory: 80, backlog: 40, shipments: [30, 30], mail: [8, 8] };
  const entities = Object.entries(level.entities).map(([key, entity]) => {
    const { Stage } = entity.components;
    return [key, Stage ? { ...entity, components: { ...entity.components, Stage: { ...Stage, ...busy } } } : entity] as const;
  });
  view.showLevel({ ...level, entities: Object.fromEntries(entities) }, 5);
  view.render();
  await expect.poll(() => (view.render(), view.needsRender)).toBe(false);
  const before = drawn();
  view.render();
  const calls = drawn() - before;
  expect(calls, 'something is drawn').toBeGreaterThan(view.scene.meshes.length / 4);
  expect(calls).toBeLessThan(budget);
  view.dispose();
  engine.dispose();
});
