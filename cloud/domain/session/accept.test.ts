import { describe, expect, it } from 'vitest';
import { turnGame } from '../testing/toy-games.ts';
import { joinSession, OutOfOrder } from './index.ts';

describe('accepting a command', () => {
  it('numbers commands without gaps and wakes the loop', async () => {
    const { cloud, send, head } = await turnGame();
    expect(await send('Take', { stage: 'shop' })).toEqual({ seq: 2, clientSeq: 1, duplicate: false });
    expect(await send('Order', { quantity: 4 })).toEqual({ seq: 3, clientSeq: 2, duplicate: false });
    expect((await head()).cmdSeq).toBe(3);
    expect(cloud.started.length).toBeGreaterThan(0);
  });

  it('acknowledges a repeated command again, with no effect', async () => {
    const { cloud, start, send, head } = await turnGame();
    await send('Take', { stage: 'shop' }, 1, 1);
    const first = await send('Order', { quantity: 4 }, 1, 2);
    expect(await send('Order', { quantity: 4 }, 1, 2)).toEqual({ ...first, duplicate: true });
    await cloud.runLoops();
    expect(await send('Order', { quantity: 4 }, 1, 2)).toEqual({ ...first, duplicate: true });
    expect(await send('Take', { stage: 'shop' }, 1, 1)).toEqual({ seq: 0, clientSeq: 1, duplicate: true });
    expect((await head()).cmdSeq).toBe(3);
    expect(await cloud.sessions.read(start, 0, 99)).toHaveLength(3);
  });

  it.each([
    ['Nosuch', {}, 'command-unknown'],
    ['Order', { quantity: -1 }, 'value-refused'],
    ['Order', { quantity: 4, price: 1 }, 'field-unknown'],
    ['$join', { sender: 9, player: 'eve' }, 'command-unknown'],
    ['Take', { stage: 'x'.repeat(20_000) }, 'command-too-large'],
    // The title would be as long as the payload.
  ])('refuses case %#: %s', async (type, payload, code) => {
    const { send, head } = await turnGame();
    const before = await head();
    await expect(send(type, payload)).rejects.toMatchObject({ code });
    expect(await head()).toEqual(before);
  });

  it('refuses a seat that was never given', async () => {
    const { send } = await turnGame();
    await expect(send('Order', { quantity: 4 }, 7)).rejects.toMatchObject({ code: 'seat-unknown' });
  });

  it('gives each player a seat of their own, and the same one back for its secret', async () => {
    const { cloud, start } = await turnGame();
    const deps = cloud.acceptDeps();
    expect((await joinSession(deps, start, { player: 'p-2', secret: 'other' })).sender).toBe(2);
    expect((await joinSession(deps, start, { player: 'p-1', secret: 'hush' })).sender).toBe(1);
  });

  it('never loses or renumbers a command when routers race', async () => {
    const { cloud, start, send, head } = await turnGame();
    await joinSession(cloud.acceptDeps(), start, { player: 'p-2', secret: 'two' });
    const burst = [...Array(24).keys()].map((n) => ({ from: 1 + (n % 2), clientSeq: 1 + Math.floor(n / 2) }));
    // The last command of each sender meets its router first.
    const unsettled = new Set(burst.toReversed());
    while (unsettled.size > 0)
      await Promise.all(
        [...unsettled].map(async (command) => {
          const ack = await send('Order', { quantity: command.clientSeq }, command.from, command.clientSeq).catch(
            (error: unknown) => error,
          );
          if (!(ack instanceof OutOfOrder)) unsettled.delete(command);
        }),
      );
    const logged = await cloud.sessions.read(start, 0, 99);
    expect(logged.map(({ seq }) => seq)).toEqual([...Array(logged.length).keys()].map((n) => n + 1));
    const orders = logged.filter(({ type }) => type === 'Order');
    for (const from of [1, 2])
      expect(orders.filter(({ sender }) => sender === from).map(({ clientSeq, payload }) => [clientSeq, payload])).toEqual(
        burst.filter((command) => command.from === from).map(({ clientSeq }) => [clientSeq, { quantity: clientSeq }]),
      );
    expect((await head()).cmdSeq).toBe(logged.length);
  });

  it('refuses a command that came before the one its sender numbered before it, and names the number it takes next', async () => {
    const { cloud, start, send } = await turnGame();
    await send('Take', { stage: 'shop' }, 1, 1);
    await expect(send('Order', { quantity: 4 }, 1, 3)).rejects.toMatchObject({ code: 'out-of-order', expected: 2 });
    expect(await cloud.sessions.read(start, 0, 99)).toHaveLength(2);
  });

  it('uses up the number of a command that it refuses for what it says, so that the next one is in order', async () => {
    const { send } = await turnGame();
    for (const _ of [1, 2]) await expect(send('Order', { quantity: -1 }, 1, 1)).rejects.toMatchObject({ code: 'value-refused' });
    expect(await send('Order', { quantity: 4 }, 1, 2)).toEqual({ seq: 2, clientSeq: 2, duplicate: false });
    await expect(send('Order', { quantity: -1 }, 1, 4)).rejects.toMatchObject({ code: 'out-of-order', expected: 3 });
  });
});
