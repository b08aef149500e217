import type { BaseTexture, Scene } from './babylon.ts';
import { flagOf, type LevelState, numberOf, textOf } from './level.ts';
import type { AssetSource } from './models/source.ts';

const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

interface Around {
  light: BaseTexture;
  dispose(): void;
  show(on: boolean): void;
}

/** The Panorama component: one of a level, by name, so that on every machine it is the same. */
export class Panorama {
  readonly #scene: Scene;
  readonly #source: AssetSource | undefined;
  readonly #changed: (light: BaseTexture | undefined) => void;
  #made = '';
  #around: Around | undefined;
  #pending = 0;
  #gone = false;

  /** @param changed called with what lights the scene; undefined where nothing of this kind does */
  constructor(scene: Scene, source: AssetSource | undefined, changed: (light: BaseTexture | undefined) => void) {
    this.#scene = scene;
    this.#source = source;
    this.#changed = changed;
  }

  get pending(): number {
    return this.#pending;
  }

  sync(level: LevelState): void {
    const [key] = [...level.having('Panorama')].toSorted(byName);
    const panorama = key === undefined ? undefined : level.component(key, 'Panorama');
    const path = textOf(panorama?.['asset'], '');
    const version = path === '' ? undefined : this.#source?.version(path);
    if (path !== '' && this.#source && version === undefined) this.#source.told?.(path, 'missing');
    const made = version === undefined ? '' : `${path}@${version}`;
    if (made !== this.#made) {
      this.#made = made;
      this.#around?.dispose();
      this.#around = undefined;
      this.#changed(undefined);
      if (made !== '') this.#load(made, path);
    }
    this.#scene.environmentIntensity = panorama && this.#around ? numberOf(panorama['intensity'], 1) : 1;
    this.#around?.show(flagOf(panorama?.['shown'], true));
  }

  dispose(): void {
    this.#gone = true;
    this.#around?.dispose();
  }

  #load(made: string, path: string): void {
    this.#pending += 1;
    void Promise.all([this.#source!.read(path), import('./materials/pbr.ts')])
      .then(([bytes, { createAround }]) => {
        if (this.#gone || this.#made !== made) return undefined;
        this.#around = createAround(this.#scene, bytes);
        return this.#source?.told?.(path, undefined);
      })
      .catch((error: unknown) => this.#source?.told?.(path, error instanceof Error ? error.message : String(error)))
      .finally(() => {
        this.#pending -= 1;
        if (!this.#gone) this.#changed(this.#around?.light);
      });
  }
}
