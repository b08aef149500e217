import { expect, test } from 'vitest';
import { sightOf, sightsOf } from './sight.ts';

const components = {
  Territory: {
    fields: {
      pay: { kind: 'decimal', scale: 2, unit: '$', order: 2 },
      attainment: { kind: 'f64', unit: '%', label: 'Attainment', help: 'Of the quota.', order: 1 },
      secret: { kind: 'f64' },
      weeks: { kind: 'f64', unit: '$', length: 4 },
    },
  },
  Sight: { fields: { note: { kind: 'string' } } },
  Truck: { fields: { load: { kind: 'u16', unit: 't' } } },
} as unknown as Parameters<typeof sightsOf>[0]['components'];
const seat = {
  Seat: { stage: 'Harbour' },
  Territory: { pay: '12.50', attainment: 80, secret: 3, weeks: [1, 2, 3, 4] },
  Sight: { note: '' },
};

test('a seat shows the values of its own components that have a unit, in the order of a form', () => {
  expect(sightOf(components, seat)).toEqual([
    { field: 'attainment', label: 'Attainment', help: 'Of the quota.', unit: '%', kind: 'number', value: 80 },
    { field: 'pay', label: 'Pay', help: undefined, unit: '$', kind: 'decimal', value: '12.50' },
  ]);
  expect(sightOf(components, { Transform: {} })).toEqual([]);
});

test('a player is told of no field that no seat shows', () => {
  const told = sightsOf({ components, entities: [{ components: seat }, { components: { Truck: { load: 3 } } }] });
  expect(Object.keys(told)).toEqual(['Territory']);
  expect(Object.keys(told['Territory']!.fields)).toEqual(['pay', 'attainment']);
  expect(sightOf(told, seat)).toEqual(sightOf(components, seat));
});
