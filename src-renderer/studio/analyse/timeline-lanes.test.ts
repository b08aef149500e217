import { expect, test } from 'vitest';
import { lanesOf, rulerTicks } from './timeline-lanes.ts';

test('each sort of event has a lane with one mark for each tick; faults come first', () => {
  const event = (tick: number, type: string, entity: string) => ({ tick, type, entity, payload: null });
  const lanes = lanesOf(
    {
      events: [event(1, 'Sold', 'a'), event(1, 'Sold', 'b'), event(3, 'Sold', 'a'), event(3, 'Late', 'c')],
      faults: [{ tick: 2, code: 'ERROR', message: 'no' }],
    },
    'Faults',
  );
  expect(lanes).toEqual([
    { name: 'Faults', kind: 'fault', marks: [{ tick: 2, texts: ['no'] }] },
    {
      name: 'Sold',
      kind: 'event',
      marks: [
        { tick: 1, texts: ['a', 'b'] },
        { tick: 3, texts: ['a'] },
      ],
    },
    { name: 'Late', kind: 'event', marks: [{ tick: 3, texts: ['c'] }] },
  ]);
});

test('an event called fault is no fault', () => {
  const lanes = lanesOf(
    { events: [{ tick: 1, type: 'fault', payload: null }], faults: [{ tick: 1, code: 'ERROR', message: 'no' }] },
    'Faults',
  );
  expect(lanes.map(({ kind }) => kind)).toEqual(['fault', 'event']);
});

test('the ruler names round moments within the run, in turns or in seconds', () => {
  expect(rulerTicks(36)).toEqual([5, 10, 15, 20, 25, 30, 35]);
  expect(rulerTicks(4)).toEqual([1, 2, 3, 4]);
  expect(rulerTicks(1000).length).toBeLessThanOrEqual(10);
  expect(rulerTicks(60, { kind: 'realtime', hz: 20 })).toEqual([10, 20, 30, 40, 50, 60]);
  expect(rulerTicks(1200, { kind: 'realtime', hz: 60 })).toEqual([300, 600, 900, 1200]);
  expect(rulerTicks(3, { kind: 'realtime', hz: 60 })).toEqual([]);
});
