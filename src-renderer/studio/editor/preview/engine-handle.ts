import { createEngineClient, type EngineClient, type EnginePort } from '../../../workers/engine/client.ts';
import type { EngineCall, EngineCalls, RunTicks } from '../../../workers/engine/protocol.ts';

/** The engine of this window: started by the first call, and anew by the first after it broke off. */
export interface EngineHandle {
  call: EngineClient['call'];
  /** Says what needs no answer; an engine that does not run need not hear it. */
  tell<C extends EngineCall>(call: C, request: EngineCalls[C]['request']): void;
  close(): void;
}

export function createEngineHandle(
  start: () => EnginePort,
  { onTicks, onFailure }: { onTicks: (ticks: RunTicks) => void; onFailure: (error: unknown) => void },
): EngineHandle {
  let client: EngineClient | undefined;
  const started = (): EngineClient => {
    if (client) return client;
    client = createEngineClient(start());
    client.onTicks(onTicks);
    client.onFailure((error) => {
      client = undefined;
      onFailure(error);
    });
    return client;
  };
  return {
    call: async (call, request) => started().call(call, request),
    tell(call, request) {
      void client?.call(call, request).catch(() => {});
    },
    close() {
      client?.close();
      client = undefined;
    },
  };
}
