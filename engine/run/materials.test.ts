import { describe, expect, test } from 'vitest';
import { compileLevel } from '../model/compile.ts';
import { levelOf, openTestEngine } from './testing/index.ts';

const encoder = new TextEncoder();
const strip = (): never => {
  throw new Error('nothing to strip');
};
const picture = { sha256: 'a'.repeat(64), size: 3 };

/** A house in a material; `materials` are those of the project. */
const compiled = (materials: Record<string, unknown>, { wears = 'wood', assets = {} as Record<string, unknown> } = {}) =>
  compileLevel(
    new Map([
      [
        'ledgerquest.json',
        encoder.encode(JSON.stringify({ format: 1, id: 'toy', name: 'Toy', levels: ['levels/yard.json'], materials, assets })),
      ],
      [
        'levels/yard.json',
        encoder.encode(
          JSON.stringify({
            format: 1,
            id: 'yard',
            name: 'Yard',
            clock: { kind: 'realtime', hz: 30 },
            scripts: [],
            entities: { house: { name: 'House', parent: null, order: 'a0', components: { Shape: {}, Material: { material: wears } } } },
          }),
        ),
      ],
    ]),
    undefined,
    { strip, assetsElsewhere: true },
  );

describe('materials of a project', () => {
  test('are in no state: what one looks like changes the package and no hash of a world', async () => {
    const engine = await openTestEngine();
    const level = (color: string) =>
      levelOf({
        project: { materials: { wood: { name: 'Wood', color } } },
        entities: { house: { Shape: {}, Material: { material: 'wood' } } },
      });
    const [dark, light] = [level('#402010'), level('#d0a070')];
    expect(dark.hash).not.toBe(light.hash);
    expect(engine.createWorld(dark).step().hash).toBe(engine.createWorld(light).step().hash);
  });

  test('are in the package of a level when something of it wears them, with their pictures', () => {
    const wood = { name: 'Wood', colorMap: 'assets/wood.png' };
    const result = compiled({ wood, gold: { name: 'Gold' } }, { assets: { 'assets/wood.png': picture } });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    expect(Object.keys(result.package.level.materials ?? {})).toEqual(['wood']);
    expect(result.package.level.materials?.['wood']).toMatchObject({ roughness: 0.6, tiling: [1, 1] });
    expect(result.package.manifest.files.map(({ path }) => path)).toContain('assets/wood.png');
  });

  test('that are not there, or whose picture is not, are named with who wears them', () => {
    expect(compiled({ would: { name: 'Would' } }).problems).toMatchObject([
      { code: 'missing-material', entity: 'house', component: 'Material', field: 'material', hint: expect.stringContaining('would') },
    ]);
    expect(compiled({ wood: { name: 'Wood', normalMap: 'assets/bumps.png' } }).problems).toMatchObject([
      { code: 'missing-asset', message: 'Material Wood: normalMap names assets/bumps.png, which is not there.' },
    ]);
  });
});
