/** A glTF file on its way into a project: whole, and with everything in it that it is made of. */
import { z } from 'zod';
import { outsideOf } from './gltf-outside.ts';

const Part = z.looseObject({ uri: z.string().optional() });
const Gltf = z.looseObject({
  asset: z.looseObject({ version: z.string() }),
  extensionsRequired: z.array(z.string()).default([]),
  buffers: z.array(Part.extend({ byteLength: z.number() })).default([]),
  images: z.array(Part.extend({ mimeType: z.string().optional(), bufferView: z.number().optional() })).default([]),
  bufferViews: z.array(z.looseObject({ buffer: z.number(), byteOffset: z.number().optional(), byteLength: z.number() })).default([]),
});
type Gltf = z.infer<typeof Gltf>;

export type Packed =
  | { ok: true; glb: Uint8Array<ArrayBuffer> }
  /** `missing`: names of files that it refers to and that were not brought. */
  | { ok: false; why: 'unreadable' | 'old' | 'broken' | 'extension'; detail?: string }
  | { ok: false; why: 'missing'; missing: readonly string[] }
  /** `place`: the accessor, or what else of the file, that reads what the file does not hold. */
  | { ok: false; why: 'outside'; place: string; detail: string };

const [magic, jsonChunk, binaryChunk] = [0x46_54_6c_67, 0x4e_4f_53_4a, 0x00_4e_49_42];
const aligned = (length: number): number => Math.ceil(length / 4) * 4;

/** What a file may not do without, and need not: compression wants a decoder that this product does not carry. */
const readExtensions: ReadonlySet<string> = new Set([
  'EXT_lights_ies',
  'EXT_mesh_gpu_instancing',
  'EXT_texture_webp',
  'KHR_lights_punctual',
  'KHR_materials_anisotropy',
  'KHR_materials_clearcoat',
  'KHR_materials_dispersion',
  'KHR_materials_emissive_strength',
  'KHR_materials_ior',
  'KHR_materials_iridescence',
  'KHR_materials_pbrSpecularGlossiness',
  'KHR_materials_sheen',
  'KHR_materials_specular',
  'KHR_materials_transmission',
  'KHR_materials_unlit',
  'KHR_materials_variants',
  'KHR_materials_volume',
  'KHR_mesh_quantization',
  'KHR_texture_transform',
]);

/** The parts of a GLB; undefined where it is cut off or none. */
function openGlb(bytes: Uint8Array): { text: string; binary: Uint8Array | undefined } | undefined {
  if (bytes.length < 20) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(8, true);
  if (view.getUint32(0, true) !== magic || view.getUint32(4, true) !== 2 || length > bytes.length) return undefined;
  let [text, binary]: [string | undefined, Uint8Array | undefined] = [undefined, undefined];
  for (let at = 12; at + 8 <= length;) {
    const [size, type] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    if (at + 8 + size > length) return undefined;
    const chunk = bytes.subarray(at + 8, at + 8 + size);
    if (type === jsonChunk) text ??= new TextDecoder().decode(chunk);
    if (type === binaryChunk) binary ??= chunk;
    at += 8 + aligned(size);
  }
  return text === undefined ? undefined : { text, binary };
}

function writeGlb(json: unknown, binary: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const sizes = [aligned(text.length), aligned(binary.length)] as const;
  const out = new Uint8Array(12 + 8 + sizes[0] + (binary.length > 0 ? 8 + sizes[1] : 0));
  const view = new DataView(out.buffer);
  [magic, 2, out.length, sizes[0], jsonChunk].forEach((word, index) => view.setUint32(4 * index, word, true));
  out.fill(0x20, 20, 20 + sizes[0]).set(text, 20);
  if (binary.length === 0) return out;
  view.setUint32(20 + sizes[0], sizes[1], true);
  view.setUint32(24 + sizes[0], binaryChunk, true);
  out.set(binary, 28 + sizes[0]);
  return out;
}

const fromDataUrl = (uri: string): Uint8Array => {
  const comma = uri.indexOf(',');
  const body = uri.slice(comma + 1);
  const text = uri.slice(0, comma).endsWith(';base64') ? atob(body) : decodeURIComponent(body);
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
};
const imageTypes: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp' };

/**
 * One GLB of a glTF or GLB file and the files that it refers to.
 * @param find the bytes of a file that was brought along, by its name
 */
export async function packGltf(bytes: Uint8Array, find: (name: string) => Promise<Uint8Array> | undefined): Promise<Packed> {
  const isBinary = bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === magic;
  const opened = isBinary ? openGlb(bytes) : { text: new TextDecoder().decode(bytes), binary: undefined };
  let json: Gltf;
  try {
    if (!opened) return { ok: false, why: 'broken' };
    const parsed = Gltf.safeParse(JSON.parse(opened.text));
    if (!parsed.success) return { ok: false, why: 'unreadable', detail: parsed.error.issues[0]?.path.join('.') ?? '' };
    json = parsed.data;
  } catch {
    return { ok: false, why: 'unreadable' };
  }
  if (!json.asset.version.startsWith('2')) return { ok: false, why: 'old', detail: json.asset.version };

  const [unread] = json.extensionsRequired.filter((name) => !readExtensions.has(name));
  if (unread !== undefined) return { ok: false, why: 'extension', detail: unread };

  const outside = [...json.buffers, ...json.images].flatMap(({ uri }) => (uri !== undefined && !uri.startsWith('data:') ? [uri] : []));
  const names = new Map(outside.map((uri) => [uri, fileNameOf(uri)]));
  const found = new Map<string, Uint8Array>();
  for (const [uri, name] of names) {
    const part = await find(name);
    if (part) found.set(uri, part);
  }
  const missing = [...new Set([...names].flatMap(([uri, name]) => (found.has(uri) ? [] : [name])))].toSorted();
  if (missing.length > 0) return { ok: false, why: 'missing', missing };
  const first = json.buffers[0];
  const parts = json.buffers.map(({ uri }) =>
    uri === undefined ? opened.binary : uri.startsWith('data:') ? fromDataUrl(uri) : found.get(uri),
  );
  if (json.buffers.some(({ byteLength }, index) => (parts[index]?.length ?? 0) < byteLength)) return { ok: false, why: 'broken' };
  const outsideRead = await outsideOf(json, isBinary ? bytes : new TextEncoder().encode(opened.text), (uri) => found.get(uri));
  if (outsideRead) return { ok: false, why: 'outside', ...outsideRead };
  const isWhole = isBinary && outside.length === 0 && (first === undefined || first.uri === undefined) && json.buffers.length <= 1;
  if (isWhole) return { ok: true, glb: new Uint8Array(bytes) };
  return { ok: true, glb: joined(json, parts as Uint8Array[], found) };
}

/** Everything in one buffer, images too. */
function joined(json: Gltf, buffers: readonly Uint8Array[], found: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const add = (piece: Uint8Array): number => {
    const at = length;
    const padded = new Uint8Array(aligned(piece.length));
    padded.set(piece);
    pieces.push(padded);
    length += padded.length;
    return at;
  };
  const starts = buffers.map(add);
  const bufferViews: Gltf['bufferViews'] = json.bufferViews.map((view) => ({
    ...view,
    buffer: 0,
    byteOffset: (view.byteOffset ?? 0) + (starts[view.buffer] ?? 0),
  }));
  const images = json.images.map(({ uri, ...image }) => {
    if (uri === undefined) return image;
    const isInline = uri.startsWith('data:');
    const piece = isInline ? fromDataUrl(uri) : found.get(uri)!;
    const type = isInline ? /^data:([^;,]+)/.exec(uri)?.[1] : imageTypes[/\.([a-z0-9]+)$/i.exec(uri)?.[1]?.toLowerCase() ?? ''];
    bufferViews.push({ buffer: 0, byteOffset: add(piece), byteLength: piece.length });
    return { ...image, mimeType: image.mimeType ?? type ?? 'image/png', bufferView: bufferViews.length - 1 };
  });
  const binary = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    binary.set(piece, at);
    at += piece.length;
  }
  const { images: _images, bufferViews: _views, buffers: _buffers, extensionsRequired: needs, ...rest } = json;
  const whole = {
    ...rest,
    ...(needs.length > 0 && { extensionsRequired: needs }),
    ...(images.length > 0 && { images }),
    ...(bufferViews.length > 0 && { bufferViews }),
    ...(length > 0 && { buffers: [{ byteLength: length }] }),
  };
  return writeGlb(whole, binary);
}

function fileNameOf(uri: string): string {
  const last = uri.split(/[/\\]/).at(-1) ?? uri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
