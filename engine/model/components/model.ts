import { defineComponent } from '../component.ts';
import { asset, bool } from '../fields.ts';

export const Model = defineComponent(
  'Model',
  {
    asset: asset({ widget: 'model', help: 'The glTF file that is drawn, such as assets/truck.glb.' }),
    shadow: bool({ default: true, help: 'Casts and receives shadows.' }),
  },
  { help: 'A model from a file, drawn at the entity.', onDemand: true },
);
