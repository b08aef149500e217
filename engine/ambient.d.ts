/**
 * The only host facilities the engine may name. Everything else a JavaScript host offers (clock, network, DOM, process) is absent on
 * purpose: a stray `window`, `process` or `Date.now` in the engine does not compile.
 */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array | ArrayBuffer): string;
}
