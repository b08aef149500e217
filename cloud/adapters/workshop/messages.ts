/** What the process that reads an asset and whoever started it say to each other: a line of JSON, then bytes. */
import type { AssetKind, MadeOutput } from '../../ports/index.ts';

export interface Order {
  readonly kind: AssetKind;
}
export type Answer =
  | { readonly ok: true; readonly outputs: readonly (Omit<MadeOutput, 'bytes'> & { readonly size: number })[] }
  | { readonly ok: false; readonly problem: { readonly code: string; readonly message: string } };

export const frame = (head: Order | Answer, parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...parts]);

/** @throws Error for what is no frame */
export function unframe<Head>(bytes: Buffer): { head: Head; rest: Buffer } {
  const end = bytes.indexOf(10);
  if (end < 0) throw new Error('The process that reads assets did not answer');
  return { head: JSON.parse(bytes.subarray(0, end).toString()) as Head, rest: bytes.subarray(end + 1) };
}
