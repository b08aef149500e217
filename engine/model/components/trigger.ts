import { defineComponent } from '../component.ts';
import { bool, text, u16, vec3 } from '../fields.ts';

export const Trigger = defineComponent(
  'Trigger',
  {
    size: vec3({
      unit: 'm',
      min: 0,
      max: 10_000,
      step: 0.1,
      default: [1, 1, 1],
      help: 'Width, height and depth of the zone around the transform, along the axes of the world.',
    }),
    groups: u16({ default: 65_535, widget: 'teams', help: 'The teams that it notices, a bit for each; who has no Team is not noticed.' }),
    once: bool({ default: false, help: 'Tells the first who comes in, and nothing after.' }),
    fired: bool({ default: false }),
    enter: text({ default: 'trigger.enter', help: 'Told of whoever comes in.' }),
    leave: text({ default: 'trigger.leave', help: 'Told of whoever goes out.' }),
  },
  { help: 'A zone that tells an event when someone enters or leaves.' },
);
