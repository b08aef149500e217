/** What a GLB says of itself, looked at before anything is unpacked. */
import { caps } from '../../domain/assets/index.ts';
import { Broken } from './broken.ts';

interface Accessor {
  count?: unknown;
  type?: unknown;
}
export interface GltfText {
  readonly accessors?: readonly Accessor[];
  readonly buffers?: readonly { uri?: unknown }[];
  readonly images?: readonly { uri?: unknown }[];
  readonly meshes?: readonly { primitives?: readonly { attributes?: Record<string, unknown> }[] }[];
  readonly extensionsRequired?: readonly string[];
}

const numbersIn: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 };

/** The text of a GLB. @throws Broken for one that is none */
export function textOfGlb(bytes: Uint8Array): GltfText {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWhole = bytes.length >= 20 && view.getUint32(4, true) === 2 && view.getUint32(16, true) === 0x4e_4f_53_4a;
  const length = isWhole ? view.getUint32(12, true) : 0;
  if (!isWhole || length > bytes.length - 20) throw new Broken('model-broken', 'it is no whole GLB of version 2');
  try {
    const text: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(20, 20 + length)));
    if (typeof text === 'object' && text !== null) return text;
  } catch {
    // Said below.
  }
  throw new Broken('model-broken', 'its text is no JSON');
}

/** @throws Broken for a model that would fetch something, or that is more than is read; numbers that nothing stands behind count as well */
export function checkSize({ accessors = [], buffers = [], images = [], meshes = [] }: GltfText): void {
  const outside = [...buffers, ...images].find(({ uri }) => uri !== undefined && !(typeof uri === 'string' && uri.startsWith('data:')));
  if (outside) throw new Broken('model-outside', `it names ${JSON.stringify(outside.uri)}, which lies outside of it`);
  const countOf = (accessor: Accessor | undefined): number => (typeof accessor?.count === 'number' ? accessor.count : 0);
  const numbers = accessors.reduce((sum, accessor) => sum + countOf(accessor) * (numbersIn[String(accessor.type)] ?? 16), 0);
  const vertices = meshes
    .flatMap(({ primitives = [] }) => primitives)
    .reduce((sum, { attributes = {} }) => sum + countOf(accessors[Number(attributes['POSITION'])]), 0);
  if (vertices > caps.vertices)
    throw new Broken(
      'model-too-large',
      `it has ${vertices.toLocaleString('en')} corners, and at most ${caps.vertices.toLocaleString('en')} are read`,
    );
  if (numbers > caps.numbers)
    throw new Broken(
      'model-too-large',
      `its accessors come to ${numbers.toLocaleString('en')} numbers, and at most ${caps.numbers.toLocaleString('en')} are read`,
    );
}
