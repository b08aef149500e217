import { CreateBox, CreateDisc, type Mesh, type Scene, TransformNode } from './babylon.ts';
import type { Library } from './library.ts';
import { type LevelState, numberOf, textOf, type Values } from './level.ts';

interface Shown {
  made: string;
  root: TransformNode;
  hand: TransformNode;
}

/** The Dial component: a clock face that turns its hand with the tick. It faces +z of its entity. */
export class Dials {
  readonly #scene: Scene;
  readonly #library: Library;
  readonly #dials = new Map<string, Shown>();

  constructor(scene: Scene, library: Library) {
    this.#scene = scene;
    this.#library = library;
  }

  sync(level: LevelState, nodeOf: (key: string) => TransformNode | undefined, blend: number): void {
    for (const [key, { root }] of this.#dials) {
      if (level.component(key, 'Dial')) continue;
      root.dispose();
      this.#dials.delete(key);
    }
    for (const key of level.having('Dial')) {
      const dial = level.component(key, 'Dial');
      const node = dial && nodeOf(key);
      if (!dial || !node) continue;
      const made = JSON.stringify(dial);
      let shown = this.#dials.get(key);
      if (!shown || shown.made !== made) {
        shown?.root.dispose();
        shown = this.#build(key, dial, made);
        this.#dials.set(key, shown);
      }
      shown.root.parent = node;
      shown.hand.rotation.z = (-2 * Math.PI * (level.tick + blend)) / numberOf(dial['every'], 12);
    }
  }

  #build(key: string, dial: Values, made: string): Shown {
    const root = new TransformNode(`dial ${key}`, this.#scene);
    const hand = new TransformNode(`hand ${key}`, this.#scene);
    const radius = numberOf(dial['radius'], 0.9);
    const dress = (mesh: Mesh, color: string, glow: number, parent: TransformNode): void => {
      mesh.material = this.#library.material({ color, roughness: 1, glow });
      mesh.isPickable = false;
      mesh.parent = parent;
    };
    dress(CreateDisc(`face ${key}`, { radius, tessellation: 40 }, this.#scene), textOf(dial['face'], '#f7f0dc'), 0.75, root);
    const pointer = CreateBox(`pointer ${key}`, { width: radius * 0.1, height: radius * 0.78, depth: 0.02 }, this.#scene);
    pointer.position.y = radius * 0.36;
    dress(pointer, textOf(dial['hand'], '#2c2a33'), 0, hand);
    for (let hour = 0; hour < 12; hour += 1) {
      const mark = CreateBox(`mark ${key} ${hour}`, { width: radius * 0.05, height: radius * 0.14, depth: 0.02 }, this.#scene);
      const angle = (hour / 12) * 2 * Math.PI;
      mark.position.set(Math.sin(angle) * radius * 0.86, Math.cos(angle) * radius * 0.86, 0.01);
      mark.rotation.z = -angle;
      dress(mark, textOf(dial['hand'], '#2c2a33'), 0, root);
    }
    hand.parent = root;
    hand.position.z = 0.03;
    return { made, root, hand };
  }
}
