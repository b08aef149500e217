import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * What such texts are made of, the most usual last: it is as if it stood before each of them, so that they are stored without it. It stands in no
 * item and never changes; another one gets another first byte.
 */
const dictionary = Buffer.from(
  [
    '{"tick":0,"script":"","message":"","line":1,"times":1,"resting":[]}{"from":0,"due":0,"away":[{"sender":1,"since":0}]}',
    '{"type":"frames","payload":{"quantity":,"payload":{},"hash":"","kind":"start","level":"","channel":"live","pace":"realtime","latency":"interactive"',
    '{"at":17959201,"span":5000,"hz":20,"due":20,"p50":0.1,"p99":0.5,"slices":25,"late":0,"commands":5,"listeners":5,"pushed":,"perHour":"0.1',
    '{"slices":1,"ticks":4,"fuel":,"commands":0,"calls":0,"gbMs":345.,"loops":0,"loopMs":200,"taskMs":0,"messages":5,"bytes":,"socketMs":1000,"puts":0,"readUnits":3,"writeUnits":5}',
    '{"at":,"chain":"","commands":[{"clientSeq":,"payload":{"speed":},"sender":1,"seq":1,"tick":1,"type":"","player":"p-","sender":0,"type":"$join"}],"cursor":,"engine":"engine@',
    '","format":1,"fromTick":,"fuel":,"hashes":["","],"kind":"slice","package":"","prev":"","seq":,"session":"s-","slice":"1:","tenant":"demo","toTick":}',
    '{"tick":,"cursor":,"sha256":"[{"tick":,"upTo":},{"tick":1,"upTo":1}]',
    '{"fromTick":,"toTick":,"hashes":["","],"consumed":[{"tick":,"upTo":}],"fuel":,"spent":{"calls":0,"gbMs":345.,"loops":0,"loopMs":200,"taskMs":0,"messages":5,"bytes":,"socketMs":1000,"puts":0,"readUnits":3,"writeUnits":5},',
    '"routed":{"calls":1,"gbMs":,"loops":0,"loopMs":0,"taskMs":0,"messages":,"bytes":,"socketMs":0,"puts":0,"readUnits":,"writeUnits":},"at":17959201',
  ].join(''),
);
const version = 1;
/** Shorter texts stand as they are: every begun kilobyte is a unit, and they are read by people too. */
const shortest = 64;
/** Nobody's text is longer; whoever may write an item may write anything into it. */
const most = 4 << 20;

/** A JSON text as an attribute: packed where that is shorter. */
export function packText(text: string): string | Uint8Array {
  if (text.length < shortest) return text;
  const bytes = deflateRawSync(text, { dictionary, level: 9 });
  return bytes.length + 1 < text.length ? new Uint8Array(Buffer.concat([Buffer.of(version), bytes])) : text;
}

/** The text of an attribute, packed or not; a stream's images have bytes as base64. Undefined where it is no such text. */
export function unpackText(attribute: unknown): string | undefined {
  // The base64 of the first byte begins with an A, as no JSON text does.
  if (typeof attribute === 'string' && !attribute.startsWith('A')) return attribute;
  const bytes = typeof attribute === 'string' ? Buffer.from(attribute, 'base64') : attribute;
  if (!(bytes instanceof Uint8Array) || bytes[0] !== version) return undefined;
  try {
    return inflateRawSync(bytes.subarray(1), { dictionary, maxOutputLength: most }).toString();
  } catch {
    return undefined;
  }
}
