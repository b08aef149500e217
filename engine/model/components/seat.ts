import { defineComponent } from '../component.ts';
import { text, u16 } from '../fields.ts';

export const Seat = defineComponent(
  'Seat',
  {
    stage: text({ default: '', help: 'What a player names to take it.' }),
    owner: u16({ default: 0, help: 'The player who holds it; 0 is nobody, then its policy decides.' }),
    policy: text({ default: '', help: 'Who decides while nobody sits here; empty means the level’s own bot.' }),
  },
  { help: 'A place that one player takes.' },
);
