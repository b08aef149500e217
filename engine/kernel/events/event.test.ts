import { expect, test } from 'vitest';
import { EventLog } from './index.ts';

test('events are ordered by phase, system, entity and call, whatever the order they were told in', () => {
  const log = new EventLog();
  log.begin(7);
  log.enter({ phase: 2, system: 0 });
  log.emit('rules', 'late', null);
  log.enter({ phase: 1, system: 1 });
  log.emit('b', 'second', 1, { index: 5, entity: 'five' });
  log.emit('b', 'first', 2, { index: 3, entity: 'three' });
  log.emit('b', 'first again', 3, { index: 3, entity: 'three' });
  log.emit('b', 'of nobody', 4);
  log.enter({ phase: 1, system: 0 });
  log.emit('a', 'earliest', { x: 1 }, { index: 9, entity: 'nine' });
  expect(log.all().map(({ type }) => type)).toEqual(['earliest', 'of nobody', 'first', 'first again', 'second', 'late']);
  expect(log.ofPhase(2)).toEqual([{ tick: 7, type: 'late', payload: null, source: 'rules' }]);
  expect(log.all()[0]).toEqual({ tick: 7, type: 'earliest', entity: 'nine', payload: { x: 1 }, source: 'a' });
});

test('a new tick begins with no events', () => {
  const log = new EventLog();
  log.begin(1);
  log.emit('a', 'x', null);
  log.begin(2);
  expect(log.all()).toEqual([]);
});
