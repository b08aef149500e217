import { defineComponent } from '../component.ts';
import { vec3 } from '../fields.ts';
import { NavAgent } from './nav-agent.ts';

export const NavObstacle = defineComponent(
  'NavObstacle',
  {
    size: vec3({
      unit: 'm',
      min: 0.001,
      max: 10_000,
      step: 0.1,
      default: [1, 1, 1],
      help: 'Width, height and depth of what stands on the transform; no scale makes it larger.',
    }),
  },
  { help: 'In the way of agents, wherever it is; fixed bodies are so by themselves.', onDemand: NavAgent.name },
);
