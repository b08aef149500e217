import { defineComponent } from '../component.ts';
import { f64, vec3 } from '../fields.ts';

export const Spin = defineComponent(
  'Spin',
  {
    axis: vec3({ min: -1, max: 1, step: 0.1, default: [0, 1, 0], help: 'Direction of the axis; its length does not matter.' }),
    speed: f64({ unit: 'rad/s', min: -1000, max: 1000, step: 0.1, default: 1 }),
    angle: f64({ unit: 'rad', default: 0, help: 'Turned so far.' }),
  },
  { help: 'Turns an entity about an axis at an even speed.' },
);
