import { describe, expect, it } from 'vitest';
import { createEngineClient } from './client.ts';
import { type WorkerLike, workerPort } from './port.ts';

/** A worker that never answers. */
function silentWorker() {
  const target = new EventTarget();
  const worker = Object.assign(target, { postMessage: () => {}, ended: false, terminate: () => void (worker.ended = true) });
  return worker as unknown as WorkerLike & EventTarget & { ended: boolean };
}

describe('a worker', () => {
  it.each([
    ['that cannot be loaded', new Event('error'), 'The engine that computes runs has stopped.'],
    ['that throws', Object.assign(new Event('error'), { message: 'no memory' }), 'The engine that computes runs has stopped: no memory'],
    ['that sends what cannot be read', new Event('messageerror'), 'a message that cannot be read'],
  ])('%s rejects what was asked and what is asked later, with the next step', async (_, event, message) => {
    const worker = silentWorker();
    const client = createEngineClient(workerPort(worker));
    const told: string[] = [];
    client.onFailure(({ code }) => told.push(code));
    const asked = client.call('open', { url: '/engine' });
    worker.dispatchEvent(event);
    const failure = { code: 'engine-lost', message: expect.stringContaining(message), hint: expect.stringContaining('Press Run') };
    await expect(asked).rejects.toMatchObject(failure);
    await expect(client.call('drop', { run: 'a' })).rejects.toMatchObject(failure);
    worker.dispatchEvent(new Event('error'));
    expect(told).toEqual(['engine-lost']);
    expect(worker.ended).toBe(true);
  });

  it('that is closed tells nobody that it failed', async () => {
    const worker = silentWorker();
    const client = createEngineClient(workerPort(worker));
    client.onFailure(() => expect.unreachable());
    const asked = client.call('open', { url: '/engine' });
    client.close();
    worker.dispatchEvent(new Event('error'));
    await expect(asked).rejects.toMatchObject({ code: 'engine-closed' });
  });
});
