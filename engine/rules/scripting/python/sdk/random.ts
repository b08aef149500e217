/**
 * Guest code: named streams of random numbers. The n-th number of a stream is the same function of (seed, name, n) as in the kernel's
 * `randomOfStream` (Philox4x32-10); how many each stream has given is the script's durable state. Eight numbers are computed at once, as
 * lanes of 64 bits in one integer: small operations are dear here, long ones are not.
 */
export const random = String.raw`
import struct
import math
LANES = 8
ONES = sum([1 << (64 * lane) for lane in range(LANES)])
COUNT_UP = sum([lane << (64 * lane) for lane in range(LANES)])
MASK = 0xffffffff * ONES
LOW27 = 0x7ffffff * ONES
UNPACK = '<' + 'Ixxxx' * LANES
round_keys = []
may_draw = False
counts = {}
drawn = {}
streams = {}

def seed_streams(low, high):
    key_low = low
    key_high = high ^ 0x5f3c91a7
    round_keys.clear()
    for _ in range(10):
        round_keys.append((key_low * ONES, key_high * ONES))
        key_low = (key_low + 0x9e3779b9) & 0xffffffff
        key_high = (key_high + 0xbb67ae85) & 0xffffffff

def units(base, name_low, name_high):
    a = (base & 0xffffffff) * ONES + COUNT_UP
    b = (base >> 32) * ONES
    c = name_low * ONES
    d = name_high * ONES
    for key_low, key_high in round_keys:
        c *= 0xcd9e8d57
        a *= 0xd2511f53
        low_c = c & MASK
        low_a = a & MASK
        c = (c >> 32) & MASK
        a = (a >> 32) & MASK
        a, c = c ^ b ^ key_low, a ^ d ^ key_high
        b = low_c
        d = low_a
    highs = struct.unpack(UNPACK, ((a >> 5) & LOW27).to_bytes(8 * LANES, 'little'))
    lows = struct.unpack(UNPACK, ((b >> 6) & LOW27).to_bytes(8 * LANES, 'little'))
    return [(highs[i] * 67108864.0 + lows[i]) / 9007199254740992.0 for i in range(LANES)]

class RandomStream:
    def __init__(self, name):
        low = 0x811c9dc5
        high = 0x050c5d1f
        for letter in name:
            code = ord(letter)
            codes = (code,) if code < 0x10000 else (0xd800 + ((code - 0x10000) >> 10), 0xdc00 + (code & 0x3ff))
            for unit in codes:
                low = ((low ^ unit) * 0x01000193) & 0xffffffff
                high = ((high ^ (unit + 0x9e37)) * 0x01000193) & 0xffffffff
        self._name = name
        self._low = low
        self._high = high
        self._base = -1
        self._units = None

    def next(self):
        if not may_draw:
            refuse('Random numbers are drawn inside start, on_tick and on(...) handlers, not while the script loads.', RuntimeError)
        n = counts.get(self._name, 0)
        counts[self._name] = n + 1
        drawn[self._name] = True
        base = n - n % LANES
        if base != self._base:
            self._units = units(base, self._low, self._high)
            self._base = base
        return self._units[n - base]

    def int(self, low, high):
        if not isinstance(low, int) or not isinstance(high, int) or low > high:
            refuse('int(low, high) needs two whole numbers, the smaller first; not ' + show(low) + ' and ' + show(high) + '.', ValueError)
        return low + min(math.floor(self.next() * (high - low + 1)), high - low)

    def normal(self, mean=0, deviation=1):
        radius = math.sqrt(-2 * math.log(1 - self.next()))
        return mean + deviation * radius * math.cos(2 * math.pi * self.next())

    def chance(self, probability):
        return self.next() < probability

    def pick(self, list_of):
        if not isinstance(list_of, (list, tuple, str)) or len(list_of) == 0:
            refuse('pick(list) needs a list with at least one entry.')
        return list_of[self.int(0, len(list_of) - 1)]

    def shuffle(self, list_of):
        out = list(list_of)
        for i in range(len(out) - 1, 0, -1):
            j = self.int(0, i)
            out[i], out[j] = out[j], out[i]
        return out

def stream_named(name):
    if not isinstance(name, str) or name == '' or len(name) > 100:
        refuse("random(name) needs the name of a stream, as in random('demand').")
    stream = streams.get(name)
    if stream is None:
        if len(streams) >= 1000:
            refuse('A script has at most 1000 random streams.', ValueError)
        stream = streams[name] = RandomStream(name)
    return stream

class Random(RandomStream):
    """random('name') is a stream; random.next() and the others draw from the one named default. The names of Python's own module are there too."""
    def __call__(self, name=None):
        return stream_named(name)
    def random(self):
        return stream_named('Math.random').next()
    def uniform(self, low, high):
        return low + (high - low) * self.next()
    def seed(self, *values):
        refuse('Random numbers are seeded by the run: use random(name) for a stream of its own.')
    randint = RandomStream.int
    gauss = RandomStream.normal
    choice = RandomStream.pick

random = streams['default'] = Random('default')
`;
