import { describe, expect, it } from 'vitest';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { toyEngine } from '../testing/toy-engine.ts';
import { turnGame } from '../testing/toy-games.ts';
import { acceptCommand, missesAllowed } from './index.ts';

describe('players', () => {
  it('get a keyframe when they ask for one, then frames that follow it', async () => {
    const { cloud, start, send } = await turnGame();
    cloud.listeners.push({ ...start, id: 'c-1', sender: 1, needsKeyframe: true, missed: 0 });
    await send('Take', { stage: 'shop' });
    await cloud.runLoops();
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    const states = cloud.sent.map(({ message }) => message);
    expect(states.map(({ type }) => type)).toEqual(['keyframe', 'frames']);
    expect(states[0]).toMatchObject({ tick: 0, waiting: ['shop'] });
    expect(states[1]).toMatchObject({ fromTick: 0, toTick: 1, waiting: ['shop'], frames: [{ tick: 1 }] });
    expect(states[1]!['hash']).toBe((await cloud.sessions.head(start))!.hash);
  });

  it('hear that the turn waits for somebody else', async () => {
    const { cloud, start, send } = await turnGame();
    cloud.listeners.push({ ...start, id: 'c-1', sender: 0, needsKeyframe: false, missed: 0 });
    await send('Take', { stage: 'shop' });
    await cloud.runLoops();
    expect(cloud.sent.map(({ message }) => message)).toEqual([
      {
        type: 'waiting',
        tick: 0,
        waiting: ['shop'],
        seats: expect.arrayContaining([expect.objectContaining({ entity: 'shop', owner: 1 })]) as unknown,
        away: [{ entity: 'shop', left: 60 }],
      },
    ]);
  });

  it('who sit down are seen there before the turn runs, also by who comes later', async () => {
    const { cloud, start, send } = await turnGame();
    await send('Take', { stage: 'shop' });
    cloud.listeners.push({ ...start, id: 'c-2', sender: 0, needsKeyframe: true, missed: 0 });
    await cloud.runLoops();
    expect(cloud.sent.map(({ message }) => message)).toMatchObject([
      { type: 'keyframe', tick: 0, seats: expect.arrayContaining([expect.objectContaining({ entity: 'shop', owner: 1 })]) as unknown },
    ]);
  });

  it('who do not take what they are sent hold nobody up: the slice stands, the others are told, and in the end they are shown out', async () => {
    const { cloud, start, send, head } = await turnGame();
    const slow = { ...start, id: 'c-slow', sender: 0, needsKeyframe: false, missed: 0 };
    cloud.listeners.push(slow, { ...slow, id: 'c-well', sender: 1 });
    const { post } = cloud.push;
    let tries = 0;
    cloud.push.post = async (to, bytes) => (to === 'c-slow' && (tries += 1) > 0 ? 'missed' : post(to, bytes));
    await send('Take', { stage: 'shop' });
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    expect(await head()).toMatchObject({ ticks: 1, loop: 'idle' });
    expect(cloud.sent.map(({ to, message }) => [to, message.type])).toEqual([['c-well', 'frames']]);
    expect(tries).toBe(missesAllowed + 1);
    expect(cloud.shownOut).toEqual(['c-slow']);
    expect(cloud.listeners.map(({ id }) => id)).toEqual(['c-well']);
  });

  it('who missed a message get the whole state with the next slice, and are on time again', async () => {
    const { cloud, start, send } = await turnGame();
    cloud.listeners.push({ ...start, id: 'c-1', sender: 1, needsKeyframe: false, missed: 0 });
    const { post } = cloud.push;
    cloud.push.post = async () => {
      cloud.push.post = post;
      return 'missed';
    };
    await send('Take', { stage: 'shop' });
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    expect(cloud.sent.map(({ message }) => [message.type, message['tick']])).toEqual([['keyframe', 1]]);
    expect(cloud.listeners).toMatchObject([{ needsKeyframe: false, missed: 0 }]);
  });

  it('of a level larger than a message get it in parts, each small enough', async () => {
    const text = 'a "quoted" \\ line and a 😀'.repeat(20_000);
    const cloud = new ToyCloud({ engine: toyEngine({ text }) });
    await cloud.publish();
    const { start } = await cloud.startSession();
    cloud.listeners.push({ ...start, id: 'c-1', sender: 0, needsKeyframe: true, missed: 0 });
    const sizes: number[] = [];
    const { post } = cloud.push;
    cloud.push.post = async (to, bytes) => {
      sizes.push(bytes.length);
      return post(to, bytes);
    };
    await acceptCommand(cloud.acceptDeps(), start, { sender: 0, type: 'Order', payload: { quantity: 1 } });
    await cloud.runLoops();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(128 * 1024);
    const parts = cloud.sent.map(
      ({ message }) => message as unknown as { type: string; id: string; index: number; of: number; text: string },
    );
    expect(parts.map(({ type, index, of }) => [type, index, of])).toEqual(parts.map((_, index) => ['part', index, parts.length]));
    expect(new Set(parts.map(({ id }) => id)).size).toBe(1);
    expect(JSON.parse(parts.map((part) => part.text).join(''))).toMatchObject({
      type: 'keyframe',
      entities: [{ components: { Total: { text } } }],
    });
  });

  it('who join or leave while a slice serves them keep their seat, and stay away', async () => {
    const { cloud, start, send } = await turnGame();
    for (const id of ['c-joins', 'c-leaves']) cloud.listeners.push({ ...start, id, sender: 0, needsKeyframe: true, missed: 0 });
    const { post } = cloud.push;
    cloud.push.post = async (to, bytes) => {
      if (to === 'c-joins') await cloud.connections.change(start, to, { sender: 1 });
      else await cloud.connections.close(to);
      return post(to, bytes);
    };
    await send('Take', { stage: 'shop' });
    await cloud.runLoops();
    expect(cloud.listeners).toMatchObject([{ id: 'c-joins', sender: 1, needsKeyframe: false }]);
  });

  it('who are gone are forgotten', async () => {
    const { cloud, start, send } = await turnGame();
    cloud.listeners.push({ ...start, id: 'c-1', sender: 0, needsKeyframe: true, missed: 0 });
    cloud.push.post = async () => 'gone';
    await send('Take', { stage: 'shop' });
    await cloud.runLoops();
    expect(cloud.listeners).toEqual([]);
  });
});
