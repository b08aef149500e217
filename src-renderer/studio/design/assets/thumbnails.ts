import { type Asset, type Cell, type Editor, mediaTypeOf } from '../../editor/index.ts';
import type { MaterialSpec } from '../../../../engine/model/material-spec.ts';
import { createKept } from './kept.ts';

/** A picture as a URL; null where there is nothing to see, undefined while it is made. */
export type Thumbnail = string | null | undefined;

interface Thumbnails {
  /** Of what these bytes look like: made once, when somebody looks. */
  of(asset: Asset): Cell<Thumbnail>;
  /** Of a ball in this material. */
  ofMaterial(material: MaterialSpec): Cell<Thumbnail>;
}

/** So many pictures are kept that nobody looks at; one is some ten kilobytes. */
const most = 256;

/** From so many bytes on. */
const worthAsking = 65_536;

const known = new WeakMap<Editor, Thumbnails>();

/** The pictures of a window's assets, by what is in them. */
export function thumbnailsOf(editor: Editor): Thumbnails {
  let thumbnails = known.get(editor);
  if (!thumbnails) known.set(editor, (thumbnails = createThumbnails(editor)));
  return thumbnails;
}

function createThumbnails({ assets, bridge }: Editor): Thumbnails {
  const kept = createKept<string | null>(most, (url) => url !== null && URL.revokeObjectURL(url));
  const pictureOf = async (make: () => Promise<Blob | undefined>): Promise<string | null> => {
    try {
      const picture = await make();
      return picture ? URL.createObjectURL(picture) : null;
    } catch {
      return null;
    }
  };
  /** What the cloud made of it when it was published; a small image is shrunk sooner than asked about. */
  const stored = async ({ sha256, size }: Asset): Promise<Blob | undefined> => {
    if (size < worthAsking) return undefined;
    try {
      const { webp } = await bridge.invoke('cloud.assetThumbnail', { sha256 });
      return webp === undefined
        ? undefined
        : new Blob([Uint8Array.from(atob(webp), (letter) => letter.charCodeAt(0))], { type: 'image/webp' });
    } catch {
      return undefined;
    }
  };
  const ofAsset = async (asset: Asset): Promise<Blob | undefined> => {
    const { path, kind } = asset;
    if (kind === 'image')
      return (await stored(asset)) ?? shrunk(new Blob([(await assets.read(path)) as BlobPart], { type: mediaTypeOf(path) }));
    if (kind !== 'model') return undefined;
    const { drawModel } = await import('./draw-picture.ts');
    return drawModel(path, assets);
  };
  return {
    of: (asset) => kept.of(`${asset.path} ${asset.sha256}`, () => pictureOf(() => ofAsset(asset))),
    ofMaterial(material) {
      const { name: _, ...look } = material;
      const versions = Object.values(look).map((value) => (typeof value === 'string' ? assets.version(value) : undefined));
      return kept.of(JSON.stringify([look, versions]), () =>
        pictureOf(async () => (await import('./draw-picture.ts')).drawMaterial(material, assets)),
      );
    },
  };
}

const [width, height] = [224, 160];

/** A small picture of a picture: what is kept does not grow with what it shows. */
async function shrunk(image: Blob): Promise<Blob> {
  const whole = await createImageBitmap(image);
  try {
    const scale = Math.min(1, width / whole.width, height / whole.height);
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(whole.width * scale)), Math.max(1, Math.round(whole.height * scale)));
    canvas.getContext('2d')?.drawImage(whole, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob();
  } finally {
    whole.close();
  }
}
