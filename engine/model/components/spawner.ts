import { defineComponent } from '../component.ts';
import { bool, f32, text, u16, u32 } from '../fields.ts';

export const Spawner = defineComponent(
  'Spawner',
  {
    prefab: text({ default: '', widget: 'prefab', help: 'What it makes, by the name of a prefab of the project.' }),
    every: u32({ unit: 'ticks', min: 1, default: 60 }),
    left: u32({ unit: 'ticks', default: 0, help: 'Until the next one.' }),
    limit: u16({ default: 10, help: 'Most of its own alive at once; 0 is no limit.' }),
    radius: f32({ unit: 'm', min: 0, max: 10_000, step: 0.1, default: 0, help: 'How far from here they may appear, level with it.' }),
    running: bool({ default: true }),
  },
  { help: 'Makes new entities from a prefab, one every so many ticks.' },
);
