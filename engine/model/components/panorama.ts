import { defineComponent } from '../component.ts';
import { asset, bool, f32 } from '../fields.ts';

export const Panorama = defineComponent(
  'Panorama',
  {
    asset: asset({ widget: 'light', help: 'The HDR file, such as assets/harbour.hdr.' }),
    intensity: f32({ min: 0, max: 10, step: 0.1, default: 1, help: 'How much light it gives to materials and models.' }),
    shown: bool({ default: true, help: 'Is seen behind everything, in place of the sky.' }),
  },
  { help: 'Surroundings that light materials and models, and are mirrored in them. A level shows one.', onDemand: true },
);
