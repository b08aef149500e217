import { defineComponent } from '../component.ts';
import { entity, u32 } from '../fields.ts';

export const Spawned = defineComponent(
  'Spawned',
  {
    by: entity({ help: 'The spawner that made it.' }),
    tick: u32({ unit: 'ticks', default: 0, help: 'When.' }),
  },
  { help: 'Where an entity comes from; spawners put it on what they make.' },
);
