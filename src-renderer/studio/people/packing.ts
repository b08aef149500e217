type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes as they travel to and from the cloud: base64 of gzip. */
export interface Packing {
  pack(bytes: Bytes): Promise<string>;
  /** Rejects for what is no such text. */
  unpack(text: string): Promise<Bytes>;
  gunzip(bytes: Bytes): Promise<Bytes>;
}

/** By the streams of the browser. */
export const streamPacking: Packing = {
  pack: async (bytes) => base64(await through(bytes, new CompressionStream('gzip'))),
  unpack: (text) => through(bytesOf(text), new DecompressionStream('gzip')),
  gunzip: (bytes) => through(bytes, new DecompressionStream('gzip')),
};

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream as never)).arrayBuffer());
}

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
