/**
 * The features that the glTF sample models of the Khronos Group show, each in a file made here: no package that this project may use has
 * those models. Every one is imported as a person imports it, then read by what draws.
 */
import { afterAll, expect, test } from 'vitest';
import { type AbstractMesh, type AssetContainer, NullEngine, Scene } from '@babylonjs/core/pure.js';
import { readGltf } from '../../../view/models/gltf.ts';
import { boxGltf, glbOf } from '../../../view/testing/glb.ts';
import { packGltf } from './gltf-file.ts';

type Members = Record<string, unknown>;
interface File {
  json: Members;
  bin: Uint8Array;
}

const engine = new NullEngine();
const scene = new Scene(engine);
scene.useRightHandedSystem = true;
afterAll(() => engine.dispose());

const nothing = (): undefined => undefined;
const part = ({ json }: File, name: string): Members[] => (json[name] ??= []) as Members[];
const primitive = (file: File): Members => (part(file, 'meshes')[0]!['primitives'] as Members[])[0]!;
const attributes = (file: File): Members => primitive(file)['attributes'] as Members;
const lastOf = (file: File, name: string): number => part(file, name).length - 1;

/** Adds numbers to a file's buffer, and an accessor of them; returns its index. */
function add(
  file: File,
  data: Float32Array | Uint8Array | Uint16Array | Int16Array,
  type: string,
  componentType: number,
  more: Members = {},
): number {
  const width = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 }[type] ?? 1;
  part(file, 'accessors').push({
    bufferView: view(file, new Uint8Array(data.buffer)),
    componentType,
    count: data.length / width,
    type,
    ...more,
  });
  return lastOf(file, 'accessors');
}
function view(file: File, bytes: Uint8Array): number {
  const start = Math.ceil(file.bin.length / 4) * 4;
  const bin = new Uint8Array(start + bytes.length);
  bin.set(file.bin);
  bin.set(bytes, start);
  file.bin = bin;
  part(file, 'buffers')[0]!['byteLength'] = bin.length;
  part(file, 'bufferViews').push({ buffer: 0, byteOffset: start, byteLength: bytes.length });
  return lastOf(file, 'bufferViews');
}
const extension = (file: File, name: string, isRequired = true): void => {
  file.json['extensionsUsed'] = [name];
  if (isRequired) file.json['extensionsRequired'] = [name];
};

const meshesOf = ({ meshes }: AssetContainer): AbstractMesh[] => meshes.filter((mesh) => mesh.getTotalVertices() > 0);
const highest = (container: AssetContainer): number =>
  Math.max(...meshesOf(container).map((mesh) => (mesh.computeWorldMatrix(true), mesh.getBoundingInfo().boundingBox.maximumWorld.y)));
const red = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=='),
  (char) => char.charCodeAt(0),
);

const features: readonly [string, (file: File) => void, (container: AssetContainer) => unknown, unknown][] = [
  ['interleaved vertices', () => {}, highest, 1],
  [
    'a sparse accessor',
    (file) => {
      const indices = view(file, new Uint8Array(Uint16Array.of(2).buffer));
      const values = view(file, new Uint8Array(Float32Array.of(0, 3, 0).buffer));
      const positions = part(file, 'accessors')[attributes(file)['POSITION'] as number]!;
      positions['sparse'] = { count: 1, indices: { bufferView: indices, componentType: 5123 }, values: { bufferView: values } };
      positions['max'] = [0.5, 3, 0.5];
    },
    highest,
    3,
  ],
  [
    'a morph target',
    (file) => {
      const lifted = add(file, new Float32Array(72).fill(1), 'VEC3', 5126, { min: [1, 1, 1], max: [1, 1, 1] });
      primitive(file)['targets'] = [{ POSITION: lifted }];
      part(file, 'meshes')[0]!['weights'] = [1];
    },
    (container) => meshesOf(container)[0]?.morphTargetManager?.numTargets,
    1,
  ],
  [
    'a skin',
    (file) => {
      const joints = add(file, new Uint8Array(96), 'VEC4', 5121);
      const weights = add(
        file,
        new Float32Array(96).map((_, at) => Number(at % 4 === 0)),
        'VEC4',
        5126,
      );
      Object.assign(attributes(file), { JOINTS_0: joints, WEIGHTS_0: weights });
      part(file, 'nodes').push({ name: 'bone' });
      part(file, 'skins').push({ joints: [lastOf(file, 'nodes')] });
      part(file, 'nodes')[0]!['skin'] = 0;
      (part(file, 'scenes')[0]!['nodes'] as number[]).push(lastOf(file, 'nodes'));
    },
    (container) => meshesOf(container)[0]?.skeleton?.bones.length,
    1,
  ],
  [
    'an animation',
    (file) => {
      const input = add(file, Float32Array.of(0, 1), 'SCALAR', 5126, { min: [0], max: [1] });
      const output = add(file, Float32Array.of(0, 0, 0, 0, 1, 0), 'VEC3', 5126);
      part(file, 'animations').push({
        samplers: [{ input, output }],
        channels: [{ sampler: 0, target: { node: 0, path: 'translation' } }],
      });
    },
    // It stands still: what plays in a picture would not be in the state.
    (container) => [container.animationGroups.length, container.animationGroups.some(({ isPlaying }) => isPlaying)],
    [1, false],
  ],
  [
    'KHR_materials_unlit',
    (file) => {
      extension(file, 'KHR_materials_unlit');
      part(file, 'materials')[0]!['extensions'] = { KHR_materials_unlit: {} };
    },
    ({ materials }) => (materials[0] as unknown as { unlit: boolean }).unlit,
    true,
  ],
  [
    'KHR_texture_transform and a picture in the file',
    (file) => {
      extension(file, 'KHR_texture_transform');
      attributes(file)['TEXCOORD_0'] = add(file, new Float32Array(48), 'VEC2', 5126);
      part(file, 'images').push({ bufferView: view(file, red), mimeType: 'image/png' });
      part(file, 'textures').push({ source: 0 });
      const texture = { index: 0, extensions: { KHR_texture_transform: { scale: [3, 3] } } };
      part(file, 'materials')[0]!['pbrMetallicRoughness'] = { baseColorTexture: texture };
    },
    ({ materials }) => (materials[0] as unknown as { albedoTexture: { uScale: number } }).albedoTexture.uScale,
    3,
  ],
  [
    'KHR_mesh_quantization',
    (file) => {
      extension(file, 'KHR_mesh_quantization');
      const corners = Int16Array.from({ length: 24 * 4 }, (_, at) => (at % 4 === 1 && Math.floor(at / 4) % 2 === 0 ? 2 : 0));
      part(file, 'bufferViews').push({ ...part(file, 'bufferViews')[view(file, new Uint8Array(corners.buffer))], byteStride: 8 });
      part(file, 'accessors').push({
        bufferView: lastOf(file, 'bufferViews'),
        componentType: 5122,
        count: 24,
        type: 'VEC3',
        min: [0, 0, 0],
        max: [0, 2, 0],
      });
      attributes(file)['POSITION'] = lastOf(file, 'accessors');
    },
    highest,
    2,
  ],
  [
    'colours of vertices',
    (file) => {
      attributes(file)['COLOR_0'] = add(file, new Uint8Array(96).fill(255), 'VEC4', 5121, { normalized: true });
    },
    (container) => meshesOf(container)[0]?.isVerticesDataPresent('color'),
    true,
  ],
  ['a negative scale', (file) => (part(file, 'nodes')[0]!['scale'] = [-1, 2, 1]), highest, 2],
  ['no indices', (file) => delete primitive(file)['indices'], (container) => meshesOf(container)[0]?.getTotalVertices(), 24],
  ['no normals', (file) => delete attributes(file)['NORMAL'], highest, 1],
  ['an extension that it can do without', (file) => extension(file, 'ACME_sparkle', false), highest, 1],
];

test.each(features)('a model with %s comes in whole and is read', async (_, change, look, expected) => {
  const file = boxGltf();
  change(file);
  const packed = await packGltf(glbOf(file.json, file.bin), nothing);
  if (!packed.ok) throw new Error(JSON.stringify(packed));
  const container = await readGltf(packed.glb, 'made.glb', scene);
  container.addAllToScene();
  expect(look(container)).toEqual(expected);
  container.dispose();
});

test.each(['KHR_draco_mesh_compression', 'EXT_meshopt_compression', 'KHR_texture_basisu', 'ACME_sparkle'])(
  'a model that needs %s is refused by its name',
  async (name) => {
    const file = boxGltf();
    extension(file, name);
    expect(await packGltf(glbOf(file.json, file.bin), nothing)).toEqual({ ok: false, why: 'extension', detail: name });
  },
);
