import { defineComponent } from '../component.ts';
import { asset, bool, f32 } from '../fields.ts';

export const Board = defineComponent(
  'Board',
  {
    asset: asset({ widget: 'image', help: 'The image, such as assets/poster.png.' }),
    height: f32({ unit: 'm', min: 0.01, max: 10_000, step: 0.1, default: 1, help: 'Its width follows from the image.' }),
    facing: bool({ default: false, help: 'Always turns to the camera.' }),
  },
  { help: 'An image that stands in the scene: a poster, a sign, a tree.', onDemand: true },
);
