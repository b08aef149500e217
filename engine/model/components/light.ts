import { defineComponent } from '../component.ts';
import { bool, choice, color, f32 } from '../fields.ts';

export const Light = defineComponent(
  'Light',
  {
    kind: choice(['sun', 'sky', 'lamp'], {
      default: 'lamp',
      help: 'A sun shines along the transform from its position to the origin, a sky from everywhere, a lamp around itself.',
    }),
    color: color({ default: '#ffe3b8' }),
    ground: color({ default: '#3a3f52', help: 'Of the light from below; only for a sky.' }),
    intensity: f32({ min: 0, max: 20, step: 0.1, default: 1 }),
    range: f32({ unit: 'm', min: 0.1, max: 1000, step: 1, default: 12, help: 'How far a lamp reaches.' }),
    shadow: bool({ default: false, help: 'Only a sun casts shadows.' }),
  },
  { help: 'Light in the scene.' },
);
