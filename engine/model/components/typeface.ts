import { defineComponent } from '../component.ts';
import { asset } from '../fields.ts';

export const Typeface = defineComponent(
  'Typeface',
  { asset: asset({ widget: 'font', help: 'The font file, such as assets/Bungee.woff2.' }) },
  { help: 'The typeface of the label that is on the same entity.', onDemand: true },
);
