import { defineComponent } from '../component.ts';
import { vec3 } from '../fields.ts';

export const Velocity = defineComponent(
  'Velocity',
  {
    linear: vec3({ unit: 'm/s', min: -1e6, max: 1e6, step: 0.1, default: [0, 0, 0] }),
    angular: vec3({ unit: 'rad/s', min: -1e4, max: 1e4, step: 0.1, default: [0, 0, 0], help: 'About the axes x, y, z.' }),
  },
  { help: 'Moves and turns an entity evenly; bodies report theirs here.' },
);
