import { defineComponent } from '../component.ts';
import { flags, text } from '../fields.ts';

export const Role = defineComponent(
  'Role',
  {
    name: text({ default: '', help: 'What players call it.' }),
    may: flags(['order', 'trade', 'build', 'move', 'speak', 'observe'], {
      default: ['order', 'move', 'speak'],
      help: 'What its player may do.',
    }),
  },
  { help: 'The part that a player plays.' },
);
