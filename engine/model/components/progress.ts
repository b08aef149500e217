import { defineComponent } from '../component.ts';
import { f64, text } from '../fields.ts';

export const Progress = defineComponent(
  'Progress',
  {
    value: f64({ min: 0, default: 0, help: 'Reached so far, up to the goal.' }),
    goal: f64({ min: 0, default: 100 }),
    rate: f64({ unit: '/s', default: 0, help: 'Gained by itself.' }),
    event: text({ default: 'progress.done', help: 'Told once when the goal is reached.' }),
  },
  { help: 'Something that fills up: a delivery, a research project, a level of experience.' },
);
