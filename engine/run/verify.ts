import { LedgerError } from '../kernel/error.ts';
import type { LevelPackage } from '../model/package.ts';
import type { Recording, Verdict } from '../record/index.ts';
import type { Engine } from './engine.ts';

/** Replays a recording from its start. Reads a recorded hash only after it has computed its own. */
export function verifyRecording(
  engine: Engine,
  pkg: LevelPackage,
  { start, commands, hashes, chain, package: packageHash, engine: engineId }: Recording,
): Verdict {
  if (packageHash !== pkg.hash)
    throw new LedgerError({
      code: 'recording-package',
      message: 'The recording is of another package.',
      hint: `Open package ${packageHash}.`,
    });
  if (engineId !== engine.id)
    throw new LedgerError({
      code: 'recording-engine',
      message: `The recording was made with ${engineId}; this is ${engine.id}.`,
      hint: 'Open the engine build that it names.',
    });
  const world = engine.createWorld(pkg, start);
  try {
    for (const [index, expected] of hashes.entries()) {
      const tick = index + 1;
      const { hash } = world.step(commands.filter((command) => command.tick === tick));
      if (hash !== expected) return { ticks: hashes.length, diverged: true, at: tick, expected, actual: hash, what: 'state' };
    }
    const beyond = commands.find((command) => command.tick > hashes.length);
    if (beyond)
      return {
        ticks: hashes.length,
        diverged: true,
        at: hashes.length + 1,
        expected: `a tick ${beyond.tick}`,
        actual: 'the end',
        what: 'length',
      };
    if (world.chain() !== chain)
      return { ticks: hashes.length, diverged: true, at: hashes.length, expected: chain, actual: world.chain(), what: 'chain' };
    return { ticks: hashes.length, diverged: false };
  } finally {
    world.dispose();
  }
}
