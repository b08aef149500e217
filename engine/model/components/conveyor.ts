import { defineComponent } from '../component.ts';
import { choice, color, entity, f32, text } from '../fields.ts';

export const Conveyor = defineComponent(
  'Conveyor',
  {
    source: entity({ help: 'The entity whose numbers are shown; empty means this one.' }),
    field: text({ default: '', help: 'A fixed array of amounts as Component.field; element 0 arrives next.' }),
    to: entity({ help: 'Where the carriers drive to, from this entity.' }),
    carrier: choice(['truck', 'slip', 'boat'], { default: 'truck' }),
    color: color({ default: '#d7dbe2', help: 'Of the carrier.' }),
    cargo: color({ default: '#c8915a', help: 'Of what it carries.' }),
    height: f32({ unit: 'm', min: -100, max: 100, step: 0.1, default: 0, help: 'Above the straight line between the two ends.' }),
  },
  { help: 'A pipeline made visible: one carrier per element, moving one place per tick.' },
);
