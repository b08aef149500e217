import { expect, test } from 'vitest';
import { diceOf } from '../testing/schedule.ts';
import { createArena, layoutHashOf, restoreArena } from '../world/index.ts';
import type { Command, CommandTypes } from './index.ts';
import { freshCommands, validateCommand } from './index.ts';

const types: CommandTypes = {
  PlaceOrder: { fields: { quantity: { kind: 'u16', max: 9999 }, note: { kind: 'string' } } },
  ReleaseStage: { fields: {} },
};
const world = () => createArena({ types: [], layoutHash: layoutHashOf([]) });

const errorOf = (candidate: unknown): string => {
  const checked = validateCommand(types, candidate);
  return checked.ok ? 'accepted' : `${checked.error.code}: ${checked.error.message}`;
};

test('a command comes out with its defaults filled in and nothing else', () => {
  expect(validateCommand(types, { sender: 3, seq: 1, type: 'PlaceOrder', payload: { quantity: 12 }, extra: true })).toEqual({
    ok: true,
    command: { sender: 3, seq: 1, type: 'PlaceOrder', payload: { quantity: 12, note: '' } },
  });
  expect(validateCommand(types, { sender: 0, seq: 0, type: 'ReleaseStage' })).toMatchObject({ ok: true });
});

test.each([
  [null, 'command-shape'],
  ['PlaceOrder', 'command-shape'],
  [[], 'command-shape'],
  [{ sender: -1, seq: 1, type: 'ReleaseStage' }, 'command-sender'],
  [{ sender: 65_536, seq: 1, type: 'ReleaseStage' }, 'command-sender'],
  [{ sender: 1, seq: 0.5, type: 'ReleaseStage' }, 'command-seq'],
  [{ sender: 1, seq: 2 ** 32, type: 'ReleaseStage' }, 'command-seq'],
  [{ sender: 1, seq: 1, type: 'Cheat' }, 'command-unknown'],
  [{ sender: 1, seq: 1, type: 'toString' }, 'command-unknown'],
  [{ sender: 1, seq: 1 }, 'command-unknown'],
  [{ sender: 1, seq: 1, type: 'PlaceOrder', payload: { quantity: 10_000 } }, 'value-refused'],
  [{ sender: 1, seq: 1, type: 'PlaceOrder', payload: { quantity: '4' } }, 'value-refused'],
  [{ sender: 1, seq: 1, type: 'PlaceOrder', payload: { price: 1 } }, 'field-unknown'],
  [{ sender: 1, seq: 1, type: 'PlaceOrder', payload: 4 }, 'value-refused'],
  [{ sender: 1, seq: 1, type: 'PlaceOrder', payload: { constructor: 1 } }, 'field-unknown'],
])('%j is refused: %s', (candidate, code) => {
  expect(errorOf(candidate)).toContain(`${code}: `);
});

test('a refusal names the command, the field and what it takes', () => {
  expect(errorOf({ sender: 1, seq: 1, type: 'PlaceOrder', payload: { quantity: 10_000 } })).toBe(
    'value-refused: PlaceOrder.quantity cannot be 10000: expected 0 to 9999.',
  );
});

const command = (sender: number, seq: number): Command => ({ sender, seq, type: 'ReleaseStage', payload: {} });

test('a command that is delivered again has no effect, also after a restore and in another slice', () => {
  const arena = world();
  expect(freshCommands(arena.senders, [command(1, 1), command(2, 1), command(1, 1), command(1, 2)])).toEqual([
    command(1, 1),
    command(2, 1),
    command(1, 2),
  ]);
  const later = restoreArena(arena.registry, arena.snapshot());
  expect(freshCommands(later.senders, [command(1, 2), command(2, 1), command(1, 3)])).toEqual([command(1, 3)]);
  expect([later.senders.last(1), later.senders.last(2), later.senders.last(9)]).toEqual([3, 1, undefined]);
});

test.each([1, 2, 3, 4, 5])(
  'commands in disorder, up to 32 apart and each sent up to three times, take effect exactly once (seed %d)',
  (seed) => {
    const arena = world();
    const dice = diceOf(seed);
    const sent = Array.from({ length: 400 }, (_, i) => command(1 + (i % 3), 1 + Math.floor(i / 3)));
    const delivered = sent
      .flatMap((one, i) => Array.from({ length: 1 + dice.roll(3) }, () => ({ one, at: i + dice.roll(60) })))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one);
    const fresh = freshCommands(arena.senders, delivered);
    expect(fresh.length).toBe(400);
    expect(new Set(fresh.map(({ sender, seq }) => `${sender}/${seq}`)).size).toBe(400);
  },
);

test('a command more than 32 behind its sender is taken for a repetition', () => {
  const arena = world();
  arena.senders.accept(1, 100);
  expect([arena.senders.accept(1, 68), arena.senders.accept(1, 67), arena.senders.accept(1, 100), arena.senders.accept(1, 68)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect([arena.senders.accept(1, 132), arena.senders.accept(1, 100), arena.senders.accept(1, 101), arena.senders.accept(1, 99)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  arena.senders.accept(1, 1000);
  expect([arena.senders.accept(1, 132), arena.senders.accept(1, 999)]).toEqual([false, true]);
});
