import { describe, expect, test } from 'vitest';
import type { Level } from './protocol.ts';
import { movesTo, seatProblem, withStages } from './seats.ts';
import type { View } from './session.ts';
import { commandLines } from './words.ts';

const level: Level = {
  id: 'street',
  name: 'Street',
  clock: { kind: 'turns', unit: 'week', awaits: 'Order', take: 'Sit', release: 'Leave' },
  commands: {
    Sit: { fields: { stage: { kind: 'string' } } },
    Order: { fields: { quantity: { kind: 'i32' } } },
    Leave: { fields: {} },
    Bet: { fields: {} },
  },
  kpis: {},
};
const seat = (stage: string, owner: number) => ({ entity: stage, stage, name: stage.toUpperCase(), owner });
const view = (sender: number, ...owners: number[]): View => ({
  level,
  tick: 0,
  hash: '',
  kpis: {},
  seats: ['shop', 'mill'].slice(0, owners.length).map((stage, at) => seat(stage, owners[at]!)),
  waiting: [],
  sender,
  done: false,
  phase: 'open',
});
const sit = (stage?: string) => ({ type: 'Sit', payload: stage === undefined ? {} : { stage } });
const order = { type: 'Order', payload: { quantity: 1 } };
const leave = { type: 'Leave', payload: {} };

describe('a command that can have no effect is told with the next step', () => {
  test.each([
    ['a stage that is not there', sit('moon'), view(1, 0, 0), 'There is no stage moon; there are shop, mill.'],
    ['no stage', sit(), view(1, 0, 0), 'Say which stage: Sit and one of shop, mill.'],
    ['a stage of another', sit('Shop'), view(1, 2, 0), 'SHOP is taken by player 2. Free: mill.'],
    ['where none is free', sit('shop'), view(1, 2, 3), 'SHOP is taken by player 2. No stage is free.'],
    ['what a turn asks for, without a seat', order, view(0, 0, 2), 'You hold no seat: take one first, for example: Sit shop'],
    ['leaving, without a seat', leave, view(1, 2, 0), 'You hold no seat: take one first, for example: Sit mill'],
    ['a turn’s command where none is free', order, view(1, 2, 3), 'You hold no seat, and none is free.'],
  ])('%s', (_, command, seen, sentence) => {
    expect(seatProblem(command, seen, false)).toBe(sentence);
  });
});

test('whatever may have an effect is sent', () => {
  for (const [command, seen, isSittingDown = false] of [
    [sit('MILL'), view(1, 2, 0)],
    [sit('shop'), view(1, 1, 0)],
    [order, view(1, 1, 0)],
    [order, view(0, 0, 0), true],
    [leave, view(1, 1, 0)],
    [{ type: 'Bet', payload: {} }, view(0, 0, 0)],
    [order, view(0)],
    [order, { ...view(0, 0, 0), level: { ...level, clock: { kind: 'realtime', hz: 20 } } }],
  ] as const)
    expect(seatProblem(command, seen as View, isSittingDown)).toBeUndefined();
  expect([sit('shop'), order, leave].map((command) => movesTo(command, level))).toEqual(['seat', undefined, 'away']);
});

test('the help names the stages there are', () => {
  expect(commandLines(withStages(level, view(1, 0, 0).seats))[0]).toBe('  Sit  stage (one of shop, mill)');
  expect(commandLines(withStages(level, []))[0]).toBe('  Sit  stage (text)');
});
