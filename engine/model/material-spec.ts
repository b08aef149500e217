import { asset, bool, color, f32, fieldSpec, type Fields, fieldType } from './fields.ts';
import { z } from './zod.ts';

const share = (start: number, help: string) => f32({ min: 0, max: 1, step: 0.05, default: start, widget: 'slider', help });
const picture = (label: string, help: string) => asset({ label, help, widget: 'image' });

const shape = {
  color: color({ default: '#b8bcc6', help: 'Of the surface; a picture is multiplied by it.' }),
  metallic: share(0, '0 is paint, wood or stone, 1 bare metal.'),
  roughness: share(0.6, '0 is a mirror, 1 chalk.'),
  opacity: share(1, 'How much of what is behind it is hidden.'),
  emissive: color({ default: '#000000', label: 'glow colour', help: 'Light of its own.' }),
  glow: f32({ min: 0, max: 10, step: 0.1, default: 1, label: 'glow strength', help: 'Times the glow colour.' }),
  colorMap: picture('colour picture', 'An image over the surface.'),
  normalMap: picture('bumps picture', 'An image of the directions of the surface, as glTF has it: green is up.'),
  surfaceMap: picture('surface picture', 'Green is roughness, blue is metallic, as glTF has it; times the values above.'),
  emissiveMap: picture('glow picture', 'An image of what glows, times the glow colour.'),
  tiling: fieldType({
    kind: 'vec2',
    min: -1000,
    max: 1000,
    step: 0.5,
    default: [1, 1],
    help: 'How often pictures repeat across and along.',
  }),
  unlit: bool({ default: false, help: 'Shows its colour as it is, without light and shadow.' }),
  doubleSided: bool({ default: false, label: 'both sides', help: 'Is seen from behind as well.' }),
};

/** What surfaces look like: physically based, metal and roughness. */
export const MaterialSpec = z.strictObject({
  /** What people read. */
  name: z.string().min(1).max(120),
  ...shape,
});
export type MaterialSpec = z.infer<typeof MaterialSpec>;

/** Its fields besides the name, for whoever offers them to people. */
export const materialFields: Fields = Object.fromEntries(Object.entries(shape).map(([name, type]) => [name, fieldSpec(type)!]));
/** Those that name an image. */
export const materialAssets: Fields = Object.fromEntries(Object.entries(materialFields).filter(([, { kind }]) => kind === 'asset'));
