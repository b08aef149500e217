/** Memory as pages that differ from a base: what a checkpoint keeps of an interpreter. */

const PAGE = 4096;
const WORDS = PAGE / 4;

const words = (bytes: Uint8Array): Int32Array => new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);

const isSame = (a: Int32Array, b: Int32Array, page: number): boolean => {
  const end = (page + 1) * WORDS;
  for (let i = page * WORDS; i < end; i++) if (a[i] !== b[i]) return false;
  return true;
};

const isZero = (a: Int32Array, page: number): boolean => {
  const end = (page + 1) * WORDS;
  for (let i = page * WORDS; i < end; i++) if (a[i] !== 0) return false;
  return true;
};

/** Numbers of the 4 KiB pages of `memory` that differ from `base`, which counts as zeros beyond its end. Both are whole pages. */
export const dirtyPages = (memory: Uint8Array, base: Uint8Array): number[] => {
  const now = words(memory);
  const then = words(base);
  const pages: number[] = [];
  for (let page = 0; page < memory.length / PAGE; page++) {
    if (!(page < base.length / PAGE ? isSame(now, then, page) : isZero(now, page))) pages.push(page);
  }
  return pages;
};

const MAGIC = 0x3149_534c; // 'LSI1'

export interface Image {
  /** Which loaded script it belongs to. */
  readonly base: Uint8Array;
  /** Length of the memory. */
  readonly length: number;
  /** Whatever the host must know with it: JSON text. */
  readonly notes: string;
  readonly pages: readonly { readonly page: number; readonly bytes: Uint8Array }[];
}

const HEAD = 4 + 32 + 4 + 4 + 4;

/** magic u32 | base 32 bytes | memory length u32 | notes length u32 | page count u32 | notes | page numbers u32 each | pages. Little-endian. */
export const encodeImage = (base: Uint8Array, memory: Uint8Array, loaded: Uint8Array, notes: string): Uint8Array => {
  const pages = dirtyPages(memory, loaded);
  const text = new TextEncoder().encode(notes);
  const image = new Uint8Array(HEAD + text.length + pages.length * (4 + PAGE));
  const view = new DataView(image.buffer);
  view.setUint32(0, MAGIC, true);
  image.set(base, 4);
  view.setUint32(36, memory.length, true);
  view.setUint32(40, text.length, true);
  view.setUint32(44, pages.length, true);
  image.set(text, HEAD);
  const numbers = HEAD + text.length;
  const contents = numbers + pages.length * 4;
  pages.forEach((page, i) => {
    view.setUint32(numbers + i * 4, page, true);
    image.set(memory.subarray(page * PAGE, (page + 1) * PAGE), contents + i * PAGE);
  });
  return image;
};

/** Undefined if the bytes are no image, or one cut short. */
export const decodeImage = (image: Uint8Array): Image | undefined => {
  if (image.length < HEAD) return undefined;
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  if (view.getUint32(0, true) !== MAGIC) return undefined;
  const length = view.getUint32(36, true);
  const notesLength = view.getUint32(40, true);
  const count = view.getUint32(44, true);
  const numbers = HEAD + notesLength;
  const contents = numbers + count * 4;
  if (image.length !== contents + count * PAGE) return undefined;
  const pages = Array.from({ length: count }, (_, i) => ({
    page: view.getUint32(numbers + i * 4, true),
    bytes: image.subarray(contents + i * PAGE, contents + (i + 1) * PAGE),
  }));
  if (pages.some(({ page }) => (page + 1) * PAGE > length)) return undefined;
  return { base: image.subarray(4, 36), length, notes: new TextDecoder().decode(image.subarray(HEAD, numbers)), pages };
};

/** Puts a memory (of the image's length) to what the image says, over `loaded`. */
export const applyImage = (memory: Uint8Array, loaded: Uint8Array, { pages }: Image): void => {
  memory.set(loaded);
  memory.fill(0, loaded.length);
  for (const { page, bytes } of pages) memory.set(bytes, page * PAGE);
};
