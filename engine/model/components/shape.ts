import { defineComponent } from '../component.ts';
import { bool, choice, color, f32, vec3 } from '../fields.ts';

export const shapeKinds = ['box', 'sphere', 'cylinder', 'cone', 'plane', 'capsule', 'roof'] as const;

export const Shape = defineComponent(
  'Shape',
  {
    kind: choice(shapeKinds, { default: 'box', help: 'A roof is a gable: a triangular prism along z.' }),
    size: vec3({
      unit: 'm',
      min: 0,
      max: 10_000,
      step: 0.1,
      default: [1, 1, 1],
      help: 'Width, height and depth before the transform scales them. The shape stands on its position.',
    }),
    color: color({ default: '#8a94a6' }),
    roughness: f32({ min: 0, max: 1, step: 0.05, default: 0.8, widget: 'slider' }),
    glow: f32({ min: 0, max: 4, step: 0.1, default: 0, widget: 'slider', help: 'Light of its own: a lamp or a lit window.' }),
    shadow: bool({ default: true, help: 'Casts and receives shadows.' }),
  },
  { help: 'A simple solid, drawn at the entity.' },
);
