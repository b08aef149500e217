/** A glTF file made in the test: a box of a colour, in metres, with its corners where they are asked for. */
const corners = [
  [0, 0, 0],
  [1, 0, 0],
  [1, 1, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 0, 1],
  [1, 1, 1],
  [0, 1, 1],
] as const;
const faces = [
  [0, 3, 2, 1],
  [4, 5, 6, 7],
  [0, 1, 5, 4],
  [3, 7, 6, 2],
  [0, 4, 7, 3],
  [1, 2, 6, 5],
] as const;
const normals = [
  [0, 0, -1],
  [0, 0, 1],
  [0, -1, 0],
  [0, 1, 0],
  [-1, 0, 0],
  [1, 0, 0],
] as const;

const padded = (bytes: Uint8Array, by: number): Uint8Array => {
  const out = new Uint8Array(Math.ceil(bytes.length / 4) * 4).fill(by);
  out.set(bytes);
  return out;
};

export interface BoxOptions {
  /** 0 to 1. */
  color?: readonly [number, number, number];
  size?: readonly [number, number, number];
}

/** The document and the buffer it is about. */
export function boxGltf({ color = [0.9, 0.1, 0.1], size = [1, 1, 1] }: BoxOptions = {}): {
  json: Record<string, unknown>;
  bin: Uint8Array;
} {
  const vertices = new Float32Array(
    faces.flatMap((face, at) =>
      face.flatMap((corner) => {
        const [x, y, z] = corners[corner]!;
        return [(x - 0.5) * size[0], y * size[1], (z - 0.5) * size[2], ...normals[at]!];
      }),
    ),
  );
  const indices = new Uint16Array(faces.flatMap((_, at) => [0, 1, 2, 0, 2, 3].map((corner) => at * 4 + corner)));
  const bin = new Uint8Array(vertices.byteLength + indices.byteLength);
  bin.set(new Uint8Array(vertices.buffer));
  bin.set(new Uint8Array(indices.buffer), vertices.byteLength);
  const json = {
    asset: { version: '2.0', generator: 'a test' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, name: 'box' }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, NORMAL: 1 }, indices: 2, material: 0 }] }],
    materials: [{ pbrMetallicRoughness: { baseColorFactor: [...color, 1], metallicFactor: 0, roughnessFactor: 0.8 } }],
    buffers: [{ byteLength: bin.length }],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: vertices.byteLength, byteStride: 24, target: 34_962 },
      { buffer: 0, byteOffset: vertices.byteLength, byteLength: indices.byteLength, target: 34_963 },
    ],
    accessors: [
      {
        bufferView: 0,
        componentType: 5126,
        count: 24,
        type: 'VEC3',
        min: [-size[0] / 2, 0, -size[2] / 2],
        max: [size[0] / 2, size[1], size[2] / 2],
      },
      { bufferView: 0, byteOffset: 12, componentType: 5126, count: 24, type: 'VEC3' },
      { bufferView: 1, componentType: 5123, count: 36, type: 'SCALAR' },
    ],
  };
  return { json, bin };
}

export function glbOf(json: Record<string, unknown>, bin: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunks = [
    { type: 0x4e_4f_53_4a, bytes: padded(new TextEncoder().encode(JSON.stringify(json)), 0x20) },
    { type: 0x00_4e_49_42, bytes: padded(bin, 0) },
  ];
  const out = new Uint8Array(12 + chunks.reduce((sum, { bytes }) => sum + 8 + bytes.length, 0));
  const view = new DataView(out.buffer);
  view.setUint32(0, 0x46_54_6c_67, true);
  view.setUint32(4, 2, true);
  view.setUint32(8, out.length, true);
  let at = 12;
  for (const { type, bytes } of chunks) {
    view.setUint32(at, bytes.length, true);
    view.setUint32(at + 4, type, true);
    out.set(bytes, at + 8);
    at += 8 + bytes.length;
  }
  return out;
}

export function boxGlb(options: BoxOptions = {}): Uint8Array<ArrayBuffer> {
  const { json, bin } = boxGltf(options);
  return glbOf(json, bin);
}
