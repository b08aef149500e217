import { describe, expect, it } from 'vitest';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { toyPackage } from '../testing/toy-engine.ts';
import { absenceGrace, acceptCommand, joinSession, sweep, wake } from './index.ts';

describe('a turn that somebody keeps waiting', () => {
  /** Two players, each with a socket: p-1 in the shop, p-2 in the mill. */
  async function twoAtTheTable({ deadline }: { deadline?: number } = {}) {
    const cloud = new ToyCloud();
    await cloud.publish(toyPackage(deadline === undefined ? {} : { deadline }));
    const { start } = await cloud.startSession();
    const send = (sender: number, type: string, payload: object) =>
      acceptCommand(cloud.acceptDeps(), start, { sender, type, payload: payload as never });
    for (const [index, stage] of ['shop', 'mill'].entries()) {
      const { sender } = await joinSession(cloud.acceptDeps(), start, { player: `p-${index + 1}`, secret: `secret ${index}` });
      cloud.listeners.push({ ...start, id: `c-${sender}`, sender, needsKeyframe: false, missed: 0 });
      await send(sender, 'Take', { stage });
    }
    await cloud.runLoops();
    return {
      cloud,
      start,
      order: async (sender: number) => {
        await send(sender, 'Order', { quantity: 4 });
        await cloud.runLoops();
      },
      leaves: (sender: number) => cloud.connections.close(`c-${sender}`),
      /** What the door does when somebody came or left. */
      look: async () => {
        await cloud.sessions.call(start);
        await wake(cloud, start, (await cloud.sessions.head(start))!);
        await cloud.runLoops();
      },
      /** Who is away, as each message to the first player said. */
      told: () => cloud.sent.filter(({ to }) => to === 'c-1').map(({ message }) => message['away'] ?? []),
      head: async () => (await cloud.sessions.head(start))!,
      /** Time passes, and the sweep looks at the session. */
      later: async (ms: number): Promise<number> => {
        cloud.now += ms;
        const woken = await sweep({
          store: cloud.sessions,
          orchestrator: cloud.orchestrator,
          clock: cloud.clock,
          directory: cloud.directory,
        });
        await cloud.runLoops();
        return woken;
      },
      passed: async () =>
        (await cloud.sessions.read(start, 0, 999))
          .filter(({ type }) => type === 'PassTurn')
          .map(({ sender, payload }) => [sender, payload]),
    };
  }

  it('past its deadline goes on by the seat’s own policy: a logged command of the system, which a replay repeats', async () => {
    const { cloud, start, order, head, later, passed } = await twoAtTheTable({ deadline: 90 });
    await order(1);
    expect(await later(89_000)).toBe(1);
    expect(await head()).toMatchObject({ ticks: 0, waiting: ['mill'] });
    await later(2_000);
    expect(await head()).toMatchObject({ ticks: 1, waiting: ['shop', 'mill'], loop: 'idle' });
    expect(await passed()).toEqual([[0, { stage: 'mill' }]]);
    await cloud.runAudit();
    expect(await cloud.verifySession(start)).toMatchObject({ ticks: 1, diverged: false, findings: [] });
  });

  it('gives each turn its own time, and a player who has just sat down all of it', async () => {
    const { cloud, start, order, head, later, passed } = await twoAtTheTable({ deadline: 20 });
    cloud.now += 15_000;
    await acceptCommand(cloud.acceptDeps(), start, { sender: 2, type: 'Release', payload: {} });
    await acceptCommand(cloud.acceptDeps(), start, { sender: 2, type: 'Take', payload: { stage: 'mill' } });
    await order(1);
    await later(10_000);
    expect(await passed()).toEqual([]);
    await order(2);
    expect((await head()).ticks).toBe(1);
    await later(15_000);
    expect(await passed()).toEqual([]);
    await later(6_000);
    expect(await passed()).toEqual([
      [0, { stage: 'mill' }],
      [0, { stage: 'shop' }],
    ]);
    expect((await head()).ticks).toBe(2);
  });

  it('by a player who has left goes on after the grace, and by one who is there does not', async () => {
    const { order, head, leaves, look, later, passed } = await twoAtTheTable();
    await order(1);
    for (let minute = 0; minute < 5; minute += 1) await later(absenceGrace + 1);
    expect(await head()).toMatchObject({ ticks: 0, waiting: ['mill'] });
    await leaves(2);
    await look();
    await later(absenceGrace - 1);
    expect(await passed()).toEqual([]);
    await later(absenceGrace + 1);
    expect(await head()).toMatchObject({ ticks: 1, waiting: ['shop', 'mill'] });
    expect(await passed()).toEqual([[0, { stage: 'mill' }]]);
  });

  it('by a player who stays away waits once: from then on the others’ orders are enough, until they are back', async () => {
    const { cloud, start, order, head, leaves, look, later, passed } = await twoAtTheTable();
    await leaves(2);
    await look();
    await later(absenceGrace + 1);
    expect(await passed()).toEqual([]);
    for (let turn = 1; turn <= 3; turn += 1) {
      await order(1);
      expect((await head()).ticks).toBe(turn);
    }
    expect(await passed()).toEqual(Array.from({ length: 3 }, () => [0, { stage: 'mill' }]));
    cloud.listeners.push({ ...start, id: 'c-2', sender: 2, needsKeyframe: false, missed: 0 });
    await look();
    await order(1);
    expect((await head()).ticks).toBe(3);
    await order(2);
    await order(1);
    await leaves(2);
    await look();
    expect(await head()).toMatchObject({ ticks: 4, waiting: ['mill'] });
    await later(absenceGrace + 1);
    expect((await head()).ticks).toBe(5);
    await cloud.runAudit();
    expect(await cloud.verifySession(start)).toMatchObject({ diverged: false, findings: [] });
  });

  it('tells who is there who is away and how long they are waited for, and when they are back', async () => {
    const { cloud, start, order, leaves, look, later, told } = await twoAtTheTable();
    await order(1);
    await leaves(2);
    await look();
    expect(told().at(-1)).toEqual([{ entity: 'mill', left: 60 }]);
    cloud.listeners.push({ ...start, id: 'c-2', sender: 2, needsKeyframe: false, missed: 0 });
    await look();
    expect(told().at(-1)).toEqual([]);
    const before = told().length;
    await look();
    expect(told()).toHaveLength(before);
    await leaves(2);
    await look();
    await later(absenceGrace + 1);
    expect(told().at(-1)).toEqual([{ entity: 'mill', left: 0 }]);
  });

  it('stands still while nobody is there, and does not run away from who comes back', async () => {
    const { cloud, start, head, leaves, later, passed } = await twoAtTheTable({ deadline: 90 });
    await leaves(1);
    await leaves(2);
    await later(91_000);
    for (let hour = 0; hour < 5; hour += 1) expect(await later(3_600_000)).toBe(0);
    expect(await head()).toMatchObject({ ticks: 0, loop: 'idle' });
    cloud.listeners.push({ ...start, id: 'c-9', sender: 1, needsKeyframe: true, missed: 0 });
    await cloud.sessions.call(start);
    await wake(cloud, start, await head());
    await cloud.runLoops();
    await later(30_000);
    expect(await passed()).toEqual([]);
    await later(61_000);
    expect(await passed()).toContainEqual([0, { stage: 'shop' }]);
  });

  it('whose pass meets a player’s own command counts the command, once', async () => {
    const { cloud, start, order, head, later, passed } = await twoAtTheTable({ deadline: 90 });
    await order(1);
    cloud.sessions.reach = async (point) => {
      if (point !== 'before-accept') return;
      cloud.sessions.reach = () => {};
      await acceptCommand(cloud.acceptDeps(), start, { sender: 2, type: 'Order', payload: { quantity: 9 } });
    };
    await later(91_000);
    expect(await head()).toMatchObject({ ticks: 1, loop: 'idle' });
    expect(await passed()).toEqual([]);
  });
});
