import { CreatePlane, type InstancedMesh, Mesh, type Scene, type TransformNode } from './babylon.ts';
import { flagOf, type LevelState, numberOf, textOf } from './level.ts';
import type { AssetSource } from './models/source.ts';
import { createUnlit } from './unlit.ts';

interface Sheet {
  /** Never drawn itself; undefined while its image is on its way. */
  mesh: Mesh | undefined;
  aspect: number;
  users: number;
}

interface Shown {
  made: string;
  sheet: string;
  mesh: Mesh | InstancedMesh | undefined;
}

/** Pixels; what is larger is drawn smaller. */
const largest = 2048;

/** The Board component: an image that stands on its entity, shone through so that it looks as it was made. */
export class Boards {
  readonly #scene: Scene;
  readonly #source: AssetSource | undefined;
  readonly #arrived: () => void;
  readonly #sheets = new Map<string, Sheet>();
  readonly #boards = new Map<string, Shown>();
  #pending = 0;
  #gone = false;

  /** @param arrived called when an image has come: `sync` then shows it */
  constructor(scene: Scene, source: AssetSource | undefined, arrived: () => void) {
    this.#scene = scene;
    this.#source = source;
    this.#arrived = arrived;
  }

  get pending(): number {
    return this.#pending;
  }

  sync(level: LevelState, nodeOf: (key: string) => TransformNode | undefined): void {
    if (!this.#source) return;
    for (const [key, shown] of this.#boards) if (!level.component(key, 'Board') || !nodeOf(key)) this.#drop(key, shown);
    for (const key of level.having('Board')) {
      const board = level.component(key, 'Board');
      const node = board && nodeOf(key);
      if (!board || !node) continue;
      const path = textOf(board['asset'], '');
      const version = path === '' ? undefined : this.#source.version(path);
      const facing = flagOf(board['facing'], false);
      const sheet = `${path}@${version}`;
      let shown = this.#boards.get(key);
      const made = `${sheet} ${facing}`;
      if (shown && shown.made !== made) this.#drop(key, shown);
      if (version === undefined) {
        if (path !== '') this.#source.told?.(path, 'missing');
        continue;
      }
      shown = this.#boards.get(key);
      const { mesh: from, aspect } = shown ? this.#sheets.get(sheet)! : this.#sheet(sheet, path);
      if (!shown) this.#boards.set(key, (shown = { made, sheet, mesh: undefined }));
      if (!from) continue;
      shown.mesh ??= this.#stand(key, from, facing);
      const height = numberOf(board['height'], 1);
      shown.mesh.parent = node;
      shown.mesh.scaling.set(height * aspect, height, 1);
      shown.mesh.position.y = height / 2;
    }
  }

  dispose(): void {
    this.#gone = true;
    for (const [key, shown] of this.#boards) this.#drop(key, shown);
  }

  #stand(key: string, from: Mesh, facing: boolean): Mesh | InstancedMesh {
    // What turns by itself cannot be drawn with the others.
    const mesh = facing ? from.clone(`board ${key}`) : from.createInstance(`board ${key}`);
    mesh.isVisible = true;
    mesh.isPickable = true;
    mesh.metadata = { entity: key };
    if (facing) mesh.billboardMode = Mesh.BILLBOARDMODE_Y;
    return mesh;
  }

  #sheet(id: string, path: string): Sheet {
    let sheet = this.#sheets.get(id);
    if (!sheet) {
      const fresh: Sheet = { mesh: undefined, aspect: 1, users: 0 };
      this.#sheets.set(id, (sheet = fresh));
      this.#pending += 1;
      void this.#source!
        .read(path)
        .then(pixelsOf)
        .then(
          (image) => {
            if (this.#gone || this.#sheets.get(id) !== fresh) return;
            fresh.aspect = image.width / image.height;
            fresh.mesh = this.#paint(id, image);
            this.#source?.told?.(path, undefined);
          },
          (error: unknown) => this.#source?.told?.(path, error instanceof Error ? error.message : String(error)),
        )
        .finally(() => {
          this.#pending -= 1;
          if (!this.#gone) this.#arrived();
        });
    }
    sheet.users += 1;
    return sheet;
  }

  #paint(id: string, { width, height, data }: ImageData): Mesh {
    const mesh = CreatePlane(id, { size: 1, sideOrientation: Mesh.DOUBLESIDE }, this.#scene);
    mesh.material = createUnlit(id, this.#scene, { width, height, rgba: new Uint8Array(data.buffer) });
    mesh.isVisible = false;
    mesh.isPickable = false;
    return mesh;
  }

  #drop(key: string, { mesh, sheet: id }: Shown): void {
    mesh?.dispose(false, false);
    this.#boards.delete(key);
    const sheet = this.#sheets.get(id);
    if (!sheet) return;
    sheet.users -= 1;
    if (sheet.users > 0) return;
    sheet.mesh?.dispose(false, true);
    this.#sheets.delete(id);
  }
}

async function pixelsOf(bytes: Uint8Array): Promise<ImageData> {
  const image = await createImageBitmap(new Blob([bytes as BlobPart]));
  try {
    const scale = Math.min(1, largest / Math.max(image.width, image.height));
    const [width, height] = [Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale))];
    const context = new OffscreenCanvas(width, height).getContext('2d');
    if (!context) throw new Error('the browser gave no canvas');
    context.drawImage(image, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  } finally {
    image.close();
  }
}
