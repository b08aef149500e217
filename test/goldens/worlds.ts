/** The golden worlds: the laboratory and the samples, compiled here and played everywhere. */
import type { LevelPackage, TickedCommand } from '../../engine/run/index.ts';
import { levelOf, sample } from '../../engine/run/testing/index.ts';
import { lab, labCommands } from './lab.ts';
import type { GoldenWorld } from './play.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const world = (name: string, pkg: LevelPackage, scenario: string, ticks: number, commands: TickedCommand[] = []): GoldenWorld => ({
  name,
  manifest: base64(pkg.manifestBytes),
  files: Object.fromEntries([...pkg.files].map(([path, bytes]) => [path, base64(bytes)])),
  scenario,
  commands: commands.filter(({ tick }) => tick <= ticks),
  ticks,
});

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

/** @param ticks how long the worlds that have no end of their own are played */
export function goldenWorlds(ticks: number): GoldenWorld[] {
  const beer = sample('supply-chain');
  const spins = [30, 61, 90].map((tick, index) => ({
    tick,
    sender: 1,
    seq: index,
    type: 'SetSpin',
    payload: { speed: [3, -7.25, 0.1][index]! },
  }));
  return [
    world('laboratory', levelOf(lab), 'lab', ticks, labCommands),
    world('supply chain, benchmark', beer, 'benchmark', 36),
    world('supply chain, a wholesaler plays', beer, 'typical-team', 36, wholesaler),
    world('hello cube', sample('hello-cube'), 'whirl', ticks, spins),
  ];
}
