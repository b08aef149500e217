/**
 * Guest code: named streams of random numbers. The n-th number of a stream is the same function of (seed, name, n) as in the kernel's
 * `randomOfStream` (Philox4x32-10); how many each stream has given is the script's durable state.
 */
export const random = String.raw`
let seedLow = 0;
let seedHigh = 0;
let mayDraw = false;
let counts = new Map();
const drawn = new Set();

const { imul } = Math;

/** Ten rounds of Philox. The upper half of a 32-bit product comes from two products of 48 bits, which doubles hold exactly. */
const unitAt = (n, nameLow, nameHigh) => {
  let a = n >>> 0, b = (n / 0x100000000) >>> 0, c = nameLow, d = nameHigh, keyLow = seedLow, keyHigh = (seedHigh ^ 0x5f3c91a7) >>> 0;
  for (let round = 0; round < 10; round++) {
    const highC = ((c * 0xcd9e + (((c * 0x8d57) / 0x10000) >>> 0)) / 0x10000) >>> 0;
    const highA = ((a * 0xd251 + (((a * 0x1f53) / 0x10000) >>> 0)) / 0x10000) >>> 0;
    const lowC = imul(0xcd9e8d57, c) >>> 0;
    const lowA = imul(0xd2511f53, a) >>> 0;
    a = (highC ^ b ^ keyLow) >>> 0;
    c = (highA ^ d ^ keyHigh) >>> 0;
    b = lowC;
    d = lowA;
    keyLow = (keyLow + 0x9e3779b9) >>> 0;
    keyHigh = (keyHigh + 0xbb67ae85) >>> 0;
  }
  return ((a >>> 5) * 0x4000000 + (b >>> 6)) / 0x20000000000000;
};

class RandomStream {
  #name;
  #low = 0x811c9dc5;
  #high = 0x050c5d1f;

  constructor(name) {
    this.#name = name;
    for (let i = 0; i < name.length; i++) {
      this.#low = Math.imul(this.#low ^ name.charCodeAt(i), 0x01000193) >>> 0;
      this.#high = Math.imul(this.#high ^ (name.charCodeAt(i) + 0x9e37), 0x01000193) >>> 0;
    }
  }

  next() {
    if (!mayDraw) refuse('Random numbers are drawn inside start, onTick and on(...) handlers, not while the script loads.', Error);
    const n = counts.get(this.#name) ?? 0;
    counts.set(this.#name, n + 1);
    drawn.add(this.#name);
    return unitAt(n, this.#low, this.#high);
  }

  int(from, to) {
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from > to) refuse('int(from, to) needs two whole numbers, the smaller first; not ' + show(from) + ' and ' + show(to) + '.', RangeError);
    return from + Math.min(Math.floor(this.next() * (to - from + 1)), to - from);
  }

  normal(mean = 0, deviation = 1) {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.next());
  }

  chance(probability) { return this.next() < probability; }

  pick(list) {
    if (!Array.isArray(list) || list.length === 0) refuse('pick(list) needs a list with at least one entry.');
    return list[this.int(0, list.length - 1)];
  }

  shuffle(list) {
    const out = [...list];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [out[i], out[j]] = [out[j], out[i]];
    }
    return out;
  }
}

const streams = new Map();
const streamNamed = (name) => {
  if (typeof name !== 'string' || name === '' || name.length > 100) refuse("random(name) needs the name of a stream, as in random('demand').");
  let stream = streams.get(name);
  if (stream === undefined) {
    if (streams.size >= 1000) refuse('A script has at most 1000 random streams.', RangeError);
    streams.set(name, (stream = new RandomStream(name)));
  }
  return stream;
};
const defaultStream = streamNamed('default');
for (const method of ['next', 'int', 'normal', 'chance', 'pick', 'shuffle']) streamNamed[method] = (...values) => defaultStream[method](...values);
Object.defineProperty(streamNamed, 'name', { value: 'random' });

const mathStream = streamNamed('Math.random');
Math.random = () => mathStream.next();
`;
