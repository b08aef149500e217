import { defineComponent } from '../component.ts';
import { color, f32, u16 } from '../fields.ts';

export const Dial = defineComponent(
  'Dial',
  {
    every: u16({ unit: 'ticks', min: 1, max: 65_535, default: 12, help: 'Ticks for one turn of the hand.' }),
    radius: f32({ unit: 'm', min: 0.05, max: 100, step: 0.1, default: 0.9 }),
    face: color({ default: '#f7f0dc' }),
    hand: color({ default: '#2c2a33' }),
  },
  { help: 'A clock face whose hand follows the tick.' },
);
