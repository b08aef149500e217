/** Bytes as they travel to and from the cloud: base64 of gzip. */
export async function pack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return base64(await through(bytes, new CompressionStream('gzip')));
}

/** @throws for what is no such text. */
export const unpack = (text: string): Promise<Uint8Array<ArrayBuffer>> => through(bytesOf(text), new DecompressionStream('gzip'));

export const gunzip = (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => through(bytes, new DecompressionStream('gzip'));

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream as never)).arrayBuffer());
}

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
