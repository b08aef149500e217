import { defineComponent } from '../component.ts';
import { bool, text } from '../fields.ts';

export const ScriptRef = defineComponent(
  'ScriptRef',
  {
    path: text({ default: '', widget: 'script', help: 'A script of the project, such as scripts/portfolio.ts.' }),
    enabled: bool({ default: true }),
  },
  { help: 'A script that looks after this entity.' },
);
