import { defineComponent } from '../component.ts';
import { bool, f32, vec3 } from '../fields.ts';

export const Camera = defineComponent(
  'Camera',
  {
    target: vec3({ unit: 'm', step: 0.5, default: [0, 0, 0], help: 'The point it looks at.' }),
    fov: f32({ unit: '°', min: 5, max: 120, step: 1, default: 35, help: 'Vertical field of view.' }),
    main: bool({ default: true, help: 'The camera that players and pictures use.' }),
  },
  { help: 'A point of view, placed by the transform.' },
);
