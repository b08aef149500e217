import { MEMORY_SLOTS } from '../behaviour/node.ts';
import { defineComponent } from '../component.ts';
import { bool, choice, i32, listOf, text } from '../fields.ts';

export const Behaviour = defineComponent(
  'Behaviour',
  {
    tree: text({ default: '', widget: 'behaviour', help: 'The tree it follows, by the name of a file in behaviours/.' }),
    running: bool({ default: true, help: 'Off, it keeps where it is and does nothing.' }),
    status: choice(['none', 'success', 'failure', 'running', 'error'], {
      default: 'none',
      help: 'What its tree came to in the last tick.',
    }),
    of: text({ default: '', widget: 'hidden', help: 'The tree that memory belongs to.' }),
    memory: listOf(i32({ widget: 'hidden' }), MEMORY_SLOTS),
  },
  { help: 'A mind: a behaviour tree that decides what the entity does in every tick.' },
);
