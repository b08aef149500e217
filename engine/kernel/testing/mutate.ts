import type { Chance } from './chance.ts';

/** Bytes with one to four things wrong: bits flipped, bytes set to an edge, ranges cut out, doubled, shuffled in from elsewhere, or the end lost. */
export function mutateBytes(bytes: Uint8Array, chance: Chance): Uint8Array {
  let out: Uint8Array = bytes.slice();
  for (let changes = 1 + chance.below(4); changes > 0; changes -= 1) out = mutateOnce(out, chance);
  return out;
}

function mutateOnce(bytes: Uint8Array, chance: Chance): Uint8Array {
  const at = chance.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + chance.below(16));
  switch (chance.below(7)) {
    case 0:
      if (at < bytes.length) bytes[at]! ^= 1 << chance.below(8);
      return bytes;
    case 1:
      if (at < bytes.length) bytes[at] = chance.pick([0, 1, 0x7f, 0x80, 0xff]);
      return bytes;
    case 2:
      return bytes.slice(0, at);
    case 3:
      return joined(bytes.subarray(0, at), bytes.subarray(to));
    case 4:
      return joined(bytes.subarray(0, to), bytes.subarray(at));
    case 5:
      return joined(bytes.subarray(0, at), chance.bytes(1 + chance.below(8)), bytes.subarray(at));
    default: {
      const from = chance.below(bytes.length + 1);
      return joined(bytes.subarray(0, at), bytes.subarray(from, from + 8), bytes.subarray(to));
    }
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const strange: readonly unknown[] = [null, true, 0, -1, 0.5, 2 ** 53, 1e308, '', '__proto__', 'constructor', 'e:1', '\u0000', [], [[]], {}];

/** A JSON value with one part of it replaced, removed, renamed, doubled or filled with something strange. The given value stays as it is. */
export function mutateJson(value: unknown, chance: Chance): unknown {
  const copy = structuredClone(value);
  const places: { parent: Record<string, unknown>; key: string }[] = [];
  const walk = (parent: unknown): void => {
    if (typeof parent !== 'object' || parent === null) return;
    for (const key of Object.keys(parent)) {
      places.push({ parent: parent as Record<string, unknown>, key });
      walk((parent as Record<string, unknown>)[key]);
    }
  };
  walk(copy);
  if (places.length === 0) return chance.pick(strange);
  const { parent, key } = chance.pick(places);
  const other = chance.pick(places);
  switch (chance.below(6)) {
    case 0:
      delete parent[key];
      break;
    case 1:
      parent[key] = structuredClone(other.parent[other.key]);
      break;
    case 2:
      Object.defineProperty(parent, chance.pick([`${key}x`, '__proto__', 'constructor', '']), {
        value: parent[key],
        enumerable: true,
        configurable: true,
        writable: true,
      });
      break;
    case 3:
      if (typeof parent[key] === 'string') parent[key] = `${parent[key]}${chance.pick(['', ' ', '\n', '\u202e', 'x'.repeat(300)])}`;
      else parent[key] = [parent[key], parent[key]];
      break;
    default:
      parent[key] = structuredClone(chance.pick(strange));
  }
  return copy;
}
