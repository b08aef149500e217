import { Color3, type Mesh, type Scene, type ShadowGenerator, StandardMaterial } from './babylon.ts';
import type { Worn } from './materials/materials.ts';
import { createSolid, type SolidKind } from './solids.ts';

export interface Look {
  /** `#rrggbb`. */
  color: string;
  /** 0 polished to 1 matte. */
  roughness: number;
  /** Light of its own, 0 to 4. */
  glow: number;
  shadow: boolean;
}

const step = (value: number): number => Math.round(value * 20) / 20;

/** Materials and source meshes, shared: equal looks are one draw call however many entities wear them. */
export class Library {
  readonly #scene: Scene;
  readonly #shadows: ShadowGenerator | undefined;
  readonly #materials = new Map<string, StandardMaterial>();
  readonly #sources = new Map<string, Mesh>();

  constructor(scene: Scene, shadows: ShadowGenerator | undefined) {
    this.#scene = scene;
    this.#shadows = shadows;
  }

  material({ color, roughness, glow }: Omit<Look, 'shadow'>): StandardMaterial {
    const key = `${color} ${step(roughness)} ${step(glow)}`;
    let material = this.#materials.get(key);
    if (!material) {
      material = new StandardMaterial(key, this.#scene);
      const base = Color3.FromHexString(color);
      // What glows is lit less by others, so that a lit window keeps its colour.
      const own = Math.min(glow, 1);
      material.diffuseColor = base.scale(1 - 0.85 * own);
      material.emissiveColor = base.scale(own);
      const shine = 1 - roughness;
      material.specularColor = new Color3(shine, shine, shine).scale(0.5);
      material.specularPower = 8 + 120 * shine;
      this.#materials.set(key, material);
    }
    return material;
  }

  /** The invisible mesh that instances of this solid and look, or of this solid in a material, are made from. */
  source(kind: SolidKind, look: Look, worn?: Worn): Mesh {
    const material = worn?.material ?? this.material(look);
    const key = `${kind} ${worn ? `in ${worn.name}` : material.name} ${look.shadow}`;
    let source = this.#sources.get(key);
    // One that went and came back is another material of the same name.
    if (source) source.material = material;
    else {
      source = createSolid(kind, `source ${key}`, this.#scene);
      source.material = material;
      source.isVisible = false;
      source.isPickable = false;
      source.receiveShadows = look.shadow;
      if (look.shadow) this.#shadows?.addShadowCaster(source, false);
      this.#sources.set(key, source);
    }
    return source;
  }

  /** A mesh of its own, to be filled with thin instances: a pile or a fleet is one draw call. */
  batch(kind: SolidKind, look: Look, name: string): Mesh {
    const mesh = createSolid(kind, name, this.#scene);
    mesh.material = this.material(look);
    mesh.isPickable = false;
    mesh.receiveShadows = look.shadow;
    mesh.alwaysSelectAsActiveMesh = true;
    if (look.shadow) this.#shadows?.addShadowCaster(mesh, false);
    return mesh;
  }

  release(mesh: Mesh): void {
    this.#shadows?.removeShadowCaster(mesh);
    mesh.dispose();
  }
}
