import { defineComponent } from '../component.ts';
import { quat, vec3 } from '../fields.ts';

/** How far from its parent an entity may be on each axis, in metres. */
export const FARTHEST = 1e9;

export const Transform = defineComponent(
  'Transform',
  {
    position: vec3({ unit: 'm', min: -FARTHEST, max: FARTHEST, step: 0.1, default: [0, 0, 0], help: 'From the parent; y is up.' }),
    rotation: quat({ default: [0, 0, 0, 1], widget: 'euler', help: 'A unit quaternion x, y, z, w.' }),
    scale: vec3({ min: -1e6, max: 1e6, step: 0.1, default: [1, 1, 1] }),
  },
  { help: 'Where an entity is, from its parent.' },
);
