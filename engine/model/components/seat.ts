import { defineComponent } from '../component.ts';
import { text, u16 } from '../fields.ts';

export const Seat = defineComponent(
  'Seat',
  {
    stage: text({ default: '', help: 'What a player names to take it.' }),
    owner: u16({ default: 0, help: 'The player who holds it; 0 is nobody, then the level’s script decides.' }),
  },
  { help: 'A place that one player takes.' },
);
