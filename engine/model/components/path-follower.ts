import { defineComponent } from '../component.ts';
import { bool, choice, entity, f64, text } from '../fields.ts';

/** What a follower does at the end of its path; the world keeps the number. */
export const pathEnds = ['stop', 'loop', 'back-and-forth'] as const;

export const PathFollower = defineComponent(
  'PathFollower',
  {
    path: entity({ help: 'The entity with the Path.' }),
    speed: f64({ unit: 'm/s', min: 0, max: 1000, step: 0.1, default: 1 }),
    travelled: f64({
      unit: 'm',
      min: 0,
      step: 0.1,
      default: 0,
      help: 'How far along the path it is. Back and forth counts the way back too: twice the length is the beginning.',
    }),
    atEnd: choice(pathEnds, { default: 'stop', help: 'Stop stays there, loop begins again at the first point.' }),
    turn: bool({ default: true, help: 'Its front, +z, looks along the path.' }),
    running: bool({ default: true, help: 'Moves while this is on; stop turns it off at the end.' }),
    arrived: text({ default: 'path.end', help: 'Told each time it comes to an end of the path.' }),
  },
  { help: 'Moves an entity along a path at an even speed.', onDemand: true },
);
