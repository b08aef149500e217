import { type InstancedMesh, Quaternion, type Scene, TransformNode, Vector3 } from './babylon.ts';
import type { Library, Look } from './library.ts';
import { flagOf, type Json, type LevelState, numberOf, textOf, type Values, vec3Of } from './level.ts';
import { solidKinds, type SolidKind } from './solids.ts';

const kindOf = (value: Json | undefined): SolidKind => solidKinds.find((kind) => kind === value) ?? 'box';

export const lookOf = (shape: Values): Look => ({
  color: textOf(shape['color'], '#8a94a6'),
  roughness: numberOf(shape['roughness'], 0.8),
  glow: numberOf(shape['glow'], 0),
  shadow: flagOf(shape['shadow'], true),
});

interface Entry {
  node: TransformNode;
  solid?: InstancedMesh;
  /** What the solid was made from, so that an unchanged shape is not made again. */
  made?: string;
}

/** One transform node per entity, in the level's own hierarchy, and the solid of those that have a Shape. */
export class Nodes {
  readonly #scene: Scene;
  readonly #library: Library;
  readonly #entries = new Map<string, Entry>();

  constructor(scene: Scene, library: Library) {
    this.#scene = scene;
    this.#library = library;
  }

  get(key: string): TransformNode | undefined {
    return this.#entries.get(key)?.node;
  }

  solid(key: string): InstancedMesh | undefined {
    return this.#entries.get(key)?.solid;
  }

  sync(level: LevelState): void {
    for (const key of this.#entries.keys()) if (!level.entities.has(key)) this.remove(key);
    for (const key of level.entities.keys()) this.update(level, key);
    for (const [key, { parent }] of level.entities) {
      const entry = this.#entries.get(key);
      if (entry) entry.node.parent = (parent === null ? undefined : this.#entries.get(parent)?.node) ?? null;
    }
  }

  update(level: LevelState, key: string): void {
    const entity = level.entities.get(key);
    if (!entity) return this.remove(key);
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = { node: new TransformNode(key, this.#scene) };
      entry.node.metadata = { entity: key };
      this.#entries.set(key, entry);
    }
    place(entry.node, entity.components.get('Transform'));
    this.#shape(key, entry, entity.components.get('Shape'));
  }

  remove(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    for (const child of entry.node.getChildren()) if (child.metadata?.entity !== key) child.parent = null;
    entry.node.dispose();
    this.#entries.delete(key);
  }

  #shape(key: string, entry: Entry, shape: Values | undefined): void {
    const wanted = shape && JSON.stringify(shape);
    if (wanted === entry.made) return;
    entry.solid?.dispose();
    delete entry.solid;
    delete entry.made;
    if (!shape || wanted === undefined) return;
    const solid = this.#library.source(kindOf(shape['kind']), lookOf(shape)).createInstance(key);
    const [x, y, z] = vec3Of(shape['size'], [1, 1, 1]);
    solid.scaling = new Vector3(x, y, z);
    solid.parent = entry.node;
    solid.isPickable = true;
    solid.metadata = { entity: key };
    entry.solid = solid;
    entry.made = wanted;
  }
}

function place(node: TransformNode, transform: Values | undefined): void {
  const [x, y, z] = vec3Of(transform?.['position'], [0, 0, 0]);
  node.position.set(x, y, z);
  const [sx, sy, sz] = vec3Of(transform?.['scale'], [1, 1, 1]);
  node.scaling.set(sx, sy, sz);
  const rotation = transform?.['rotation'];
  const [qx = 0, qy = 0, qz = 0, qw = 1] = Array.isArray(rotation) ? rotation.map((part) => numberOf(part, 0)) : [];
  node.rotationQuaternion ??= Quaternion.Identity();
  node.rotationQuaternion.set(qx, qy, qz, qw);
}
