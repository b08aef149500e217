import { describe, expect, it } from 'vitest';
import { costOf, difference, functionMemory, noUsage } from '../metering/index.ts';
import { usageOf } from './index.ts';

const dollars = (play: Parameters<typeof usageOf>[0]): number => Number(costOf(usageOf(play)).usd);

describe('what a session would take', () => {
  it('in turns is counted by players, commands and turns', () => {
    const game = (players: number, turns: number) => usageOf({ kind: 'turns', players, turns });
    const ofOneTurn = (players: number) => {
      const { calls, loops, messages, readUnits, writeUnits, puts, signatures, commands, ticks } = difference(
        noUsage,
        game(players, 2),
        game(players, 1),
      );
      return { calls, loops, messages, readUnits, writeUnits, puts, signatures, commands, ticks };
    };
    // Two commands and their acknowledgements; both hear twice: whom the turn waits for, and what came of it.
    expect(ofOneTurn(2)).toEqual({
      calls: 7,
      loops: 2,
      messages: 8,
      readUnits: 14,
      writeUnits: 23,
      puts: 5,
      signatures: 2,
      commands: 2,
      ticks: 1,
    });
    expect(ofOneTurn(4)).toEqual({
      calls: 13,
      loops: 4,
      messages: 24,
      readUnits: 26,
      writeUnits: 39,
      puts: 5,
      signatures: 2,
      commands: 4,
      ticks: 1,
    });
  });

  it('by the clock is counted by slices, and held by the function that waits for them', () => {
    const hour = usageOf({ kind: 'interactive', hz: 20, players: 5, minutes: 60, commands: 3600 });
    expect(hour).toMatchObject({ slices: 18_000, ticks: 72_000, loops: 15, messages: 97_200, loopMs: 3_600_000, socketMs: 18_000_000 });
    expect(hour.gbMs).toBeGreaterThan((3_600_000 * functionMemory.slice) / 1024);
    expect(usageOf({ kind: 'relaxed', hz: 20, players: 5, minutes: 60, commands: 3600 })).toMatchObject({
      slices: 4_000,
      messages: 27_200,
    });
  });

  it('on a host of its own is its task and a commit a second, whoever plays', () => {
    expect(usageOf({ kind: 'hot', hz: 20, minutes: 60 })).toMatchObject({
      taskMs: 3_600_000,
      slices: 3_600,
      ticks: 72_000,
      messages: 0,
      loops: 0,
    });
    expect(dollars({ kind: 'hot', hz: 20, minutes: 60 })).toBeGreaterThan(0.0395);
  });

  it('is nothing where nobody plays', () => {
    expect(dollars({ kind: 'turns', players: 0, turns: 0 })).toBe(0);
    expect(dollars({ kind: 'interactive', hz: 20, players: 5, minutes: 0, commands: 0 })).toBe(0);
  });
});
