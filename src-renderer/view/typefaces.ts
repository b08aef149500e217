import { type LevelState, textOf } from './level.ts';
import type { AssetSource } from './models/source.ts';

/** The Typeface component: fonts of the project, which the page has once somebody shows them. */
export class Typefaces {
  readonly #source: AssetSource | undefined;
  readonly #arrived: () => void;
  /** Null while one is on its way, and for one that cannot be read. */
  readonly #faces = new Map<string, FontFace | null>();
  #pending = 0;
  #gone = false;

  /** @param arrived called when a label can be written in its typeface */
  constructor(source: AssetSource | undefined, arrived: () => void) {
    this.#source = typeof FontFace === 'undefined' ? undefined : source;
    this.#arrived = arrived;
  }

  get pending(): number {
    return this.#pending;
  }

  /** The family in which an entity's label is written; undefined for the view's own. */
  of(level: LevelState, key: string): string | undefined {
    const path = textOf(level.component(key, 'Typeface')?.['asset'], '');
    const version = path === '' ? undefined : this.#source?.version(path);
    if (version === undefined) return undefined;
    const id = `${path}@${version}`;
    const face = this.#faces.get(id);
    if (face !== undefined) return face?.family;
    this.#faces.set(id, null);
    this.#pending += 1;
    void this.#load(id, path)
      .then(
        () => this.#source?.told?.(path, undefined),
        (error: unknown) => this.#source?.told?.(path, error instanceof Error ? error.message : String(error)),
      )
      .finally(() => {
        this.#pending -= 1;
        if (!this.#gone) this.#arrived();
      });
    return undefined;
  }

  dispose(): void {
    this.#gone = true;
    for (const face of this.#faces.values()) if (face) document.fonts.delete(face);
  }

  async #load(id: string, path: string): Promise<void> {
    const bytes = await this.#source!.read(path);
    const face = await new FontFace(`asset ${id}`.replaceAll(/[^A-Za-z0-9 ]/g, '-'), bytes.slice().buffer).load();
    if (this.#gone) return;
    document.fonts.add(face);
    this.#faces.set(id, face);
  }
}
