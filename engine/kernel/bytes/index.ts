export { ByteReader } from './reader.ts';
export type { Refusals } from './reader.ts';
export { ByteWriter } from './writer.ts';
