import { defineComponent } from '../component.ts';
import { bool, choice, entity, f32, f64, text, vec3 } from '../fields.ts';

/** What an agent does; the world keeps the number. */
export const navStates = ['idle', 'waiting', 'walking', 'arrived', 'unreachable'] as const;

export const NavAgent = defineComponent(
  'NavAgent',
  {
    to: choice(['target', 'point'], { default: 'target', help: 'Where it goes: to an entity, wherever that is, or to a point.' }),
    target: entity({ help: 'The entity to go to; without one it stays.' }),
    point: vec3({ unit: 'm', min: -1e9, max: 1e9, step: 0.1, default: [0, 0, 0], help: 'The point to go to, in the world.' }),
    reach: f32({ unit: 'm', min: 0, max: 1000, step: 0.1, default: 0.5, help: 'So near is there.' }),
    speed: f64({ unit: 'm/s', min: 0, max: 1000, step: 0.1, default: 2 }),
    radius: f32({ unit: 'm', min: 0, max: 10, step: 0.05, default: 0.3, help: 'So far its middle keeps from what is in the way.' }),
    turn: bool({ default: true, help: 'Its front, +z, looks where it goes.' }),
    running: bool({ default: true, help: 'Goes while this is on.' }),
    state: choice(navStates, {
      default: 'idle',
      help: 'What it does. Waiting: its way is looked for; unreachable: there is none, and it looks again when something changes.',
    }),
    arrived: text({ default: 'nav.arrived', help: 'Told when it is there.' }),
    lost: text({ default: 'nav.unreachable', help: 'Told when there is no way.' }),
  },
  { help: 'Finds its way over a nav region and goes it.', onDemand: true },
);
