import { defineComponent } from '../component.ts';
import { bool, choice, entity, f32, vec3 } from '../fields.ts';

export const jointKinds = ['fixed', 'hinge', 'ball', 'slider', 'spring', 'rope'] as const;

export const Joint = defineComponent(
  'Joint',
  {
    with: entity({ help: 'The other body; none, or one that is gone, is no joint.' }),
    kind: choice(jointKinds, {
      default: 'ball',
      help: 'Fixed holds both as they stand, hinge and slider turn and move about one axis, ball turns freely, spring pulls and pushes, rope only holds back.',
    }),
    anchor: vec3({
      unit: 'm',
      step: 0.1,
      min: -10_000,
      max: 10_000,
      default: [0, 0, 0],
      help: 'Where it holds this body, from its transform.',
    }),
    anchorWith: vec3({
      unit: 'm',
      step: 0.1,
      min: -10_000,
      max: 10_000,
      default: [0, 0, 0],
      help: 'Where it holds the other body, from its transform. Fixed finds it by itself.',
    }),
    axis: vec3({ step: 0.1, min: -1, max: 1, default: [1, 0, 0], help: 'Of hinge and slider, in this body’s own directions.' }),
    limited: bool({ default: false, help: 'Hinge and slider stay between min and max.' }),
    min: f32({
      unit: 'rad or m',
      min: -10_000,
      max: 10_000,
      step: 0.1,
      default: 0,
      help: 'The least that a limited hinge turns or slider moves.',
    }),
    max: f32({
      unit: 'rad or m',
      min: -10_000,
      max: 10_000,
      step: 0.1,
      default: 0,
      help: 'The most that a limited hinge turns or slider moves.',
    }),
    motorSpeed: f32({
      unit: 'rad/s or m/s',
      min: -1000,
      max: 1000,
      step: 0.1,
      default: 0,
      help: 'What the motor of hinge and slider aims at.',
    }),
    motorForce: f32({ unit: 'N m or N', min: 0, max: 1e9, step: 1, default: 0, help: 'The most that the motor gives; 0 is no motor.' }),
    length: f32({ unit: 'm', min: 0, max: 10_000, step: 0.1, default: 1, help: 'A spring at rest; the longest that a rope gets.' }),
    stiffness: f32({ unit: 'N/m', min: 0, max: 1e9, step: 1, default: 100, help: 'Of a spring.' }),
    damping: f32({ unit: 'N s/m', min: 0, max: 1e9, step: 0.1, default: 1, help: 'Of a spring.' }),
    touch: bool({ default: false, help: 'The two bodies touch each other as well.' }),
  },
  { help: 'Holds a body to another.' },
);
