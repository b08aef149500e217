import { LedgerError } from '../error.ts';
import type { Axis, WorldLayout } from './plan.ts';
import { CORE_SECTIONS, planOf } from './plan.ts';
import type { Memory } from './memory.ts';
import { AXES, HEADER_BYTES, WORD, sectionBytes } from './memory.ts';

/**
 * The canonical bytes of a world: header, the live range of every core section, then per component its presence bits and, for each run of
 * 32-entity blocks in which anyone has it, that run of every column. Each piece is padded to 8 bytes with zeros. Capacity leaves no trace:
 * two worlds in one state have one image, and the state hash is the image's hash.
 */

export const MAGIC = 0x4151_474c; // "LGQA"
export const FORMAT = 1;

const align8 = (bytes: number): number => (bytes + 7) & ~7;

/** Calls back with each run [from, to) of words that are not zero. */
const wordRuns = (bits: Uint32Array, words: number, run: (from: number, to: number) => void): void => {
  let from = -1;
  for (let word = 0; word < words; word++) {
    if (bits[word] !== 0) {
      if (from < 0) from = word;
    } else if (from >= 0) {
      run(from, word);
      from = -1;
    }
  }
  if (from >= 0) run(from, words);
};

/** Visits every piece of the image in order as a byte range of the arena. */
const pieces = (memory: Memory, piece: (offset: number, bytes: number) => void): void => {
  const { sections, components } = memory.plan;
  for (let i = 0; i < CORE_SECTIONS.length; i++) piece(memory.offset(i), sectionBytes(sections[i]!, memory.length(sections[i]!.axis)));
  const words = (memory.length('entity') + 31) >>> 5;
  for (const component of components) {
    piece(memory.offset(component.presence), words * 4);
    wordRuns(memory.views[component.presence] as Uint32Array, words, (from, to) => {
      for (const id of component.sections) {
        const block = sectionBytes(sections[id]!, 32);
        piece(memory.offset(id) + from * block, (to - from) * block);
      }
    });
  }
};

/** Where the pieces of a memory's image lie and go: the same until lengths, the buffer, or the blocks in which anyone has a component change. */
interface Layout {
  readonly version: number;
  readonly lengths: readonly number[];
  /** Of every component, one after the other: 1 for each block of 32 entities in which anyone had it. */
  readonly taken: Uint8Array;
  readonly views: readonly Uint8Array[];
  readonly places: readonly number[];
  /** Pairs from, to of the bytes between pieces, which are zero. */
  readonly gaps: readonly number[];
  readonly size: number;
}

const layouts = new WeakMap<Memory, Layout>();

const holds = ({ version, lengths, taken }: Layout, memory: Memory): boolean => {
  if (version !== memory.version) return false;
  for (let i = 0; i < AXES.length; i++) if (lengths[i] !== memory.length(AXES[i]!)) return false;
  const words = (memory.length('entity') + 31) >>> 5;
  const { components } = memory.plan;
  let at = 0;
  for (let c = 0; c < components.length; c++) {
    const bits = memory.views[components[c]!.presence] as Uint32Array;
    for (let word = 0; word < words; word++) if ((bits[word] === 0) !== (taken[at++] === 0)) return false;
  }
  return true;
};

const layOut = (memory: Memory): Layout => {
  const words = (memory.length('entity') + 31) >>> 5;
  const { components } = memory.plan;
  const taken = new Uint8Array(components.length * words);
  components.forEach(({ presence }, c) => {
    const bits = memory.views[presence] as Uint32Array;
    for (let word = 0; word < words; word++) taken[c * words + word] = bits[word] === 0 ? 0 : 1;
  });
  const views: Uint8Array[] = [];
  const places: number[] = [];
  const gaps: number[] = [];
  let at = HEADER_BYTES;
  pieces(memory, (offset, count) => {
    const last = views.at(-1);
    // Pieces that follow each other here and there are one.
    if (last && last.byteOffset + last.length === offset && places.at(-1)! + last.length === at)
      views[views.length - 1] = memory.bytes.subarray(last.byteOffset, offset + count);
    else {
      views.push(memory.bytes.subarray(offset, offset + count));
      places.push(at);
    }
    if (count % 8 !== 0) gaps.push(at + count, at + align8(count));
    at += align8(count);
  });
  return { version: memory.version, lengths: AXES.map((axis) => memory.length(axis)), taken, views, places, gaps, size: at };
};

/** Writes the image into `into` and returns its length, which is never more than that of the arena. */
export const writeImage = (memory: Memory, into: Uint8Array): number => {
  let layout = layouts.get(memory);
  if (!layout || !holds(layout, memory)) layouts.set(memory, (layout = layOut(memory)));
  const { views, places, gaps, size } = layout;
  into.set(memory.bytes.subarray(0, HEADER_BYTES));
  for (let i = 0; i < views.length; i++) into.set(views[i]!, places[i]);
  for (let i = 0; i < gaps.length; i += 2) for (let k = gaps[i]!; k < gaps[i + 1]!; k++) into[k] = 0;
  return size;
};

/** Copies bytes; short ranges without making views. */
const copy = (from: Uint8Array, offset: number, count: number, into: Uint8Array, at: number): void => {
  if (count < 24) for (let i = 0; i < count; i++) into[at + i] = from[offset + i]!;
  else into.set(from.subarray(offset, offset + count), at);
};

/**
 * Where each piece of an image begins, in 4-byte words, by a number that the same piece has in every image of the layout: so that two images
 * can be compared piece by piece although texts or entities came and went between them. In order.
 */
export const layoutPlaces = (layout: WorldLayout, image: Uint8Array): Map<number, number> => {
  const plan = planOf(layout);
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const length = (axis: Axis): number => view.getUint32(WORD[axis] * 4, true);
  const places = new Map<number, number>([[-1, 0]]);
  let at = HEADER_BYTES;
  const put = (piece: number, bytes: number): void => {
    places.set(piece, at / 4);
    at += align8(bytes);
  };
  CORE_SECTIONS.forEach((section, i) => put(i * MOST_WORDS, sectionBytes(section, length(section.axis))));
  const words = (length('entity') + 31) >>> 5;
  for (const component of plan.components) {
    const bits = Uint32Array.from({ length: words }, (_, word) => view.getUint32(at + word * 4, true));
    put(component.presence * MOST_WORDS, words * 4);
    wordRuns(bits, words, (from, to) => {
      for (const id of component.sections) put(id * MOST_WORDS + from, (to - from) * sectionBytes(plan.sections[id]!, 32));
    });
  }
  return places;
};

/** More words than the presence bits of any component have. */
const MOST_WORDS = 1 << 16;

const refuse = (code: string, message: string, hint: string): LedgerError => new LedgerError({ code, message, hint });

/** Reads an image into the memory, in place where its capacity allows. Refuses another format, another layout, and bytes of the wrong length (the world is then empty). */
export const readImage = (memory: Memory, image: Uint8Array): void => {
  const header = headerOf(memory, image);
  const lengths: Partial<Record<Axis, number>> = {};
  for (const axis of AXES) lengths[axis] = header[WORD[axis]]!;
  const floor = Object.values(lengths).reduce((sum, length) => sum + length, 0);
  if (floor > image.length) throw refuse('checkpoint-length', 'The checkpoint is cut short.', 'Fetch it again.');
  clear(memory);
  memory.reserveAll(lengths);
  memory.header.set(header);
  let at = HEADER_BYTES;
  pieces(memory, (offset, count) => {
    if (at + count > image.length) {
      empty(memory);
      throw refuse('checkpoint-length', `The checkpoint is cut short at byte ${image.length}.`, 'Fetch it again.');
    }
    copy(image, at, count, memory.bytes, offset);
    at += align8(count);
  });
  if (at !== image.length) {
    empty(memory);
    throw refuse('checkpoint-length', `The checkpoint has ${image.length} bytes where its header promises ${at}.`, 'Fetch it again.');
  }
};

const headerOf = (memory: Memory, image: Uint8Array): Uint32Array => {
  if (image.length < HEADER_BYTES)
    throw refuse('checkpoint-length', `A checkpoint of ${image.length} bytes is too short.`, 'Fetch it again.');
  const header = new Uint32Array(image.slice(0, HEADER_BYTES).buffer);
  if (header[WORD.magic] !== MAGIC)
    throw refuse('checkpoint-magic', 'These bytes are not a world.', 'Give the bytes that snapshot() returned.');
  if (header[WORD.format] !== FORMAT) {
    throw refuse(
      'checkpoint-format',
      `The checkpoint has arena format ${header[WORD.format]}; this engine reads ${FORMAT}.`,
      'Open it with the engine build that its session names.',
    );
  }
  if (header[WORD.layoutLow] !== memory.header[WORD.layoutLow] || header[WORD.layoutHigh] !== memory.header[WORD.layoutHigh]) {
    throw refuse(
      'checkpoint-layout',
      'The checkpoint was made with other component types.',
      'Open it with the level package that its session names.',
    );
  }
  return header;
};

/** Zeroes what the entity axis holds, so that nothing of the old state shows beyond the new lengths. */
const clear = (memory: Memory): void => {
  const { sections } = memory.plan;
  const words = (memory.length('entity') + 31) >>> 5;
  for (const component of memory.plan.components) {
    const bits = memory.views[component.presence] as Uint32Array;
    wordRuns(bits, words, (from, to) => {
      for (const id of component.sections) {
        const block = sectionBytes(sections[id]!, 32);
        memory.bytes.fill(0, memory.offset(id) + from * block, memory.offset(id) + to * block);
      }
    });
    bits.fill(0, 0, words);
  }
  CORE_SECTIONS.forEach((section, i) => {
    if (section.axis === 'entity')
      memory.bytes.fill(0, memory.offset(i), memory.offset(i) + sectionBytes(section, memory.length('entity')));
  });
};

/** After a refusal: no entities and no half-read columns. */
const empty = (memory: Memory): void => {
  memory.bytes.fill(0, HEADER_BYTES);
  for (const axis of AXES) memory.header[WORD[axis]] = 0;
};
