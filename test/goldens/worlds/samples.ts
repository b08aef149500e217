/** The samples that come with the product. */
import type { TickedCommand } from '../../../engine/run/index.ts';
import { sample } from '../../../engine/run/testing/index.ts';
import type { GoldenWorld } from '../play.ts';
import { world } from './world.ts';

/** A wholesaler who orders like people do, and one turn that was let pass. */
const wholesaler: TickedCommand[] = [
  { tick: 1, sender: 5, seq: 0, type: 'TakeStage', payload: { stage: 'Wholesaler' } },
  ...Array.from({ length: 35 }, (_, week) =>
    week === 19
      ? { tick: 20, sender: 0, seq: 1, type: 'PassTurn', payload: { stage: 'Wholesaler' } }
      : { tick: week + 1, sender: 5, seq: week + 1, type: 'PlaceOrder', payload: { quantity: (week * 7) % 23 } },
  ),
  { tick: 36, sender: 5, seq: 90, type: 'ReleaseStage', payload: {} },
];

/** Two people who plan their months, one of whom asks for more discount than the plan allows, gets up, and lets a month pass. */
const reps: TickedCommand[] = [
  { tick: 1, sender: 5, seq: 0, type: 'TakeTerritory', payload: { stage: 'Coast' } },
  { tick: 2, sender: 6, seq: 0, type: 'TakeTerritory', payload: { stage: 'Valley' } },
  ...Array.from({ length: 22 }, (_, month) => ({
    tick: month + 1,
    sender: 5,
    seq: month + 1,
    type: 'PlanMonth',
    payload: { hunting: (month * 5) % 21, discount: (month * 3) % 17 },
  })),
  ...Array.from({ length: 8 }, (_, month) => ({
    tick: month + 2,
    sender: 6,
    seq: month + 1,
    type: 'PlanMonth',
    payload: { hunting: 20, discount: 40 },
  })),
  { tick: 10, sender: 0, seq: 1, type: 'PassTurn', payload: { stage: 'Valley' } },
  { tick: 12, sender: 6, seq: 9, type: 'LeaveTerritory', payload: {} },
];

const dollars = (whole: number): string => `${whole}.05`;
/** Somebody who plans to the cent, spends before paying, misses a minimum, takes savings out, and gets up. */
const household: TickedCommand[] = [
  { tick: 1, sender: 5, seq: 0, type: 'SitDown', payload: { stage: 'Household' } },
  ...Array.from({ length: 30 }, (_, month) => ({
    tick: month + 1,
    sender: 5,
    seq: month + 1,
    type: 'PlanMonth',
    payload: { leisure: dollars((month * 70) % 400), card: dollars((month * 50) % 300), savings: dollars((month % 5) * 60 - 60) },
  })),
  { tick: 32, sender: 5, seq: 40, type: 'GetUp', payload: {} },
];

export function sampleWorlds(ticks: number): GoldenWorld[] {
  const beer = sample('supply-chain');
  const spins = [30, 61, 90].map((tick, index) => ({
    tick,
    sender: 1,
    seq: index,
    type: 'SetSpin',
    payload: { speed: [3, -7.25, 0.1][index]! },
  }));
  return [
    world('supply chain, benchmark', beer, 'benchmark', 36),
    world('supply chain, a wholesaler plays', beer, 'typical-team', 36, wholesaler),
    world('sales territory, balanced', sample('sales-force'), 'balanced', 24),
    world('sales territory, two people play', sample('sales-force'), 'lean-pay', 24, reps),
    world('household budget, buffer first', sample('household-budget'), 'buffer-first', 36),
    world('household budget, somebody plays', sample('household-budget'), 'minimum-payments', 36, household),
    world('hello cube', sample('hello-cube'), 'whirl', ticks, spins),
  ];
}
