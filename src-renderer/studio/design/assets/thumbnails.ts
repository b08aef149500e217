import { type Asset, type Cell, createCell, type Editor, mediaTypeOf, type WritableCell } from '../../editor/index.ts';

/** A picture as a URL; null where there is nothing to see, undefined while it is made. */
export type Thumbnail = string | null | undefined;

interface Thumbnails {
  /** Of what these bytes look like: made once, when somebody looks. */
  of(asset: Asset): Cell<Thumbnail>;
}

const known = new WeakMap<Editor, Thumbnails>();

/** The pictures of a window's assets, by what is in them. */
export function thumbnailsOf(editor: Editor): Thumbnails {
  let thumbnails = known.get(editor);
  if (!thumbnails) known.set(editor, (thumbnails = createThumbnails(editor)));
  return thumbnails;
}

function createThumbnails({ assets }: Editor): Thumbnails {
  const made = new Map<string, WritableCell<Thumbnail>>();
  /** One after the other: each model has a graphics engine for itself while it is drawn. */
  let turn: Promise<unknown> = Promise.resolve();

  const make = async ({ path, kind }: Asset): Promise<Thumbnail> => {
    try {
      if (kind === 'image') return URL.createObjectURL(new Blob([(await assets.read(path)) as BlobPart], { type: mediaTypeOf(path) }));
      if (kind !== 'model') return null;
      const { drawModel } = await import('./model-picture.ts');
      const picture = await drawModel(path, () => assets.read(path));
      return picture ? URL.createObjectURL(picture) : null;
    } catch {
      return null;
    }
  };
  return {
    of(asset) {
      let cell = made.get(asset.sha256);
      if (!cell) {
        const fresh = createCell<Thumbnail>(undefined);
        made.set(asset.sha256, (cell = fresh));
        turn = turn.then(async () => fresh.set(await make(asset)));
      }
      return cell;
    },
  };
}
