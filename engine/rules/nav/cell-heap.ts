/** More than there are cells: a promise and a cell make one number that sorts by both. */
const CELLS = 65_536;

/** Cells by what they promise, least first; equal promises by the number of the cell. */
export class CellHeap {
  readonly #keys: number[] = [];

  push(promise: number, cell: number): void {
    const keys = this.#keys;
    const key = promise * CELLS + cell;
    let at = keys.length;
    keys.push(key);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (keys[above]! <= key) break;
      keys[at] = keys[above]!;
      at = above;
    }
    keys[at] = key;
  }

  /** The first cell, or -1 when there is none. */
  pop(): number {
    const keys = this.#keys;
    const [first] = keys;
    if (first === undefined) return -1;
    const last = keys.pop()!;
    const count = keys.length;
    if (count > 0) {
      let at = 0;
      for (let below = 1; below < count; below = 2 * at + 1) {
        if (below + 1 < count && keys[below + 1]! < keys[below]!) below += 1;
        if (keys[below]! >= last) break;
        keys[at] = keys[below]!;
        at = below;
      }
      keys[at] = last;
    }
    return first % CELLS;
  }
}
