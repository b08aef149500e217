import type { LevelFile } from '../../model/level.ts';
import { f64, text, vec3 } from '../../model/fields.ts';
import { defineComponent } from '../../model/component.ts';
import { type LevelSchema, levelSchema } from '../level/schema.ts';

/** A schema of two components, enough for every rule. */
export const testSchema: LevelSchema = levelSchema([
  defineComponent('Transform', { position: vec3({ unit: 'm' }), scale: vec3({ default: [1, 1, 1] }) }),
  defineComponent('Label', { text: text(), size: f64({ min: 0, max: 10, default: 1 }) }),
]);

/** The street: a truck with a driver in it, and a crate. */
export const street: LevelFile = {
  format: 1,
  id: 'street',
  name: 'Street',
  clock: { kind: 'realtime', hz: 60 },
  scripts: ['scripts/street.ts'],
  environment: { sky: '#102030', fog: 0.1 },
  entities: {
    crate: { name: 'Crate', parent: null, order: 'a1', components: { Transform: { position: [1, 0, 2] } } },
    driver: { name: 'Driver', parent: 'truck', order: 'a0', components: { Label: { text: 'Ada', size: 2 } } },
    truck: { name: 'Truck', parent: null, order: 'a0', components: { Transform: { position: [0, 0, 0], scale: [2, 2, 2] }, Label: {} } },
  },
};
