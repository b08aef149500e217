import { describe, expect, test } from 'vitest';
import type { Level } from './protocol.ts';
import type { View } from './session.ts';
import { figureLines, readCommand, standingLine } from './words.ts';

const level: Level = {
  id: 'street',
  name: 'Street',
  clock: { kind: 'turns', unit: 'week', awaits: 'PlaceOrder', take: 'TakeStage', release: 'Leave' },
  commands: {
    TakeStage: { fields: { stage: { kind: 'enum', options: ['retailer', 'factory'] } } },
    PlaceOrder: { fields: { quantity: { kind: 'i32', min: 0, max: 99 }, price: { kind: 'decimal' }, rush: { kind: 'bool' } } },
    PlaceBet: { fields: {} },
  },
  kpis: { cost: { label: 'Cost' } },
};

describe('what a player types', () => {
  test.each([
    ['order 8', { type: 'PlaceOrder', payload: { quantity: 8 } }],
    ['PlaceOrder 8 12.50 yes', { type: 'PlaceOrder', payload: { quantity: 8, price: '12.50', rush: true } }],
    ['order rush=no 3', { type: 'PlaceOrder', payload: { rush: false, quantity: 3 } }],
    ['take "factory"', { type: 'TakeStage', payload: { stage: 'factory' } }],
    ['placebet', { type: 'PlaceBet', payload: {} }],
  ])('%s is a command', (line, command) => {
    expect(readCommand(line, level)).toEqual(command);
  });

  test.each([
    ['fly', 'There is no command “fly”. There are: TakeStage, PlaceOrder, PlaceBet.'],
    ['place 3', '“place” may be PlaceOrder or PlaceBet.'],
    ['order many', 'quantity is a whole number from 0 to 99, not “many”.'],
    ['order -1', 'quantity is a whole number from 0 to 99, not “-1”.'],
    ['order 100', 'quantity is a whole number from 0 to 99, not “100”.'],
    ['order 1.5', 'quantity is a whole number from 0 to 99, not “1.5”.'],
    ['order 1 1e9', 'price is a number, not “1e9”.'],
    ['take harbour', 'stage is one of retailer, factory, not “harbour”.'],
    ['placebet 1', 'PlaceBet takes 0 values, and “1” is one more.'],
  ])('%s is told what is wrong with it', (line, sentence) => {
    expect(readCommand(line, level)).toBe(sentence);
  });
});

test('how it stands: time, whose turn it is, and the figures as wide as the terminal', () => {
  const seat = { entity: 's', stage: 'factory', name: 'Factory', owner: 2 };
  const view: View = {
    level,
    tick: 3,
    hash: '',
    kpis: { cost: '24.00', stock: 7, orders: 12 },
    seats: [seat, { ...seat, entity: 'r', name: 'Retailer', owner: 1, notice: 'Snow.' }],
    waiting: ['s', 'r'],
    sender: 1,
    done: false,
    phase: 'open',
  };
  expect(standingLine(view)).toBe('week 3 · your turn as Retailer · Snow. · waiting for Factory');
  expect(standingLine({ ...view, waiting: [], done: true })).toBe('week 3 · the game is over');
  expect(standingLine({ ...view, waiting: [], phase: 'paused' })).toBe('week 3 · paused');
  expect(figureLines(view, 30)).toEqual(['  Cost 24.00   stock 7', '  orders 12']);
  expect(figureLines(view, 5)).toHaveLength(3);
});
