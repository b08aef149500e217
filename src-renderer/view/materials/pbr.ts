/**
 * Physically based materials, beside `babylon.ts` and the reader of glTF the only place that names Babylon: they are large, and loaded when
 * a level shows its first one.
 */
import {
  type Color3,
  CubeMapToSphericalPolynomialTools,
  Color3 as Colour,
  Constants,
  CreateSphere,
  HDRTools,
  Mesh,
  PBRMaterial,
  RawCubeTexture,
  RegisterBaseTexturePolynomial,
  RegisterPBRMaterial,
  RegisterTexture,
  type Scene,
  Texture,
  ToHalfFloat,
} from '@babylonjs/core/pure.js';
import { flagOf, numberOf, textOf, type Values } from '../level.ts';

let isReady = false;
function prepare(): void {
  if (isReady) return;
  isReady = true;
  RegisterTexture();
  RegisterPBRMaterial();
  RegisterBaseTexturePolynomial();
}

/** The pictures of a material, in the order in which they are asked for: `map` is its field. */
export const maps = ['colorMap', 'normalMap', 'surfaceMap', 'emissiveMap'] as const;
export type MapName = (typeof maps)[number];
/** Where the bytes of a picture are, by the map that it is for. */
export type Pictures = Partial<Record<MapName, string>>;

export interface Surface {
  readonly material: PBRMaterial;
  /** Makes it look like this; whoever wears it changes with it. */
  dress(spec: Values, pictures: Pictures): void;
  dispose(): void;
}

const linear = (hex: string): Color3 => Colour.FromHexString(hex).toLinearSpace();

export function createSurface(name: string, scene: Scene): Surface {
  prepare();
  const material = new PBRMaterial(name, scene);
  material.useRoughnessFromMetallicTextureAlpha = false;
  material.useRoughnessFromMetallicTextureGreen = true;
  material.useMetallnessFromMetallicTextureBlue = true;
  // Pictures lie as in glTF: their first row is at v = 0, and green is up.
  material.invertNormalMapX = !scene.useRightHandedSystem;
  material.invertNormalMapY = scene.useRightHandedSystem;
  const worn = new Map<MapName, Texture>();

  const texture = (map: MapName, url: string | undefined, tiling: readonly [number, number]): Texture | null => {
    let now = worn.get(map);
    if (now && now.url !== url) {
      now.dispose();
      worn.delete(map);
      now = undefined;
    }
    if (url === undefined) return null;
    if (!now) {
      now = new Texture(url, scene, { invertY: false });
      now.gammaSpace = map === 'colorMap' || map === 'emissiveMap';
      worn.set(map, now);
    }
    [now.uScale, now.vScale] = tiling;
    return now;
  };
  return {
    material,
    dress(spec, pictures) {
      const [across, along] = Array.isArray(spec['tiling']) ? spec['tiling'] : [];
      const tiling = [numberOf(across, 1), numberOf(along, 1)] as const;
      material.albedoColor = linear(textOf(spec['color'], '#b8bcc6'));
      material.metallic = numberOf(spec['metallic'], 0);
      material.roughness = numberOf(spec['roughness'], 0.6);
      material.emissiveColor = linear(textOf(spec['emissive'], '#000000'));
      material.emissiveIntensity = numberOf(spec['glow'], 1);
      material.alpha = numberOf(spec['opacity'], 1);
      material.transparencyMode = material.alpha < 1 ? PBRMaterial.PBRMATERIAL_ALPHABLEND : PBRMaterial.PBRMATERIAL_OPAQUE;
      material.unlit = flagOf(spec['unlit'], false);
      const both = flagOf(spec['doubleSided'], false);
      material.backFaceCulling = !both;
      material.twoSidedLighting = both;
      material.albedoTexture = texture('colorMap', pictures.colorMap, tiling);
      material.bumpTexture = texture('normalMap', pictures.normalMap, tiling);
      material.metallicTexture = texture('surfaceMap', pictures.surfaceMap, tiling);
      material.emissiveTexture = texture('emissiveMap', pictures.emissiveMap, tiling);
    },
    dispose() {
      for (const each of worn.values()) each.dispose();
      material.dispose(true, false);
    },
  };
}

/** Sides of the cube, in pixels: a sky has no edges that more of them would show. */
const side = 16;
/** Where each side of a cube looks, and what is right and up on it. */
const sides = [
  { right: [0, 0, -1], up: [0, 1, 0], ahead: [1, 0, 0] },
  { right: [0, 0, 1], up: [0, 1, 0], ahead: [-1, 0, 0] },
  { right: [1, 0, 0], up: [0, 0, -1], ahead: [0, 1, 0] },
  { right: [1, 0, 0], up: [0, 0, 1], ahead: [0, -1, 0] },
  { right: [1, 0, 0], up: [0, 1, 0], ahead: [0, 0, 1] },
  { right: [-1, 0, 0], up: [0, 1, 0], ahead: [0, 0, -1] },
] as const;

interface Sky {
  zenith: string;
  horizon: string;
  ground: string;
}

/** What metal mirrors where there is nothing else: the level's sky. */
export function createSkyLight(scene: Scene, sky: Sky): RawCubeTexture {
  prepare();
  const [zenith, horizon, ground] = [linear(sky.zenith), linear(sky.horizon), linear(sky.ground)];
  const faces = sides.map(({ right, up, ahead }) => {
    const pixels = new Uint8Array(side * side * 4);
    for (let row = 0; row < side; row += 1)
      for (let column = 0; column < side; column += 1) {
        const [u, v] = [(2 * (column + 0.5)) / side - 1, 1 - (2 * (row + 0.5)) / side];
        const [x, y, z] = [0, 1, 2].map((axis) => ahead[axis]! + u * right[axis]! + v * up[axis]!) as [number, number, number];
        const height = y / Math.hypot(x, y, z);
        const color =
          height >= 0 ? Colour.Lerp(horizon, zenith, Math.sqrt(height)) : Colour.Lerp(horizon, ground, Math.min(1, -height * 4));
        pixels.set([color.r * 255, color.g * 255, color.b * 255, 255], (row * side + column) * 4);
      }
    return pixels;
  });
  const cube = cubeOf(scene, 'sky', faces, side, Constants.TEXTURETYPE_UNSIGNED_BYTE);
  const [px, nx, py, ny, pz, nz] = faces;
  cube.sphericalPolynomial = CubeMapToSphericalPolynomialTools.ConvertCubeMapToSphericalPolynomial({
    size: side,
    right: px!,
    left: nx!,
    up: py!,
    down: ny!,
    front: pz!,
    back: nz!,
    format: Constants.TEXTUREFORMAT_RGBA,
    type: Constants.TEXTURETYPE_UNSIGNED_BYTE,
    gammaSpace: false,
  });
  return cube;
}

/** Pixels of a side of the cube that a panorama is turned into. */
const around = 256;
/** A half number holds no more. */
const brightest = 65_000;

/** A cube of what is around, and the light that falls from it. Sides as in `sides`. */
function cubeOf(scene: Scene, name: string, faces: readonly ArrayBufferView[], size: number, type: number): RawCubeTexture {
  const filter = Constants.TEXTURE_TRILINEAR_SAMPLINGMODE;
  const cube = new RawCubeTexture(scene, [...faces], size, Constants.TEXTUREFORMAT_RGBA, type, true, false, filter);
  cube.name = name;
  cube.gammaSpace = false;
  return cube;
}

/**
 * What an HDR file has around: light for everything physically based, and a picture behind the scene.
 * @throws Error in the reader's words for bytes that are no Radiance file
 */
export function createAround(scene: Scene, bytes: Uint8Array): { light: RawCubeTexture; show(on: boolean): void; dispose(): void } {
  prepare();
  const cube = HDRTools.GetCubeMapTextureData(bytes.slice().buffer, around);
  const faces = [cube.right, cube.left, cube.up, cube.down, cube.front, cube.back].map((face) => {
    const colours = face as Float32Array;
    const halves = new Uint16Array(around * around * 4).fill(ToHalfFloat(1));
    for (let at = 0; at < around * around; at += 1)
      for (let lane = 0; lane < 3; lane += 1) halves[at * 4 + lane] = ToHalfFloat(Math.min(colours[at * 3 + lane]!, brightest));
    return halves;
  });
  const light = cubeOf(scene, 'panorama', faces, around, Constants.TEXTURETYPE_HALF_FLOAT);
  light.sphericalPolynomial = CubeMapToSphericalPolynomialTools.ConvertCubeMapToSphericalPolynomial(cube);
  let dome: Mesh | undefined;
  const build = (): Mesh => {
    const made = CreateSphere('panorama', { diameter: 880, sideOrientation: Mesh.BACKSIDE }, scene);
    const material = new PBRMaterial('panorama', scene);
    const picture = cubeOf(scene, 'panorama', faces, around, Constants.TEXTURETYPE_HALF_FLOAT);
    picture.sphericalPolynomial = light.sphericalPolynomial;
    picture.coordinatesMode = Constants.TEXTURE_SKYBOX_MODE;
    material.reflectionTexture = picture;
    material.microSurface = 1;
    material.disableLighting = true;
    material.backFaceCulling = false;
    made.material = material;
    made.isPickable = false;
    made.infiniteDistance = true;
    made.applyFog = false;
    return made;
  };
  return {
    light,
    show(on) {
      if (on) dome ??= build();
      dome?.setEnabled(on);
    },
    dispose() {
      dome?.dispose(false, true);
      light.dispose();
    },
  };
}
