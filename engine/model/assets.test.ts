import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../kernel/hash/index.ts';
import { compileLevel } from './compile.ts';
import { ProjectFile } from './project.ts';

const encoder = new TextEncoder();
const truck = encoder.encode('glTF of a truck');
const spec = { sha256: sha256Hex(truck), size: truck.length };

const filesWith = ({ asset = 'assets/truck.glb', index = { 'assets/truck.glb': spec } as Record<string, unknown>, bytes = true } = {}): Map<
  string,
  Uint8Array
> =>
  new Map([
    [
      'ledgerquest.json',
      encoder.encode(JSON.stringify({ format: 1, id: 'toy', name: 'Toy', levels: ['levels/yard.json'], assets: index })),
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
          entities: { truck: { name: 'Truck', parent: null, order: 'a0', components: { Model: { asset } } } },
        }),
      ),
    ],
    ...(bytes ? ([['assets/truck.glb', truck]] as const) : []),
  ]);

const strip = (): never => {
  throw new Error('nothing to strip');
};

describe('assets of a level', () => {
  test('lie in its package, and a package made without their bytes has the same name', () => {
    const here = compileLevel(filesWith(), undefined, { strip });
    const elsewhere = compileLevel(filesWith({ bytes: false }), undefined, { strip, assetsElsewhere: true });
    if (!here.ok || !elsewhere.ok) throw new Error(JSON.stringify([here.problems, elsewhere.problems]));
    expect(here.package.files.get('assets/truck.glb')).toEqual(truck);
    expect(elsewhere.package.files.has('assets/truck.glb')).toBe(false);
    expect(elsewhere.package.hash).toBe(here.package.hash);
  });

  test('must be there where a package is sealed with them, whatever the index says', () => {
    expect(compileLevel(filesWith({ bytes: false }), undefined, { strip }).problems).toMatchObject([
      { severity: 'error', code: 'missing-asset', entity: 'truck', component: 'Model', field: 'asset' },
    ]);
  });

  test('that nobody has are named with a next step', () => {
    const { problems } = compileLevel(filesWith({ asset: 'assets/boat.glb', index: {}, bytes: false }), undefined, {
      strip,
      assetsElsewhere: true,
    });
    expect(problems).toMatchObject([{ code: 'missing-asset', hint: 'Import the file again, or choose another.' }]);
  });
});

test.each([
  ['assets/a.glb', true],
  ['assets/trucks/big-1.glb', true],
  ['assets/../a.glb', false],
  ['assets/a b.glb', false],
  ['assets/.hidden', false],
  ['assets//a.glb', false],
  ['scripts/a.ts', false],
])('the index names %s: %s', (path, isTaken) => {
  const file = { format: 1, id: 'toy', name: 'Toy', levels: ['levels/yard.json'], assets: { [path]: spec } };
  expect(ProjectFile.safeParse(file).success).toBe(isTaken);
});
