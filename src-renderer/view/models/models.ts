import { type InstancedMesh, Mesh, type Scene, type ShadowGenerator, type TransformNode } from '../babylon.ts';
import type { Library } from '../library.ts';
import { flagOf, type LevelState, textOf } from '../level.ts';
import type { Worn } from '../materials/materials.ts';
import type { AssetSource } from './source.ts';

/** What was read from one version of one file: the meshes that copies are made from, never drawn themselves. */
interface Template {
  /** @param worn what it wears instead of what its file says */
  copy(name: string, worn?: Worn): { roots: readonly TransformNode[]; meshes: readonly (Mesh | InstancedMesh)[] };
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
  worn: Worn['material'] | undefined;
  load: string | undefined;
  dispose: () => void;
}

interface ModelParts {
  scene: Scene;
  library: Library;
  shadows: ShadowGenerator;
  source: AssetSource | undefined;
  /** The material that an entity's model wears, where it has one that is there. */
  wornBy: (key: string) => Worn | undefined;
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
  readonly #wornBy: ModelParts['wornBy'];
  readonly #arrived: () => void;
  readonly #loads = new Map<string, Load>();
  readonly #shown = new Map<string, Shown>();
  #pending = 0;
  #gone = false;

  /** @param arrived called when a file has come, or will not: `sync` then shows it */
  constructor({ scene, library, shadows, source, wornBy }: ModelParts, arrived: () => void) {
    this.#scene = scene;
    this.#library = library;
    this.#shadows = shadows;
    this.#source = source;
    this.#wornBy = wornBy;
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
    const worn = this.#wornBy(key);
    const before = this.#shown.get(key);
    if (before?.made === made && before.node === node && before.worn === worn?.material) return;
    // The new one is taken before the old one goes, so that a file that both show is not read again.
    if (load) load.users += 1;
    if (before) this.#drop(key, before);
    const dispose = load?.template ? this.#copy(load.template, key, node, { shadow, worn }) : this.#stand(key, node, state === 'waiting');
    if (version === undefined) this.#source?.told?.(path, 'missing');
    this.#shown.set(key, { node, made, worn: worn?.material, load: id, dispose });
  }

  #copy(template: Template, key: string, node: TransformNode, { shadow, worn }: { shadow: boolean; worn: Worn | undefined }): () => void {
    const { roots, meshes } = template.copy(key, worn);
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
    const isOwn = (node: unknown): boolean => node instanceof Mesh && (node.skeleton !== null || node.morphTargetManager !== null);
    const copy = (name: string, doNotInstantiate: (node: unknown) => boolean) => {
      const { rootNodes } = container.instantiateModelsToScene((part) => `${name}: ${part}`, false, { doNotInstantiate });
      const roots = rootNodes as TransformNode[];
      return { roots, meshes: meshesOf(roots) };
    };
    /** The meshes in a material of the level, by its name: copies of them are one draw call, as those of the file's own. */
    const dressed = new Map<
      string,
      { roots: readonly TransformNode[]; meshes: readonly (Mesh | InstancedMesh)[]; material: Worn['material'] }
    >();
    const drop = (name: string): void => {
      for (const root of dressed.get(name)?.roots ?? []) root.dispose(false, false);
      dressed.delete(name);
    };
    const source = ({ name, material }: Worn): readonly TransformNode[] => {
      let one = dressed.get(name);
      if (one && one.material !== material) drop(name);
      one = dressed.get(name);
      if (!one) {
        one = { ...copy(`in ${name}`, () => true), material };
        for (const mesh of one.meshes) Object.assign(mesh, { material, isVisible: false, isPickable: false });
        dressed.set(name, one);
      }
      return one.roots;
    };
    return {
      copy(name, worn) {
        if (!worn) return copy(name, isOwn);
        const roots = source(worn).flatMap((root) => root.instantiateHierarchy(null, { doNotInstantiate: isOwn }) ?? []);
        return { roots, meshes: meshesOf(roots) };
      },
      dispose() {
        for (const name of dressed.keys()) drop(name);
        container.dispose();
      },
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

const meshesOf = (roots: readonly TransformNode[]) => roots.flatMap((root) => [root, ...root.getChildMeshes()]).filter(isDrawn);
const idOf = (path: string, version: string): string => `${path}@${version}`;
const isDrawn = (node: TransformNode): node is Mesh | InstancedMesh => 'isVisible' in node && (node as Mesh).getTotalVertices() > 0;
