import { expect, test } from 'vitest';
import { withPrefab } from './instances.ts';

test('an instance has its prefab’s components under its own fields, without those that it leaves out', () => {
  const crate = { Label: { text: 'fragile', size: 3 }, Transform: { scale: [2, 2, 2] } };
  expect(withPrefab(crate, { components: {} })).toEqual(crate);
  expect(withPrefab(crate, { components: { Label: { size: 1 }, Light: {} } })).toEqual({
    Label: { text: 'fragile', size: 1 },
    Light: {},
    Transform: { scale: [2, 2, 2] },
  });
  expect(withPrefab(crate, { without: ['Label', 'Nothing'], components: {} })).toEqual({ Transform: { scale: [2, 2, 2] } });
  // What it says something about, it has.
  expect(withPrefab(crate, { without: ['Label'], components: { Label: {} } })).toEqual(crate);
});
