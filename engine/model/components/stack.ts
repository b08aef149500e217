import { defineComponent } from '../component.ts';
import { choice, color, entity, text, u16, u8, vec3 } from '../fields.ts';

export const Stack = defineComponent(
  'Stack',
  {
    source: entity({ help: 'The entity whose number is shown; empty means this one.' }),
    field: text({ default: '', help: 'The number as Component.field, such as Stage.inventory.' }),
    item: choice(['crate', 'pallet', 'barrel', 'coin'], { default: 'crate' }),
    size: vec3({ unit: 'm', min: 0.01, max: 100, step: 0.05, default: [0.6, 0.6, 0.6], help: 'Of one item.' }),
    color: color({ default: '#c8915a' }),
    columns: u8({ min: 1, max: 64, default: 4, help: 'Items side by side along x.' }),
    rows: u8({ min: 1, max: 64, default: 2, help: 'Items one behind the other along z.' }),
    limit: u16({ min: 1, max: 2000, default: 240, help: 'The most items drawn; a longer stack ends there.' }),
  },
  { help: 'As many items as a number says, piled up: one sees the number before one reads it.' },
);
