import { defineComponent } from '../component.ts';
import { flags, text } from '../fields.ts';
import { ROLE_RIGHTS } from '../project.ts';

export const Role = defineComponent(
  'Role',
  {
    name: text({ default: '', help: 'What players call it.' }),
    may: flags(ROLE_RIGHTS, {
      default: ['order', 'move', 'speak'],
      help: 'What its player may do: commands that need another right are refused.',
    }),
  },
  { help: 'The part that the player of a seat plays.' },
);
