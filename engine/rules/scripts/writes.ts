import type { Writes } from '../scripting/world.ts';

/** Every write to a column since the first call of a tick: what a script that is called again need be told of. */
export class WriteList implements Writes {
  readonly components: string[] = [];
  readonly indices: number[] = [];

  add(component: string, index: number): void {
    this.components.push(component);
    this.indices.push(index);
  }
}
