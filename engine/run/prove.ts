import { compareText } from '../kernel/json.ts';
import type { LevelPackage } from '../model/package.ts';
import type { Proof } from '../record/index.ts';
import type { Engine } from './engine.ts';

/** Plays every scenario to its end with nobody at the stages. A level without scenarios is proven by its first 60 ticks. */
export function proveAll(engine: Engine, pkg: LevelPackage): Proof[] {
  const ids = Object.keys(pkg.level.scenarios).toSorted(compareText);
  const starts = ids.length > 0 ? ids.map((scenario) => ({ scenario })) : [{ ticks: 60 }];
  return starts.map((start) => {
    const world = engine.createWorld(pkg, start);
    try {
      while (world.tick < world.ticks) world.step();
      return { scenario: world.start.scenario, seed: world.start.seed, ticks: world.ticks, hash: world.hash(), chainHash: world.chain() };
    } finally {
      world.dispose();
    }
  });
}
