import { defineComponent } from '../component.ts';
import { bool, entity, text, u32 } from '../fields.ts';

export const Achievement = defineComponent(
  'Achievement',
  {
    title: text({ default: '' }),
    event: text({ default: '', help: 'The event that counts towards it.' }),
    count: u32({ default: 0, help: 'Counted so far.' }),
    target: u32({ min: 1, default: 1 }),
    unlocked: bool({ default: false }),
    tick: u32({ default: 0, help: 'When it was unlocked.' }),
    hero: entity({ help: 'Whose events count; empty means everyone’s.' }),
  },
  { help: 'Something to be proud of, kept once it is earned.' },
);
