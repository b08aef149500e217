import { defineComponent } from '../component.ts';
import { bool, color, entity, f32, text } from '../fields.ts';

export const Label = defineComponent(
  'Label',
  {
    text: text({ default: '', help: 'May contain {Component.field}, ${Component.field} for money, {name} and {tick}.' }),
    source: entity({ help: 'The entity the braces read; empty means this one.' }),
    size: f32({ unit: 'm', min: 0.05, max: 100, step: 0.1, default: 0.3, help: 'Height of a line.' }),
    color: color({ default: '#f4f1ea' }),
    facing: bool({ default: true, help: 'Always turns to the camera.' }),
  },
  { help: 'A line of text in the scene.' },
);
