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
    world('hello cube', sample('hello-cube'), 'whirl', ticks, spins),
  ];
}
