import { defineComponent } from '../component.ts';
import { entity, listOf } from '../fields.ts';

/** The most that a zone keeps count of at once; who comes on top is noticed when there is room. */
export const MAX_OCCUPANTS = 32;

export const Occupants = defineComponent(
  'Occupants',
  { who: listOf(entity(), MAX_OCCUPANTS) },
  { help: 'Who is inside a zone now; triggers keep it.' },
);
