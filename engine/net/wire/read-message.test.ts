import { beforeAll, expect, test } from 'vitest';
import { ByteWriter } from '../../kernel/bytes/index.ts';
import { initHash } from '../../kernel/index.ts';
import { builtinComponents } from '../../model/components/index.ts';
import { createRegistry } from '../../model/registry.ts';
import { createMirror } from '../index.ts';

const registry = createRegistry(builtinComponents);

beforeAll(initHash);

/** A keyframe of entities without components, each below the one that `parents` names by index + 1; 0: at the top. */
const family = (parents: readonly number[], more: readonly number[] = []): Uint8Array => {
  const out = new ByteWriter();
  const { hash } = createMirror(registry).plan;
  for (const byte of [0x4e, 2]) out.u8(byte);
  for (let at = 0; at < 16; at += 2) out.u8(Number.parseInt(hash.slice(at, at + 2), 16));
  // Epoch, tick, no texts, one pattern: another parent and nothing else.
  for (const number of [0, 7, 0, 1, 1, parents.length]) out.varint(number);
  for (const parent of parents) for (const number of [0, 1, 0, parent]) out.varint(number);
  out.varint(0);
  for (const byte of more) out.u8(byte);
  return out.copy();
};

const namesOf = (bytes: Uint8Array): (string | undefined)[] => {
  const { view } = createMirror(registry).receive(bytes)!;
  return view.entities().map((entity) => {
    const parent = view.parentOf(entity);
    return parent === undefined ? undefined : view.nameOf(parent);
  });
};

test('a message written by hand is read: entities, each below another', () => {
  expect(namesOf(family([0, 1, 2]))).toEqual([undefined, `e:${1 << 20}`, `e:${(1 << 20) + 1}`]);
});

test.each([
  ['entities that are below one another', family([2, 1])],
  ['an entity below itself', family([1])],
  ['a circle below others', family([0, 1, 5, 3, 4])],
  ['an entity below one that is not seen', family([9])],
  ['bytes after its end', family([0], [0])],
])('a message with %s is refused', (_, bytes) => {
  expect(() => createMirror(registry).receive(bytes)).toThrow(expect.objectContaining({ code: 'net-value' }) as Error);
});

test('every beginning of a message that is cut short is refused', () => {
  const whole = family([0, 1, 2]);
  for (let length = 0; length < whole.length; length++) {
    expect(() => createMirror(registry).receive(whole.subarray(0, length)), `${length} bytes`).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^net-(cut|value)$/) as string }) as Error,
    );
  }
});
