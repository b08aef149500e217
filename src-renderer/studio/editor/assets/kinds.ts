/** What a file is, by its name and by what it begins with: a name alone is believed of nobody. */
export const assetKinds = ['model', 'image', 'light', 'sound', 'font'] as const;
export type AssetKind = (typeof assetKinds)[number];

interface Format {
  kind: AssetKind;
  extensions: readonly string[];
  begins: (head: Uint8Array) => boolean;
}

const has =
  (text: string, at = 0) =>
  (head: Uint8Array) =>
    Array.from(text, (char) => char.charCodeAt(0)).every((byte, index) => head[at + index] === byte);
const any =
  (...tests: ((head: Uint8Array) => boolean)[]) =>
  (head: Uint8Array) =>
    tests.some((test) => test(head));
const all =
  (...tests: ((head: Uint8Array) => boolean)[]) =>
  (head: Uint8Array) =>
    tests.every((test) => test(head));
const isJson = (head: Uint8Array): boolean => /^\uFEFF?\s*\{/.test(new TextDecoder().decode(head.subarray(0, 64)));

const formats: readonly Format[] = [
  { kind: 'model', extensions: ['glb'], begins: has('glTF') },
  { kind: 'model', extensions: ['gltf'], begins: isJson },
  { kind: 'image', extensions: ['png'], begins: has('\u0089PNG') },
  { kind: 'image', extensions: ['jpg', 'jpeg'], begins: has('\u00ff\u00d8\u00ff') },
  { kind: 'image', extensions: ['webp'], begins: all(has('RIFF'), has('WEBP', 8)) },
  { kind: 'light', extensions: ['hdr'], begins: any(has('#?RADIANCE'), has('#?RGBE')) },
  { kind: 'sound', extensions: ['mp3'], begins: any(has('ID3'), (head) => head[0] === 0xff && (head[1]! & 0xe0) === 0xe0) },
  { kind: 'sound', extensions: ['ogg'], begins: has('OggS') },
  { kind: 'sound', extensions: ['wav'], begins: all(has('RIFF'), has('WAVE', 8)) },
  { kind: 'font', extensions: ['woff2'], begins: has('wOF2') },
  { kind: 'font', extensions: ['ttf'], begins: any(has('\u0000\u0001\u0000\u0000'), has('true'), has('OTTO')) },
];

export const extensionOf = (name: string): string => /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** What an asset of this name is. */
export const kindOf = (path: string): AssetKind | undefined =>
  formats.find(({ extensions }) => extensions.includes(extensionOf(path)))?.kind;

/** Whether the scene can show it by itself. */
export const canBePlaced = (kind: AssetKind | undefined): boolean => kind !== undefined && kind !== 'font';

/** Endings that the file dialog offers. */
export const importable: readonly string[] = [...formats.flatMap(({ extensions }) => extensions), 'bin', 'csv'].map(
  (ending) => `.${ending}`,
);

export type Recognised =
  | { is: 'asset'; kind: AssetKind; extension: string }
  | { is: 'table' }
  | { is: 'part' }
  | { is: 'fbx' }
  /** `really`: what it is, where that is known. */
  | { is: 'other'; really: string | undefined };

/** What a file is that somebody brings. `part`: of a glTF, of no use by itself. */
export function recognise(name: string, head: Uint8Array): Recognised {
  const extension = extensionOf(name);
  if (extension === 'fbx' || has('Kaydara FBX')(head)) return { is: 'fbx' };
  if (extension === 'csv') return { is: 'table' };
  if (extension === 'bin') return { is: 'part' };
  const named = formats.find(({ extensions }) => extensions.includes(extension));
  if (named?.begins(head)) return { is: 'asset', kind: named.kind, extension };
  const really = named && formats.find((format) => format !== named && format.extensions[0] !== 'gltf' && format.begins(head));
  return { is: 'other', really: really?.extensions[0] };
}

/** For the browser: what a blob of it is called. */
export const mediaTypeOf = (path: string): string =>
  ({ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp' })[extensionOf(path)] ?? 'application/octet-stream';
