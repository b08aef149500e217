import { defineComponent } from '../component.ts';
import { choice, decimal, entity, text, u32 } from '../fields.ts';

export const Quest = defineComponent(
  'Quest',
  {
    title: text({ default: '' }),
    state: choice(['locked', 'open', 'active', 'done', 'failed'], { default: 'open' }),
    after: entity({ help: 'The quest that must be done first.' }),
    event: text({ default: '', help: 'The event that counts towards it.' }),
    count: u32({ default: 0, help: 'Counted so far.' }),
    target: u32({ min: 1, default: 1, help: 'How many events fulfil it.' }),
    deadline: u32({ unit: 'ticks', default: 0, help: 'The tick after which it fails; 0 is never.' }),
    reward: decimal({ scale: 2, min: 0, default: '0.00', widget: 'money', help: 'Paid into the wallet of the hero.' }),
    hero: entity({ help: 'Whose quest it is.' }),
  },
  { help: 'A task: count an event up to a target, in time, for a reward.' },
);
