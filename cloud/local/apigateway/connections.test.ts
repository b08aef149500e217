import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { openTestContext, type TestContext } from '../testing/host.ts';
import { createConnections, type Connection } from './connections.ts';

let context: TestContext | undefined;
afterEach(() => context?.remove());

function open(from?: TestContext) {
  context = from ?? openTestContext();
  const { database, time } = context;
  const connections = createConnections(database, time, () => time.now());
  const closed: [number, string][] = [];
  const socket = {
    close: (code: number, reason: string) => closed.push([code, reason]),
    terminate: () => undefined,
  } as unknown as WebSocket;
  const connection: Connection = {
    id: 'c',
    stage: { apiId: 'a', name: 's', variables: {} },
    connectedAt: time.now(),
    sourceIp: '',
    userAgent: '',
    socket,
    lastActiveAt: time.now(),
  };
  return { context, time, connections, connection, closed };
}

const MINUTE = 60_000;

describe('a connection', () => {
  it('ends after ten minutes without traffic', async () => {
    const { time, connections, connection, closed } = open();
    connections.add(connection);
    await time.advance(9 * MINUTE);
    connections.touch(connection);
    await time.advance(10 * MINUTE - 1);
    expect(closed).toEqual([]);
    await time.advance(1);
    expect(closed).toEqual([[1001, 'Idle timeout exceeded']]);
  });

  it('ends after two hours whatever its traffic', async () => {
    const { time, connections, connection, closed } = open();
    connections.add(connection);
    for (let minute = 0; minute < 120; minute += 5) {
      expect(closed).toEqual([]);
      await time.advance(5 * MINUTE);
      connections.touch(connection);
    }
    expect(closed).toEqual([[1001, 'Connection duration limit exceeded']]);
  });

  it('that a killed process held is handed out once after the restart', () => {
    const first = open();
    first.connections.add(first.connection);
    const second = open(first.context.reopen());
    expect(second.connections.takeLost()).toMatchObject([{ id: 'c', api: 'a', stage: 's' }]);
    expect(second.connections.takeLost()).toEqual([]);
  });

  it('that was closed is not', () => {
    const first = open();
    first.connections.add(first.connection);
    expect(first.connections.remove('c')).toBe(true);
    expect(first.connections.remove('c')).toBe(false);
    expect(open(first.context.reopen()).connections.takeLost()).toEqual([]);
  });
});
