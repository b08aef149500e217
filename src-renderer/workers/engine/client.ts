import type { EngineCall, EngineCalls, EngineFailure, EngineMessage, EngineRequest, RunTicks } from './protocol.ts';

/** A way to an engine host: a worker, or in tests the host itself. */
export interface EnginePort {
  post(request: EngineRequest): void;
  listen(listener: (message: EngineMessage) => void): void;
  /** Tells when the host cannot be talked to any more: it did not start, or it broke off. */
  listenForFailure(listener: (reason: string) => void): void;
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
  /** Called once, when the engine is gone; by then every call in flight has been rejected with this error. */
  onFailure(listener: (error: EngineError) => void): void;
  close(): void;
}

/** Requests and their replies over a port. Calls in flight when it closes are rejected with `engine-closed`, when it fails with `engine-lost`. */
export function createEngineClient(port: EnginePort): EngineClient {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  const listeners: ((ticks: RunTicks) => void)[] = [];
  const mourners: ((error: EngineError) => void)[] = [];
  let count = 0;
  let ended: EngineError | undefined;
  const end = (error: EngineError): void => {
    ended = error;
    port.close();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  port.listenForFailure((reason) => {
    if (ended) return;
    const error = new EngineError({
      code: 'engine-lost',
      message: `The engine that computes runs has stopped${reason ? `: ${reason}` : '.'}`,
      hint: 'Your edits are safe. Press Run to start it again; if it stops again, reload the window.',
    });
    end(error);
    for (const mourn of mourners) mourn(error);
  });
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
        if (ended) return reject(ended);
        count += 1;
        waiting.set(count, { resolve: resolve as (value: unknown) => void, reject });
        port.post({ id: count, call, request } as EngineRequest);
      }),
    onTicks: (listener) => listeners.push(listener),
    onFailure: (listener) => mourners.push(listener),
    close: () => end(new EngineError({ code: 'engine-closed', message: 'The engine was stopped.' })),
  };
}
