import { beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../../engine/run/index.ts';
import { levelOf, openTestEngine } from '../../../engine/run/testing/index.ts';
import { scriptLanguages, starter } from './starter.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});

const cases = scriptLanguages.flatMap((language) => [
  [language, 'the level', undefined],
  [language, 'an entity', { key: 'lamp', name: 'The “lamp”\n*/ --]] """' }],
]) as [(typeof scriptLanguages)[number], string, { key: string; name: string } | undefined][];

test.each(cases)('a new script in %s about %s runs as it stands, and records its figure', (language, _about, entity) => {
  // Types are erased elsewhere; a starter has none.
  const ending = language === 'ts' ? 'js' : language;
  const world = engine.createWorld(
    levelOf({
      scripts: { [`new.${ending}`]: starter({ language, kpi: 'glow', entity }) },
      entities: { lamp: { Transform: { position: [0, 1, 0] } }, sun: { Transform: {} } },
      project: { kpis: { glow: { label: 'Glow', kind: 'number' } } },
    }),
  );
  let kpis: Readonly<Record<string, unknown>> = {};
  for (let tick = 0; tick < 10; tick += 1) {
    const stepped = world.step();
    expect(stepped.faults).toEqual([]);
    kpis = { ...kpis, ...stepped.kpis };
  }
  expect(kpis['glow'] === 2, 'how many there are, or how high it is').toBe(entity === undefined);
  expect(kpis['glow']).toBeGreaterThan(1);
  world.dispose();
});
