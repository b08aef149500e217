import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../../engine/run/index.ts';
import { levelOf, openTestEngine } from '../../../../engine/run/testing/index.ts';
import { bodyIn, plainText, recipes } from './recipes.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});

test('every recipe has a name of its own', () => {
  expect(new Set(recipes.map(({ label }) => label)).size).toBe(recipes.length);
});

const languages = [
  ['typescript', 'ts', (text: string) => `function onTick() {\n${text}\n}`],
  ['lua', 'lua', (text: string) => `function onTick()\n${text}\nend`],
  ['python', 'py', (text: string) => `def on_tick():\n${text.replaceAll(/^/gm, '    ')}\n`],
] as const;

describe.each(languages)('in %s', (language, ending, hook) => {
  test.each(recipes.map((recipe) => [recipe.label, recipe] as const))('%s runs as it stands', (_, recipe) => {
    const text = plainText(bodyIn(language, recipe));
    expect(text).not.toMatch(/\$/);
    const script = recipe.inHook ? hook(text) : text;
    const world = engine.createWorld(
      levelOf({
        scripts: { [`recipe.${ending}`]: script },
        entities: { shop: { Stage: {} } },
        project: {
          components: {
            Stage: { fields: { inventory: { kind: 'i32' } } },
            Road: { fields: { from: { kind: 'entity' }, to: { kind: 'entity' }, length: { kind: 'f64' } } },
          },
          commands: { PlaceOrder: { fields: { quantity: { kind: 'u16' } } } },
          kpis: { total: { label: 'Total', kind: 'number' } },
        },
      }),
    );
    for (let tick = 0; tick < 10; tick += 1) expect(world.step().faults).toEqual([]);
    world.dispose();
  });
});
