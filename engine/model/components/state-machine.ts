import { defineComponent } from '../component.ts';
import { text, u32 } from '../fields.ts';

export const StateMachine = defineComponent(
  'StateMachine',
  {
    machine: text({ default: '', widget: 'machine', help: 'The machine that it follows, by its name under machines of the project.' }),
    state: text({ default: '', help: 'The state that it is in; empty begins in the machine’s first.' }),
    since: u32({ unit: 'ticks', default: 0, help: 'The tick in which it came into its state.' }),
  },
  { help: 'Something that is in one of a few states, and goes from one to the other by rules.' },
);
