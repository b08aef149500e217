import { defineComponent } from '../component.ts';
import { bool, f32, vec3 } from '../fields.ts';

export const Character = defineComponent(
  'Character',
  {
    move: vec3({
      unit: 'm/s',
      min: -1000,
      max: 1000,
      step: 0.1,
      default: [0, 0, 0],
      help: 'Where it wants to go; what stands in the way stops it.',
    }),
    rise: f32({
      unit: 'm/s',
      min: -1000,
      max: 1000,
      step: 0.1,
      default: 0,
      help: 'Its speed upwards. Gravity takes from it, ground and ceiling end it; write to it to jump.',
    }),
    step: f32({
      unit: 'm',
      min: 0,
      max: 10,
      step: 0.05,
      default: 0.3,
      help: 'How high a step it takes, and how far down it stays on the ground.',
    }),
    slope: f32({ unit: '°', min: 0, max: 89, step: 1, default: 45, help: 'The steepest ground that it walks up.' }),
    grounded: bool({ default: false, help: 'Stands on something. Physics writes it.' }),
  },
  { help: 'Walks a kinematic body through the world: up steps, along walls, down by gravity.' },
);
