import { expect, it } from 'vitest';
import { pasteHere } from '../actions/index.ts';
import { createTestStudio } from '../../testing/test-editor.ts';

it('what is pasted at a point stands there as it stood to each other, as high above the ground', async () => {
  const ada = await createTestStudio().join('Ada');
  await ada.start();
  await ada.until(() => ada.level.get() !== undefined);
  const entity = (key: string, position: number[], components: object = {}, parent: string | null = null) => ({
    key,
    name: key,
    parent,
    components: { Transform: { position }, ...components },
  });
  ada.clipboardText.push(
    JSON.stringify({
      ledgerquest: 'entities',
      version: 1,
      entities: [
        entity('Hut', [10, 0, 4], { Shape: {} }),
        entity('Bulb', [14, 2.5, 4], { Light: {} }),
        entity('Nail', [1, 1, 1], {}, 'Hut'),
      ],
    }),
  );
  const spots: unknown[] = [];
  ada.viewport.set({
    ...({} as NonNullable<ReturnType<typeof ada.viewport.get>>),
    landing: (_newcomer, _parent, spot) => {
      spots.push(spot);
      return [1, 3, -2];
    },
  });
  await ada.do(pasteHere, { spot: { x: 5, y: 6 } });
  const place = (name: string) => ada.level.get()!.entity(ada.keyNamed(name)).get()!.components['Transform']!['position'];
  expect([place('Hut'), place('Bulb'), place('Nail'), spots]).toEqual([[-1, 3, -2], [3, 5.5, -2], [1, 1, 1], [{ x: 5, y: 6 }]]);
  expect(ada.steps.get().steps).toHaveLength(1);
});
