import type { EngineCall, EngineCalls, EngineFailure, EngineMessage, EngineRequest, RunTicks } from './protocol.ts';

/** A way to an engine host: a worker, or in tests the host itself. */
export interface EnginePort {
  post(request: EngineRequest): void;
  listen(listener: (message: EngineMessage) => void): void;
  /** Ends the host; what it computes is lost. */
  close(): void;
}

/** An error of the engine worker, as a value. */
export class EngineError extends Error implements EngineFailure {
  readonly code: string;
  declare readonly hint?: string;
  declare readonly where?: string;

  constructor({ code, message, hint, where }: EngineFailure) {
    super(message);
    this.name = 'EngineError';
    this.code = code;
    if (hint !== undefined) this.hint = hint;
    if (where !== undefined) this.where = where;
  }
}

export interface EngineClient {
  call<C extends EngineCall>(call: C, request: EngineCalls[C]['request']): Promise<EngineCalls[C]['reply']>;
  onTicks(listener: (ticks: RunTicks) => void): void;
  close(): void;
}

/** Requests and their replies over a port. Calls in flight when it closes are rejected with `engine-closed`. */
export function createEngineClient(port: EnginePort): EngineClient {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  const listeners: ((ticks: RunTicks) => void)[] = [];
  let count = 0;
  port.listen((message) => {
    if (message.kind === 'ticks') {
      for (const listener of listeners) listener(message);
      return;
    }
    const pending = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) pending?.resolve(message.value);
    else pending?.reject(new EngineError(message.error));
  });
  return {
    call: <C extends EngineCall>(call: C, request: EngineCalls[C]['request']) =>
      new Promise<EngineCalls[C]['reply']>((resolve, reject) => {
        count += 1;
        waiting.set(count, { resolve: resolve as (value: unknown) => void, reject });
        port.post({ id: count, call, request } as EngineRequest);
      }),
    onTicks: (listener) => listeners.push(listener),
    close() {
      port.close();
      for (const { reject } of waiting.values()) reject(new EngineError({ code: 'engine-closed', message: 'The engine was stopped.' }));
      waiting.clear();
    },
  };
}
