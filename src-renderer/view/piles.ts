import { Matrix, type Mesh, type TransformNode } from './babylon.ts';
import type { Library } from './library.ts';
import { type LevelState, numberOf, textOf, type Values, vec3Of } from './level.ts';
import type { SolidKind } from './solids.ts';

const solids: Record<string, SolidKind> = { crate: 'box', pallet: 'box', barrel: 'cylinder', coin: 'cylinder' };
/** Air between neighbours, as a fraction of the item, so that a pile reads as items. */
const gap = 0.08;

/** Where the n-th item of a pile stands: columns along x, then rows along z, then layers upwards. */
export function placeInPile(
  n: number,
  columns: number,
  rows: number,
  [width, height, depth]: readonly [number, number, number],
): [number, number, number] {
  const perLayer = columns * rows;
  const layer = Math.floor(n / perLayer);
  const within = n % perLayer;
  const column = within % columns;
  const row = Math.floor(within / columns);
  return [(column - (columns - 1) / 2) * width * (1 + gap), layer * height * (1 + gap / 2), (row - (rows - 1) / 2) * depth * (1 + gap)];
}

interface Pile {
  mesh: Mesh;
  made: string;
  count: number;
}

/** The Stack component: as many items as a number says, one draw call per pile. */
export class Piles {
  readonly #library: Library;
  readonly #piles = new Map<string, Pile>();

  constructor(library: Library) {
    this.#library = library;
  }

  sync(level: LevelState, nodeOf: (key: string) => TransformNode | undefined): void {
    for (const [key, pile] of this.#piles) if (!level.component(key, 'Stack')) this.#drop(key, pile);
    for (const key of level.having('Stack')) {
      const stack = level.component(key, 'Stack');
      const node = stack && nodeOf(key);
      if (stack && node) this.#update(level, key, stack, node);
    }
  }

  #drop(key: string, { mesh }: Pile): void {
    this.#library.release(mesh);
    this.#piles.delete(key);
  }

  #update(level: LevelState, key: string, stack: Values, node: TransformNode): void {
    const made = JSON.stringify(stack);
    let pile = this.#piles.get(key);
    if (pile && pile.made !== made) {
      this.#drop(key, pile);
      pile = undefined;
    }
    const item = textOf(stack['item'], 'crate');
    const size = vec3Of(stack['size'], [0.6, 0.6, 0.6]);
    if (!pile) {
      const mesh = this.#library.batch(
        solids[item] ?? 'box',
        { color: textOf(stack['color'], '#c8915a'), roughness: 0.9, glow: 0, shadow: true },
        `pile ${key}`,
      );
      pile = { mesh, made, count: -1 };
      this.#piles.set(key, pile);
    }
    pile.mesh.parent = node;
    const source = textOf(stack['source'], key);
    const count = Math.min(
      Math.max(0, Math.floor(numberOf(level.read(source, textOf(stack['field'], '')), 0))),
      numberOf(stack['limit'], 240),
    );
    if (count === pile.count) return;
    pile.count = count;
    const columns = numberOf(stack['columns'], 4);
    const rows = numberOf(stack['rows'], 2);
    const matrices = new Float32Array(16 * Math.max(1, count));
    for (let n = 0; n < count; n += 1) {
      const [x, y, z] = placeInPile(n, columns, rows, size);
      Matrix.Scaling(...(size as [number, number, number]))
        .multiply(Matrix.Translation(x, y, z))
        .copyToArray(matrices, 16 * n);
    }
    pile.mesh.thinInstanceSetBuffer('matrix', matrices, 16, false);
    pile.mesh.thinInstanceCount = count;
    pile.mesh.setEnabled(count > 0);
  }
}
