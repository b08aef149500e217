import { defineComponent } from '../component.ts';
import { bool, text, u32 } from '../fields.ts';

export const Timer = defineComponent(
  'Timer',
  {
    every: u32({ unit: 'ticks', min: 1, default: 60 }),
    left: u32({ unit: 'ticks', default: 60, help: 'Until it fires next.' }),
    repeat: bool({ default: true }),
    running: bool({ default: true }),
    event: text({ default: 'timer', help: 'Told each time it fires.' }),
  },
  { help: 'Tells an event every so many ticks.' },
);
