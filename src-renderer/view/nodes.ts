import { type AbstractMesh, InstancedMesh, Quaternion, type Scene, TransformNode, Vector3 } from './babylon.ts';
import type { Library, Look } from './library.ts';
import type { Worn } from './materials/materials.ts';
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
  shape?: Values | undefined;
  made?: string;
  worn?: Worn['material'] | undefined;
}

/**
 * One transform node per entity, in the level's own hierarchy, and the solid of those that have a Shape. Solids stand still between changes:
 * what a frame costs is what is drawn, not what could have moved.
 */
export class Nodes {
  readonly #scene: Scene;
  readonly #library: Library;
  readonly #wornBy: (key: string) => Worn | undefined;
  readonly #entries = new Map<string, Entry>();

  /** @param wornBy the material that an entity's solid wears, where it has one that is there */
  constructor(scene: Scene, library: Library, wornBy: (key: string) => Worn | undefined) {
    this.#scene = scene;
    this.#library = library;
    this.#wornBy = wornBy;
  }

  get(key: string): TransformNode | undefined {
    return this.#entries.get(key)?.node;
  }

  solid(key: string): InstancedMesh | undefined {
    return this.#entries.get(key)?.solid;
  }

  /** Takes over what has changed: those that appeared, moved, look different or went. */
  sync(level: LevelState, changed: ReadonlySet<string>): void {
    this.#bringForward([...changed].filter((key) => !level.entities.has(key)));
    let isNew = false;
    for (const key of changed) if (this.#update(level, key)) isNew = true;
    // Who stood below somebody that was not there stands below them now.
    for (const key of isNew ? level.entities.keys() : changed) {
      const entry = this.#entries.get(key);
      const parent = level.entities.get(key)?.parent ?? null;
      const above = (parent === null ? undefined : this.#entries.get(parent)?.node) ?? null;
      if (entry && entry.node.parent !== above) entry.node.parent = above;
    }
    const moved = new Set([...changed].flatMap((key) => this.#entries.get(key)?.node ?? []));
    for (const node of moved) if (!standsBelow(node, moved)) settle(node);
  }

  /**
   * Babylon looks for a mesh that goes from the front of its list: where many go together, they stand there in the order they go in. A node
   * knows its place in the list of nodes, which is left as it is.
   */
  #bringForward(going: readonly string[]): void {
    if (going.length < 100) return;
    const solids = new Set<AbstractMesh>(going.flatMap((key) => this.#entries.get(key)?.solid ?? []));
    this.#scene.meshes = [...solids, ...this.#scene.meshes.filter((mesh) => !solids.has(mesh))];
  }

  /** Solids wear what they are to wear now: a material has come, or gone. */
  dress(level: LevelState): void {
    const dressed = new Set<TransformNode>();
    for (const key of level.having('Material')) {
      const [entry, components] = [this.#entries.get(key), level.entities.get(key)?.components];
      if (!entry || !components) continue;
      this.#shape(key, entry, components['Shape'], this.#wornBy(key));
      dressed.add(entry.node);
    }
    for (const node of dressed) settle(node);
  }

  /** @returns whether it was not there before */
  #update(level: LevelState, key: string): boolean {
    const entity = level.entities.get(key);
    let entry = this.#entries.get(key);
    if (!entity) {
      if (entry) this.#remove(key, entry);
      return false;
    }
    const isNew = !entry;
    if (!entry) {
      entry = { node: new TransformNode(key, this.#scene) };
      entry.node.metadata = { entity: key };
      this.#entries.set(key, entry);
    }
    place(entry.node, entity.components['Transform']);
    this.#shape(key, entry, entity.components['Shape'], entity.components['Material'] && this.#wornBy(key));
    return isNew;
  }

  #remove(key: string, { node }: Entry): void {
    for (const child of node.getChildren()) {
      if (child.metadata?.entity === key) continue;
      child.parent = null;
      if (child instanceof TransformNode) settle(child);
    }
    node.dispose();
    this.#entries.delete(key);
  }

  #shape(key: string, entry: Entry, shape: Values | undefined, worn: Worn | undefined): void {
    if (shape === entry.shape && worn?.material === entry.worn) return;
    entry.shape = shape;
    const wanted = shape && JSON.stringify(shape);
    if (wanted === entry.made && worn?.material === entry.worn) return;
    entry.worn = worn?.material;
    entry.solid?.dispose();
    delete entry.solid;
    delete entry.made;
    if (!shape || wanted === undefined) return;
    const solid = this.#library.source(kindOf(shape['kind']), lookOf(shape), worn).createInstance(key);
    const [x, y, z] = vec3Of(shape['size'], [1, 1, 1]);
    solid.scaling = new Vector3(x, y, z);
    solid.parent = entry.node;
    solid.isPickable = true;
    solid.metadata = { entity: key };
    entry.solid = solid;
    entry.made = wanted;
  }
}

function standsBelow(node: TransformNode, others: ReadonlySet<TransformNode>): boolean {
  for (let at = node.parent; at; at = at.parent) if (others.has(at as TransformNode)) return true;
  return false;
}

/** Computes where a node and everything below it stands; its solids stay there. */
function settle(node: TransformNode): void {
  if (node instanceof InstancedMesh) node.freezeWorldMatrix();
  else node.computeWorldMatrix(true);
  for (const child of node.getChildTransformNodes(true)) settle(child);
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
