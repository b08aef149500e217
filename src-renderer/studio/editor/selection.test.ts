import { expect, it } from 'vitest';
import { createSelection } from './selection.ts';

it('while something is picked, what is pointed at is chosen, and the selection stays', () => {
  const selection = createSelection();
  selection.set(['lamp']);
  const chosen: string[] = [];
  const choose = (key: string): void => void chosen.push(key);
  selection.pick({ label: 'Label source', choose });
  selection.set([]);
  selection.set(['door']);
  expect([chosen, selection.keys.get(), selection.picking.get()]).toEqual([['door'], ['lamp'], undefined]);
  selection.pick({ label: 'Label source', choose });
  selection.toggle('lamp');
  expect([chosen, selection.keys.get()]).toEqual([['door', 'lamp'], ['lamp']]);
  selection.pick({ label: 'Label source', choose });
  selection.pick(undefined);
  selection.set(['door']);
  expect(selection.keys.get()).toEqual(['door']);
});

it('an entity that is no longer there is taken off the selection, and is no pick', () => {
  const selection = createSelection();
  selection.set(['lamp', 'door']);
  selection.pick({ label: 'Label source', choose: () => expect.fail('nobody pointed at anything') });
  selection.keep((key) => key === 'door');
  expect(selection.keys.get()).toEqual(['door']);
});
