import { defineComponent } from '../component.ts';
import { text } from '../fields.ts';

export const Material = defineComponent(
  'Material',
  { material: text({ default: '', widget: 'material', help: 'The material of the project that its shape or model wears.' }) },
  { help: 'What the surface of a shape or a model looks like.', onDemand: true },
);
