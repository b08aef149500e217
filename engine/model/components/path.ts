import { defineComponent } from '../component.ts';
import { bool } from '../fields.ts';
import { PathFollower } from './path-follower.ts';

export const Path = defineComponent(
  'Path',
  { closed: bool({ default: false, help: 'Goes on from the last point to the first.' }) },
  { help: 'A way through points: the entities with a Transform right below it, in their order.', onDemand: PathFollower.name },
);
