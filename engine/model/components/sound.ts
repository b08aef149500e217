import { defineComponent } from '../component.ts';
import { asset, bool, choice, f32, text } from '../fields.ts';

export const Sound = defineComponent(
  'Sound',
  {
    asset: asset({ widget: 'sound', help: 'The sound file, such as assets/engine.ogg.' }),
    volume: f32({ min: 0, max: 1, step: 0.05, default: 1, widget: 'slider' }),
    playing: bool({ default: true, help: 'Sounds while this is on; scripts and machines may switch it.' }),
    loop: bool({ default: false, help: 'Begins again at its end.' }),
    event: text({ default: '', help: 'An event that has it sound once from its beginning.' }),
    fading: choice(['none', 'linear', 'inverse', 'exponential'], {
      default: 'inverse',
      help: 'How it grows quieter with distance; none is heard everywhere the same.',
    }),
    near: f32({ unit: 'm', min: 0, max: 10_000, step: 0.5, default: 2, help: 'So close it is as loud as it gets.' }),
    far: f32({ unit: 'm', min: 0, max: 10_000, step: 1, default: 40, help: 'From here on it grows no quieter; with linear it is silent.' }),
  },
  { help: 'A sound that is heard from where the entity is.', onDemand: true },
);
