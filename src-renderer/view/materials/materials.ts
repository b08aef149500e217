import type { BaseTexture, Material, Scene } from '../babylon.ts';
import { type Json, textOf, type Values } from '../level.ts';
import type { AssetSource } from '../models/source.ts';
import { skyOf } from '../surroundings.ts';
import type { MapName, Pictures, Surface } from './pbr.ts';

/** What a material is called, and what things wear it by. */
export interface Worn {
  name: string;
  material: Material;
}

/** What is around things in a level without a sky. */
const studio = { zenith: '#eef2f8', horizon: '#8d95a5', ground: '#4a4d57' };

interface Made {
  surface: Surface | undefined;
  /** What it was last dressed from. */
  from: string;
}

interface Picture {
  url: string | undefined;
  /** Of the reading that is under way. */
  reading: Promise<void> | undefined;
}

/**
 * The level's materials. Each is made once, when somebody first wears it, and all who wear it change with it: what it looks like is never
 * asked of the world.
 */
export class Materials {
  readonly #scene: Scene;
  readonly #source: AssetSource | undefined;
  readonly #arrived: () => void;
  #specs: Readonly<Record<string, Values>> = {};
  readonly #made = new Map<string, Made>();
  readonly #pictures = new Map<string, Picture>();
  #pbr: typeof import('./pbr.ts') | undefined;
  #fetching = false;
  #pending = 0;
  #gone = false;
  #sky: { texture: BaseTexture; made: string } | undefined;
  #environment: Json | undefined;
  #around: BaseTexture | undefined;

  /** @param arrived called when one can be worn that could not, or looks otherwise */
  constructor(scene: Scene, source: AssetSource | undefined, arrived: () => void) {
    this.#scene = scene;
    this.#source = source;
    this.#arrived = arrived;
  }

  /** What is still on its way. */
  get pending(): number {
    return this.#pending;
  }

  /** These are the level's materials now, under this sky. */
  show(specs: Readonly<Record<string, Values>>, environment = this.#environment): void {
    this.#environment = environment;
    if (specs !== this.#specs) {
      this.#specs = specs;
      for (const [name, { surface }] of this.#made) {
        if (Object.hasOwn(specs, name)) continue;
        surface?.dispose();
        this.#made.delete(name);
      }
    }
    this.refresh();
  }

  /** What is around the scene, in place of its sky; undefined for that. */
  surround(light: BaseTexture | undefined): void {
    this.#around = light;
    this.#light();
  }

  /** Looks again at everything that is worn: a picture is there, or another one. */
  refresh(): void {
    for (const name of this.#made.keys()) this.#dress(name);
    if (this.#made.size > 0) this.#light();
    this.#forget();
  }

  /** One by its name; undefined for one that is not there or on its way. */
  get(name: string): Worn | undefined {
    if (name === '' || !Object.hasOwn(this.#specs, name)) return undefined;
    let made = this.#made.get(name);
    if (!made) {
      this.#made.set(name, (made = { surface: undefined, from: '' }));
      this.#dress(name);
      this.#light();
    }
    return made.surface && { name, material: made.surface.material };
  }

  dispose(): void {
    this.#gone = true;
    for (const { surface } of this.#made.values()) surface?.dispose();
    this.#made.clear();
    this.#sky?.texture.dispose();
    this.#forget();
  }

  #dress(name: string): void {
    const [spec, made, pbr] = [this.#specs[name], this.#made.get(name), this.#pbr];
    if (!spec || !made) return;
    if (!pbr) {
      this.#fetch();
      return;
    }
    made.surface ??= pbr.createSurface(name, this.#scene);
    const pictures: Pictures = {};
    for (const map of pbr.maps) {
      const url = this.#picture(textOf(spec[map], ''));
      if (url !== undefined) pictures[map] = url;
    }
    const from = JSON.stringify([spec, pictures]);
    if (from === made.from) return;
    made.from = from;
    made.surface.dress(spec, pictures);
  }

  #fetch(): void {
    if (this.#fetching) return;
    this.#fetching = true;
    this.#wait(
      import('./pbr.ts').then((pbr) => {
        this.#pbr = pbr;
      }),
    );
  }

  /** Where a picture is; undefined while it is read, and where there is none. */
  #picture(path: string): string | undefined {
    const version = path === '' ? undefined : this.#source?.version(path);
    if (!this.#source || version === undefined) return undefined;
    const id = `${path}@${version}`;
    let picture = this.#pictures.get(id);
    if (!picture) {
      const fresh: Picture = { url: undefined, reading: undefined };
      this.#pictures.set(id, (picture = fresh));
      fresh.reading = this.#source.read(path).then((bytes) => {
        if (!this.#gone) fresh.url = URL.createObjectURL(new Blob([bytes as BlobPart]));
      });
      this.#wait(fresh.reading, path);
    }
    return picture.url;
  }

  #wait(work: Promise<unknown>, path?: string): void {
    this.#pending += 1;
    void work
      .then(
        () => path !== undefined && !this.#gone && this.#source?.told?.(path, undefined),
        (error: unknown) => {
          if (path !== undefined && !this.#gone) this.#source?.told?.(path, error instanceof Error ? error.message : String(error));
        },
      )
      .finally(() => {
        this.#pending -= 1;
        if (this.#gone) return;
        this.refresh();
        this.#arrived();
      });
  }

  /** Metal mirrors the sky. */
  #light(): void {
    if (this.#around) {
      this.#scene.environmentTexture = this.#around;
      return;
    }
    this.#scene.environmentTexture = this.#sky?.texture ?? null;
    if (!this.#pbr || this.#made.size === 0) return;
    const sky = skyOf(this.#environment) ?? studio;
    const made = JSON.stringify(sky);
    if (this.#sky?.made === made) return;
    this.#sky?.texture.dispose();
    this.#sky = { made, texture: this.#pbr.createSkyLight(this.#scene, sky) };
    this.#scene.environmentTexture = this.#sky.texture;
  }

  /** Lets go of pictures that no material shows any more. */
  #forget(): void {
    const paths: readonly MapName[] = this.#pbr?.maps ?? [];
    const shown = new Set(
      [...this.#made.keys()].flatMap((name) => paths.map((map) => textOf(this.#specs[name]?.[map], ''))).filter((path) => path !== ''),
    );
    for (const [id, { url }] of this.#pictures) {
      const path = id.slice(0, id.lastIndexOf('@'));
      if (!this.#gone && shown.has(path) && id === `${path}@${this.#source?.version(path)}`) continue;
      if (url !== undefined) URL.revokeObjectURL(url);
      this.#pictures.delete(id);
    }
  }
}
