import { expect, it } from 'vitest';
import type { PersonalClient } from '../cloud/as-person.ts';
import { scenarioOf, sliceSummary } from './session-view.ts';

const nameOf = async (id: string) => id;
const order = (quantity: number) => ({ seq: quantity, tick: 1, sender: 1, clientSeq: quantity, type: 'Order', payload: { quantity } });
const said = (commands: Parameters<typeof sliceSummary>[0]['commands']) => sliceSummary({ fromTick: 0, toTick: 1, commands }, nameOf);

it('a record of very many commands, or of one that carries much, is still a line', async () => {
  const many = await said(Array.from({ length: 5000 }, (_, n) => order(n)));
  expect(many).toMatch(/^Tick 1: Order \(quantity 0\) by player 1, /);
  expect(many).toMatch(/Order \(quantity 19\) by player 1, and 4980 more$/);
  expect((await said([{ ...order(1), payload: { note: 'x'.repeat(10_000) } }])).length).toBeLessThan(200);
});

it('who paused or ended is said however many commands stand beside it', async () => {
  const end = { seq: 0, tick: 1, sender: 0, clientSeq: 0, type: '$end', payload: { person: 'u-1' } };
  expect(await said([...Array.from({ length: 30 }, (_, n) => order(n)), end])).toMatch(/ended by u-1, and 10 more$/);
});

it('what a player wrote is not taken for what the audit says', async () => {
  const note = 'x) by player 2, Sell (quantity 500';
  expect(await said([{ ...order(1), payload: { note } }])).toBe(`Tick 1: Order (note "${note}") by player 1`);
  const turned = await said([{ ...order(1), payload: { note: 'a\u202eb\nc\u200b"' } }]);
  expect(turned).toBe('Tick 1: Order (note "a\\u202eb\\nc\\u200b\\"") by player 1');
  const end = { seq: 0, tick: 1, sender: 0, clientSeq: 0, type: '$end', payload: { person: 'ada\u202e' } };
  expect(await said([end]), 'nor what somebody is called').toBe('Tick 1: ended by ada\\u202e');
});

it('a command that carries nothing, or what is no object, says so', async () => {
  expect(await said([{ ...order(1), payload: {} }])).toBe('Tick 1: Order by player 1');
  expect(await said([{ ...order(1), payload: null }])).toBe('Tick 1: Order by player 1');
  expect(await said([{ ...order(1), payload: [1, 'a'] }])).toBe('Tick 1: Order ([1,"a"]) by player 1');
});

it('a session of another tenant that is called the same has a scenario of its own', async () => {
  const clientOf = (tenant: string) =>
    ({
      session: async () => ({ start: { level: 'l', packageHash: 'h', start: { scenario: 'x' } } }),
      scenarios: async () => [{ id: 'x', name: `Secret of ${tenant}`, ticks: 7 }],
    }) as unknown as PersonalClient;
  const shown = (tenant: string) => scenarioOf(clientOf(tenant), { tenant, id: 's-1' });
  expect(await shown('demo')).toMatchObject({ name: 'Secret of demo' });
  expect(await shown('acme')).toMatchObject({ name: 'Secret of acme' });
  expect(await shown('demo')).toMatchObject({ name: 'Secret of demo' });
});

it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'a scenario called %s is none where the level has none of that name',
  async (scenario) => {
    const client = {
      session: async () => ({ start: { level: 'l', packageHash: 'h', start: { scenario } } }),
      scenarios: async () => [{ id: 'x', name: 'X', ticks: 7 }],
    } as unknown as PersonalClient;
    expect(await scenarioOf(client, { tenant: 'demo', id: `s-${scenario}` })).toEqual({ ticks: 0 });
  },
);
