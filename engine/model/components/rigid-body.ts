import { defineComponent } from '../component.ts';
import { bool, choice, f32 } from '../fields.ts';

export const RigidBody = defineComponent(
  'RigidBody',
  {
    kind: choice(['dynamic', 'fixed', 'kinematic'], {
      default: 'dynamic',
      help: 'Dynamic bodies fall and are pushed, fixed ones never move, kinematic ones follow their transform.',
    }),
    mass: f32({ unit: 'kg', min: 0, max: 1e6, step: 0.1, default: 0, help: 'Added to what the colliders weigh.' }),
    gravity: f32({ min: -10, max: 10, step: 0.1, default: 1, help: 'How much of the gravity it feels.' }),
    damping: f32({ unit: '1/s', min: 0, max: 100, step: 0.05, default: 0, help: 'Slows movement.' }),
    spinDamping: f32({ unit: '1/s', min: 0, max: 100, step: 0.05, default: 0.05, help: 'Slows rotation.' }),
    upright: bool({ default: false, help: 'Never tips over.' }),
    fast: bool({ default: false, help: 'Never passes through thin things, at some cost.' }),
  },
  { help: 'A body that physics moves.' },
);
