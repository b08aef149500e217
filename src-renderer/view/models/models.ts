import { type InstancedMesh, Mesh, type Scene, type ShadowGenerator, type TransformNode } from '../babylon.ts';
import type { Library } from '../library.ts';
import { flagOf, type LevelState, textOf } from '../level.ts';
import type { AssetSource } from './source.ts';

/** What was read from one version of one file: the meshes that copies are made from, never drawn themselves. */
interface Template {
  copy(name: string): { roots: readonly TransformNode[]; meshes: readonly (Mesh | InstancedMesh)[] };
  dispose(): void;
}

interface Load {
  path: string;
  template: Template | undefined;
  failed: boolean;
  users: number;
}

interface Shown {
  node: TransformNode;
  made: string;
  load: string | undefined;
  dispose: () => void;
}

/** What stands for a model that is on its way, and for one that cannot be shown. */
const waiting = { color: '#8a94a6', roughness: 1, glow: 0.2, shadow: false };
const broken = { color: '#e0523f', roughness: 1, glow: 0.4, shadow: false };

/** The Model component: a file is read once however many entities show it, and forgotten with the last of them. */
export class Models {
  readonly #scene: Scene;
  readonly #library: Library;
  readonly #shadows: ShadowGenerator;
  readonly #source: AssetSource | undefined;
  readonly #arrived: () => void;
  readonly #loads = new Map<string, Load>();
  readonly #shown = new Map<string, Shown>();
  #pending = 0;
  #gone = false;

  /** @param arrived called when a file has come, or will not: `sync` then shows it */
  constructor(scene: Scene, library: Library, shadows: ShadowGenerator, source: AssetSource | undefined, arrived: () => void) {
    this.#scene = scene;
    this.#library = library;
    this.#shadows = shadows;
    this.#source = source;
    this.#arrived = arrived;
  }

  /** Files that are still on their way. */
  get pending(): number {
    return this.#pending;
  }

  sync(level: LevelState, nodeOf: (key: string) => TransformNode | undefined): void {
    // A host without files draws the level without its models: the worker that makes pictures.
    if (!this.#source) return;
    for (const [key, shown] of this.#shown) if (!level.component(key, 'Model') || !nodeOf(key)) this.#drop(key, shown);
    for (const key of level.having('Model')) {
      const model = level.component(key, 'Model');
      const node = model && nodeOf(key);
      if (!model || !node) continue;
      const path = textOf(model['asset'], '');
      if (path === '') {
        const shown = this.#shown.get(key);
        if (shown) this.#drop(key, shown);
      } else this.#show(key, node, path, flagOf(model['shadow'], true));
    }
  }

  dispose(): void {
    this.#gone = true;
    for (const [key, shown] of this.#shown) this.#drop(key, shown);
  }

  #show(key: string, node: TransformNode, path: string, shadow: boolean): void {
    const version = this.#source?.version(path);
    const load = version === undefined ? undefined : this.#load(path, version);
    const state = load?.template ? 'whole' : load && !load.failed ? 'waiting' : 'broken';
    const id = version === undefined ? undefined : idOf(path, version);
    const made = `${id ?? path} ${state} ${shadow}`;
    const before = this.#shown.get(key);
    if (before?.made === made && before.node === node) return;
    // The new one is taken before the old one goes, so that a file that both show is not read again.
    if (load) load.users += 1;
    if (before) this.#drop(key, before);
    const dispose = load?.template ? this.#copy(load.template, key, node, shadow) : this.#stand(key, node, state === 'waiting');
    if (version === undefined) this.#source?.told?.(path, 'missing');
    this.#shown.set(key, { node, made, load: id, dispose });
  }

  #copy(template: Template, key: string, node: TransformNode, shadow: boolean): () => void {
    const { roots, meshes } = template.copy(key);
    for (const root of roots) root.parent = node;
    for (const mesh of meshes) {
      mesh.metadata = { entity: key };
      mesh.isPickable = true;
      mesh.isVisible = true;
      if (shadow) this.#shadows.addShadowCaster(mesh, false);
    }
    return () => {
      for (const mesh of meshes) this.#shadows.removeShadowCaster(mesh, false);
      for (const root of roots) root.dispose(false, false);
    };
  }

  #stand(key: string, node: TransformNode, isWaiting: boolean): () => void {
    const box = this.#library.source('box', isWaiting ? waiting : broken).createInstance(`no model ${key}`);
    box.metadata = { entity: key };
    box.parent = node;
    return () => box.dispose();
  }

  #load(path: string, version: string): Load {
    const id = idOf(path, version);
    const known = this.#loads.get(id);
    if (known) return known;
    const load: Load = { path, template: undefined, failed: false, users: 0 };
    this.#loads.set(id, load);
    this.#pending += 1;
    void this.#read(path)
      .then(
        (template) => {
          if (this.#gone || this.#loads.get(id) !== load) return template.dispose();
          load.template = template;
          return this.#source?.told?.(path, undefined);
        },
        (error: unknown) => {
          load.failed = true;
          if (!this.#gone) this.#source?.told?.(path, error instanceof Error ? error.message : String(error));
        },
      )
      .finally(() => {
        this.#pending -= 1;
        if (!this.#gone) this.#arrived();
      });
    return load;
  }

  async #read(path: string): Promise<Template> {
    const [bytes, { readGltf }] = await Promise.all([this.#source!.read(path), import('./gltf.ts')]);
    if (this.#gone) throw new Error('the view is gone');
    const container = await readGltf(bytes, path, this.#scene);
    if (container.meshes.length === 0) {
      container.dispose();
      throw new Error('there is no mesh in it');
    }
    container.addAllToScene();
    for (const light of container.lights) light.setEnabled(false);
    for (const mesh of container.meshes) {
      mesh.isVisible = false;
      mesh.isPickable = false;
      mesh.receiveShadows = true;
    }
    return {
      copy(name) {
        const { rootNodes } = container.instantiateModelsToScene((part) => `${name}: ${part}`, false, {
          doNotInstantiate: (node) => node instanceof Mesh && (node.skeleton !== null || node.morphTargetManager !== null),
        });
        const roots = rootNodes as TransformNode[];
        const meshes = roots.flatMap((root) => [root, ...root.getChildMeshes()]).filter(isDrawn);
        return { roots, meshes };
      },
      dispose: () => container.dispose(),
    };
  }

  #drop(key: string, { load: id, dispose }: Shown): void {
    dispose();
    this.#shown.delete(key);
    const load = id === undefined ? undefined : this.#loads.get(id);
    if (!load || id === undefined) return;
    load.users -= 1;
    if (load.users > 0) return;
    load.template?.dispose();
    this.#loads.delete(id);
  }
}

const idOf = (path: string, version: string): string => `${path}@${version}`;
const isDrawn = (node: TransformNode): node is Mesh | InstancedMesh => 'isVisible' in node && (node as Mesh).getTotalVertices() > 0;
