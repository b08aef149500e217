import { expect, it } from 'vitest';
import { sliceSummary } from './session-view.ts';

const nameOf = async (id: string) => id;
const order = (quantity: number) => ({ seq: quantity, tick: 1, sender: 1, clientSeq: quantity, type: 'Order', payload: { quantity } });
const said = (commands: Parameters<typeof sliceSummary>[0]['commands']) => sliceSummary({ fromTick: 0, toTick: 1, commands }, nameOf);

it('a record of very many commands, or of one that carries much, is still a line', async () => {
  const many = await said(Array.from({ length: 5000 }, (_, n) => order(n)));
  expect(many).toMatch(/^Ticks 1 to 1: Order \(quantity 0\) by player 1, /);
  expect(many).toMatch(/Order \(quantity 19\) by player 1, and 4980 more$/);
  expect((await said([{ ...order(1), payload: { note: 'x'.repeat(10_000) } }])).length).toBeLessThan(200);
});

it('a command that carries nothing, or what is no object, says so', async () => {
  expect(await said([{ ...order(1), payload: {} }])).toBe('Ticks 1 to 1: Order by player 1');
  expect(await said([{ ...order(1), payload: null }])).toBe('Ticks 1 to 1: Order by player 1');
  expect(await said([{ ...order(1), payload: [1, 'a'] }])).toBe('Ticks 1 to 1: Order ([1,"a"]) by player 1');
});
