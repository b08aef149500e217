import { expect, test } from 'vitest';
import { newId } from './ids.ts';
import { bySibling, isOrderKey, orderKeys, placeAt, type Sibling } from './order.ts';
import { chance } from '../kernel/testing/chance.ts';

test('newcomers stand where they were put, among keys of every kind', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = chance(seed);
    const keys =
      random.next() < 0.5 ? ['a0', 'a0', 'a0', 'a1', 'Zz', 'a0V'] : ['', 'a00', '~', 'x y', 'a1', 'a1', 'b', 'a2'.padEnd(90, 'V')];
    const siblings: Sibling[] = Array.from({ length: random.below(9) }, (_, at) => ({ id: `s${at}`, order: random.pick(keys) })).toSorted(
      bySibling,
    );
    const index = random.below(siblings.length + 1);
    const count = 1 + random.below(3);
    const placed = placeAt(siblings, index, count);
    const expected = siblings.map(({ id }) => id);
    const newcomers = placed.keys.map((order, at) => ({ id: `new${at}`, order }));
    expected.splice(index, 0, ...newcomers.map(({ id }) => id));
    const renamed = new Map(placed.rekeyed.map(({ id, order }) => [id, order]));
    const after = [...siblings.map(({ id, order }) => ({ id, order: renamed.get(id) ?? order })), ...newcomers].toSorted(bySibling);
    expect(
      after.map(({ id }) => id),
      `seed ${seed}`,
    ).toEqual(expected);
    expect(placed.keys.every(isOrderKey)).toBe(true);
  }
});

test('a place between roomy neighbours costs one key and nobody else', () => {
  const [a, b] = orderKeys(2) as [string, string];
  expect(
    placeAt(
      [
        { id: 'a', order: a },
        { id: 'b', order: b },
      ],
      1,
    ),
  ).toMatchObject({ rekeyed: [], keys: [expect.stringMatching(/^a0/) as string] });
});

test('ids are 14 characters of base 36 and differ', () => {
  const random = chance(5);
  const ids = new Set(Array.from({ length: 2000 }, () => newId(random.bytes)));
  expect(ids.size).toBe(2000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-z]{14}$/);
});
