import { Matrix, type Mesh, Quaternion, type TransformNode, Vector3 } from './babylon.ts';
import type { Library } from './library.ts';
import { type LevelState, numberOf, textOf, type Values } from './level.ts';
import { placeInPile } from './piles.ts';
import type { SolidKind } from './solids.ts';

interface Part {
  kind: SolidKind;
  /** Whose colour it wears. */
  paint: 'carrier' | 'cargo' | 'dark';
  size: readonly [number, number, number];
  at: readonly [number, number, number];
}

/** Carriers drive along +z of their own frame. */
const carriers: Record<
  string,
  { parts: readonly Part[]; bed: { at: readonly [number, number, number]; item: readonly [number, number, number] } | undefined }
> = {
  truck: {
    parts: [
      { kind: 'box', paint: 'carrier', size: [1, 0.95, 0.8], at: [0, 0.25, 1.05] },
      { kind: 'box', paint: 'dark', size: [1.02, 0.32, 0.82], at: [0, 0.72, 1.07] },
      { kind: 'box', paint: 'carrier', size: [1.04, 0.16, 2.7], at: [0, 0.24, 0.1] },
      { kind: 'box', paint: 'dark', size: [1.08, 0.36, 0.36], at: [0, 0, 0.95] },
      { kind: 'box', paint: 'dark', size: [1.08, 0.36, 0.36], at: [0, 0, -0.75] },
    ],
    bed: { at: [0, 0.38, -0.32], item: [0.4, 0.4, 0.4] },
  },
  slip: { parts: [{ kind: 'box', paint: 'carrier', size: [0.5, 0.34, 0.03], at: [0, -0.34, 0] }], bed: undefined },
  boat: {
    parts: [
      { kind: 'box', paint: 'carrier', size: [1.2, 0.5, 2.6], at: [0, 0, 0] },
      { kind: 'box', paint: 'dark', size: [0.8, 0.6, 0.7], at: [0, 0.5, -0.8] },
    ],
    bed: { at: [0, 0.5, 0.3], item: [0.35, 0.35, 0.35] },
  },
};

const cargoLimit = 24;

interface Fleet {
  made: string;
  meshes: Mesh[];
  cargo: Mesh | undefined;
  carriers: (typeof carriers)[string];
}

/**
 * The Conveyor component: a pipeline as carriers on their way. Element 0 of the array arrives next; between two ticks every carrier drives
 * one place on, so that the picture moves although the world does not.
 */
export class Fleets {
  readonly #library: Library;
  readonly #fleets = new Map<string, Fleet>();

  constructor(library: Library) {
    this.#library = library;
  }

  /** @param blend -1 at the tick before, 0 at this one, towards 1 at the next */
  sync(level: LevelState, nodeOf: (key: string) => TransformNode | undefined, blend: number): void {
    for (const [key, fleet] of this.#fleets) if (!level.component(key, 'Conveyor')) this.#drop(key, fleet);
    for (const key of level.having('Conveyor')) {
      const conveyor = level.component(key, 'Conveyor');
      if (conveyor) this.#update(level, key, conveyor, nodeOf, blend);
    }
  }

  #drop(key: string, { meshes, cargo }: Fleet): void {
    for (const mesh of meshes) this.#library.release(mesh);
    if (cargo) this.#library.release(cargo);
    this.#fleets.delete(key);
  }

  #build(key: string, conveyor: Values, made: string): Fleet {
    const color = textOf(conveyor['color'], '#d7dbe2');
    const kind = carriers[textOf(conveyor['carrier'], 'truck')] ?? carriers['truck'];
    if (!kind) throw new Error('the truck is missing from the carriers');
    const paint = { carrier: color, cargo: textOf(conveyor['cargo'], '#c8915a'), dark: '#2b2f3a' };
    const solid = (part: Part, index: number): Mesh =>
      this.#library.batch(part.kind, { color: paint[part.paint], roughness: 0.6, glow: 0, shadow: true }, `carrier ${key} ${index}`);
    const cargo = kind.bed && this.#library.batch('box', { color: paint.cargo, roughness: 0.9, glow: 0, shadow: true }, `cargo ${key}`);
    const fleet = { made, meshes: kind.parts.map(solid), cargo, carriers: kind };
    this.#fleets.set(key, fleet);
    return fleet;
  }

  #update(level: LevelState, key: string, conveyor: Values, nodeOf: (key: string) => TransformNode | undefined, blend: number): void {
    const made = JSON.stringify(conveyor);
    let fleet = this.#fleets.get(key);
    if (fleet && fleet.made !== made) {
      this.#drop(key, fleet);
      fleet = undefined;
    }
    fleet ??= this.#build(key, conveyor, made);
    const start = nodeOf(key)?.getAbsolutePosition();
    const end = nodeOf(textOf(conveyor['to'], ''))?.getAbsolutePosition();
    const amounts = level.read(textOf(conveyor['source'], key), textOf(conveyor['field'], ''));
    const slots = start && end && Array.isArray(amounts) ? amounts.map((amount) => Math.max(0, Math.floor(numberOf(amount, 0)))) : [];
    const frames = slots.map((_, index) =>
      this.#frame(start ?? Vector3.Zero(), end ?? Vector3.Zero(), (index + 0.5 - blend) / slots.length, numberOf(conveyor['height'], 0)),
    );

    const shown = frames.filter((_, index) => (slots[index] ?? 0) > 0);
    fleet.carriers.parts.forEach((part, index) => {
      const mesh = fleet.meshes[index];
      if (mesh)
        fill(
          mesh,
          shown.map((frame) => local(part.size, part.at).multiply(frame)),
        );
    });
    const { bed } = fleet.carriers;
    if (bed && fleet.cargo) {
      const items = frames.flatMap((frame, index) =>
        Array.from({ length: Math.min(slots[index] ?? 0, cargoLimit) }, (_, n) => {
          const [x, y, z] = placeInPile(n, 2, 4, bed.item);
          return local(bed.item, [bed.at[0] + x, bed.at[1] + y, bed.at[2] + z]).multiply(frame);
        }),
      );
      fill(fleet.cargo, items);
    }
  }

  /** A carrier's frame `left` of the way before its destination, looking at it. */
  #frame(start: Vector3, end: Vector3, left: number, height: number): Matrix {
    const at = Vector3.Lerp(end, start, Math.max(0, Math.min(1, left)));
    at.y += height;
    const way = end.subtract(start);
    const turn = Quaternion.RotationAxis(Vector3.Up(), Math.atan2(way.x, way.z));
    return Matrix.Compose(Vector3.One(), turn, at);
  }
}

const local = (size: readonly [number, number, number], at: readonly [number, number, number]): Matrix =>
  Matrix.Scaling(size[0], size[1], size[2]).multiply(Matrix.Translation(at[0], at[1], at[2]));

function fill(mesh: Mesh, matrices: readonly Matrix[]): void {
  const buffer = new Float32Array(16 * Math.max(1, matrices.length));
  matrices.forEach((matrix, index) => matrix.copyToArray(buffer, 16 * index));
  mesh.thinInstanceSetBuffer('matrix', buffer, 16, false);
  mesh.thinInstanceCount = matrices.length;
  mesh.setEnabled(matrices.length > 0);
}
