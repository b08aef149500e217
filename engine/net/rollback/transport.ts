/** How peers reach one another: packets may be lost, come twice, late or in another order. Nothing of it waits. */
export interface Transport {
  send(to: number, packet: Uint8Array): void;
  /** What has come since the last call. */
  receive(): readonly { readonly from: number; readonly packet: Uint8Array }[];
}
