import { defineComponent } from '../component.ts';
import { f32, vec3 } from '../fields.ts';
import { NavAgent } from './nav-agent.ts';

export const NavRegion = defineComponent(
  'NavRegion',
  {
    size: vec3({
      unit: 'm',
      min: 0.1,
      max: 10_000,
      step: 0.5,
      default: [10, 2, 10],
      help: 'Width, height and depth along the axes of the world: the ground around the transform, and below which height above it something is in the way.',
    }),
    cell: f32({ unit: 'm', min: 0.1, max: 10, step: 0.1, default: 0.5, help: 'Along each side of a cell; ways are as exact as that.' }),
    step: f32({ unit: 'm', min: 0, max: 100, step: 0.05, default: 0.1, help: 'What is no higher is walked over.' }),
  },
  { help: 'Level ground on which agents find their way around what stands there.', onDemand: NavAgent.name },
);
