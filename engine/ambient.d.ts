/**
 * The only host facilities the engine may name. Everything else that a host adds to the language (network, timers, DOM, process) is absent on
 * purpose: a stray `window`, `process` or `setTimeout` in the engine does not compile. What belongs to the language itself (`Date`, `Math.sin`,
 * `Promise`) compiles; the lint refuses it (`build/lint/determinism.js`).
 */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array | ArrayBuffer): string;
}
