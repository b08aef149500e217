/** What an edit of one entity costs must not depend on how many others there are: counted, not timed. */
import { describe, expect, it } from 'vitest';
import { renameTo } from '../actions/index.ts';
import { createTestStudio, type TestEditor, toyProject } from '../../testing/test-editor.ts';

const yardOf = (entities: number): string =>
  JSON.stringify({
    ...(JSON.parse(toyProject['levels/yard.json'] ?? '') as object),
    entities: Object.fromEntries(
      Array.from({ length: entities }, (_, index) => [
        `crate-${index}`,
        {
          name: `Crate ${index}`,
          parent: null,
          order: `a${String(index).padStart(5, '0')}V`,
          components: { Transform: { position: [index, 0, 0] }, Shape: { kind: 'box' } },
        },
      ]),
    ),
  });
const open = async (entities: number): Promise<TestEditor> => {
  const studio = createTestStudio({ templates: { 'supply-chain': { ...toyProject, 'levels/yard.json': yardOf(entities) } } });
  const ada = await studio.join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Toy');
  return ada;
};
/** How often anything is looked up, kept or put together while `work` is done. */
function looksOf(work: () => void): number {
  let looks = 0;
  const stops = (
    [
      [Map.prototype, 'get'],
      [Map.prototype, 'set'],
      [Set.prototype, 'add'],
      [Array.prototype, 'push'],
    ] as const
  ).map(([owner, name]) => {
    const methods = owner as unknown as Record<string, (this: unknown, ...args: unknown[]) => unknown>;
    const own = methods[name]!;
    methods[name] = function counted(...args) {
      looks += 1;
      return own.apply(this, args);
    };
    return () => void (methods[name] = own);
  });
  try {
    work();
  } finally {
    for (const stop of stops) stop();
  }
  return looks;
}

const few = 50;
const many = 2000;
const costs = async (work: (editor: TestEditor) => void): Promise<[few: number, many: number]> => {
  const counted: number[] = [];
  for (const entities of [few, many]) {
    const editor = await open(entities);
    work(editor);
    counted.push(looksOf(() => work(editor)));
  }
  return counted as [number, number];
};

describe('an edit of one entity', () => {
  let renamed = 0;
  const read = (editor: TestEditor): void => {
    const level = editor.level.get();
    for (const key of ['crate-7', 'crate-8']) level?.entity(key).get();
    expect([level?.size.get(), level?.problems.get(), level?.head.get().name]).toEqual([expect.any(Number), [], 'Yard']);
  };

  it('costs the same among many as among few: a new name', async () => {
    const [among, amongMany] = await costs((editor) => {
      renamed += 1;
      void editor.do(renameTo, { entity: 'crate-7', name: `Renamed ${renamed}` });
      read(editor);
    });
    expect(among).toBeGreaterThan(10);
    expect(amongMany).toBeLessThan(1.2 * among);
  });

  it('costs the same among many as among few: a move under the hand', async () => {
    const [among, amongMany] = await costs((editor) => {
      renamed += 1;
      const gesture = editor.gesture('Move');
      gesture?.set([{ entity: 'crate-7', component: 'Transform', field: 'position', value: [renamed, 0, 1] }]);
      gesture?.end();
      read(editor);
    });
    expect(among).toBeGreaterThan(10);
    expect(amongMany).toBeLessThan(1.2 * among);
  });

  it('tells who listens to many once, and leaves every other entity the object that it was', async () => {
    const ada = await open(few);
    const level = ada.level.get()!;
    const others = Array.from({ length: few }, (_, index) => `crate-${index}`).filter((key) => key !== 'crate-7');
    const before = others.map((key) => level.entity(key).get());
    let told = 0;
    const listener = (): void => void (told += 1);
    for (const key of [...others, 'crate-7']) level.entity(key).subscribe(listener);
    await ada.do(renameTo, { entity: 'crate-7', name: 'Another' });
    expect(told).toBe(1);
    others.forEach((key, index) => expect(level.entity(key).get()).toBe(before[index]));
    const gesture = ada.gesture('Move');
    gesture?.set(others.map((entity) => ({ entity, component: 'Transform', field: 'position', value: [0, 0, 9] })));
    gesture?.end();
    expect(told).toBe(2);
  });
});
