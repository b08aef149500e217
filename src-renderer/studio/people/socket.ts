/** What the provider needs of a WebSocket: the browser's own, or one of `ws` in a test. */
export interface RoomSocket {
  binaryType: string;
  readonly bufferedAmount: number;
  send(frame: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
}

export const browserSocket = (url: string): RoomSocket => new WebSocket(url) as unknown as RoomSocket;

/** Time as the provider sees it; tests hand in their own. */
export interface Timers {
  set(run: () => void, milliseconds: number): unknown;
  clear(timer: unknown): void;
  /** 0 inclusive to 1 exclusive: spreads reconnects. */
  chance(): number;
}

export const hostTimers: Timers = {
  set: (run, milliseconds) => setTimeout(run, milliseconds),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  chance: () => Math.random(),
};
