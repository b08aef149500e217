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
      help: 'Width, height and depth of the zone around the transform.',
    }),
    groups: u16({ default: 65_535, widget: 'bits', help: 'The teams that it notices, as bits.' }),
    once: bool({ default: false }),
    fired: bool({ default: false }),
    enter: text({ default: 'trigger.enter', help: 'Told when someone comes in.' }),
    leave: text({ default: 'trigger.leave', help: 'Told when someone goes out.' }),
  },
  { help: 'A zone that tells an event when someone enters or leaves.' },
);
