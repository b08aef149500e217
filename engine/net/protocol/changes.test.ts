import { expect, test } from 'vitest';
import { packChanges, type PlayerChange, unpackChanges } from './changes.ts';

const stock = (entity: string, cases: number): PlayerChange => ({ entity, component: 'Stock', value: { cases, price: '4.00' } });

test('values of a component stand under names that come once, and what is unpacked is what was packed', () => {
  const changes = [stock('a', 1), { entity: 'a', component: 'Spin', value: { speed: 2 } }, stock('b', 2)];
  expect(packChanges(changes)).toEqual({
    changed: [
      {
        component: 'Stock',
        fields: ['cases', 'price'],
        rows: [
          ['a', 1, '4.00'],
          ['b', 2, '4.00'],
        ],
      },
      { component: 'Spin', fields: ['speed'], rows: [['a', 2]] },
    ],
  });
  expect(unpackChanges(packChanges(changes))).toEqual([changes[0], changes[2], changes[1]]);
});

test('what was taken off is told apart, a component without fields has rows of its key, and other fields begin another table', () => {
  const changes = [
    { entity: 'a', component: 'Spin', value: null },
    { entity: 'b', component: 'Marked', value: {} },
    stock('a', 1),
    { entity: 'c', component: 'Stock', value: { cases: 3 } },
    { entity: 'd', component: '__proto__', value: JSON.parse('{"__proto__":5}') as { readonly [name: string]: number } },
  ] satisfies PlayerChange[];
  const packed = packChanges(changes);
  expect(packed.removed).toEqual([{ entity: 'a', component: 'Spin' }]);
  expect(packed.changed.map(({ component, fields }) => [component, fields.length])).toEqual([
    ['Marked', 0],
    ['Stock', 2],
    ['Stock', 1],
    ['__proto__', 1],
  ]);
  const back = unpackChanges(JSON.parse(JSON.stringify(packed)) as typeof packed);
  expect(back.map(({ entity }) => entity)).toEqual(['b', 'a', 'c', 'd', 'a']);
  expect(Object.entries(back[3]!.value!)).toEqual([['__proto__', 5]]);
});
