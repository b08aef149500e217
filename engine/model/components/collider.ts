import { defineComponent } from '../component.ts';
import { bool, choice, f32, u16, vec3 } from '../fields.ts';

export const Collider = defineComponent(
  'Collider',
  {
    shape: choice(['box', 'sphere', 'capsule', 'cylinder', 'cone'], {
      default: 'box',
      help: 'It stands on its transform, as a Shape does.',
    }),
    size: vec3({ unit: 'm', min: 0.001, max: 10_000, step: 0.1, default: [1, 1, 1], help: 'Width, height and depth, as for a Shape.' }),
    offset: vec3({ unit: 'm', step: 0.1, default: [0, 0, 0], help: 'From the transform.' }),
    density: f32({ unit: 'kg/m³', min: 0, max: 25_000, step: 10, default: 1000, help: 'Times the volume: what it weighs.' }),
    friction: f32({ min: 0, max: 4, step: 0.05, default: 0.6, widget: 'slider', help: 'Of two that touch, the mean counts.' }),
    bounce: f32({
      min: 0,
      max: 1,
      step: 0.05,
      default: 0,
      widget: 'slider',
      help: 'The part of the speed that comes back; of two that touch, the mean counts.',
    }),
    sensor: bool({ default: false, help: 'Notices others but does not stop them.' }),
    tells: bool({ default: false, help: 'Tells collision.begin and collision.end of this entity.' }),
    groups: u16({ default: 1, widget: 'bits', help: 'The groups it belongs to, as bits.' }),
    touches: u16({ default: 65_535, widget: 'bits', help: 'The groups it touches, as bits.' }),
  },
  { help: 'The solid by which an entity touches others.' },
);
