import { defineComponent } from '../component.ts';
import { color, text, u8 } from '../fields.ts';

export const Team = defineComponent(
  'Team',
  {
    number: u8({ min: 0, max: 15, default: 0 }),
    name: text({ default: '' }),
    color: color({ default: '#4f8cff' }),
  },
  { help: 'Whose side an entity is on.' },
);
