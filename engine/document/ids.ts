/** Fresh bytes from the host: the engine has no chance of its own. */
export type RandomBytes = (count: number) => Uint8Array;

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';
const length = 14;

/** A new entity id: 14 characters of base 36 (72 bits), never derived from anything, so that two people cannot make the same one. */
export function newId(random: RandomBytes): string {
  let id = '';
  while (id.length < length) {
    // 252 = 7 x 36: higher bytes are thrown away so that every character is equally likely.
    for (const byte of random(2 * length)) if (byte < 252 && id.length < length) id += alphabet[byte % 36];
  }
  return id;
}
