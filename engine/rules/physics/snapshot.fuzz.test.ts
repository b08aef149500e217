/**
 * Physics snapshots with something wrong: each is refused with a named error, at once, and the process goes on. Frame and payload are
 * mutated as they are, and with the frame's hash made right again for the kinematic backend, which reads every byte itself. Rapier's own
 * bytes are handed on only where the hash is right: what it does with bytes made by somebody who knows the hash is not promised.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { LedgerError } from '../../kernel/error.ts';
import { initHash } from '../../kernel/hash/index.ts';
import { chance } from '../../kernel/testing/chance.ts';
import { mutateBytes } from '../../kernel/testing/mutate.ts';
import { restoreArena } from '../../kernel/world/index.ts';
import type { PhysicsBackend } from './backend.ts';
import { Run } from './conformance/run.ts';
import { scenes } from './conformance/scenes.ts';
import { frameBytes, seal } from './frame.ts';
import { kinematicBackend } from './kinematic/index.ts';
import { openRapier } from './rapier/rapier.ts';

const rounds = Number(process.env['LEDGERQUEST_FUZZ'] ?? 2000);
const backends = new Map<string, PhysicsBackend>([['kinematic', kinematicBackend]]);
beforeAll(async () => {
  await initHash();
  backends.set('rapier', await openRapier());
});

const savedOf = (backend: PhysicsBackend) => {
  const run = new Run(backend, scenes[0]!);
  for (let tick = 0; tick < 20; tick += 1) run.step(false);
  return { run, ...run.save() };
};

describe.each(['kinematic', 'rapier'])('a physics snapshot of %s', (name) => {
  test(`that was changed is refused by name, ${rounds} times, and the world that wrote it goes on`, { timeout: 120_000 }, () => {
    const backend = backends.get(name)!;
    const { run, arena, physics } = savedOf(backend);
    const { settings } = scenes[0]!;
    for (let seed = 1; seed <= rounds; seed += 1) {
      const mutated = mutateBytes(physics, chance(seed));
      if (Buffer.compare(mutated, physics) === 0) continue;
      expect(() => backend.open(run.arena, settings, mutated), `seed ${seed}`).toThrow(
        expect.objectContaining({ code: 'checkpoint-physics' }),
      );
    }
    const restored = backend.open(restoreArena(run.arena.registry as never, arena), settings, physics);
    expect(Buffer.compare(restored.snapshot(), physics)).toBe(0);
    expect(run.step(true).state).toMatch(/^[0-9a-f]{16} [0-9a-f]{16}$/);
  });
});

test(
  `a snapshot of kinematic that carries the right hash over wrong bytes opens or is refused, ${rounds} times, and a tick of it ends`,
  { timeout: 120_000 },
  () => {
    const { physics, arena } = savedOf(kinematicBackend);
    const strange: unknown[] = [];
    for (let seed = 1; seed <= rounds; seed += 1) {
      const payload = mutateBytes(physics.subarray(frameBytes), chance(seed));
      const bytes = new Uint8Array(frameBytes + payload.length);
      bytes.set(payload, frameBytes);
      try {
        new Run(kinematicBackend, scenes[0]!, { arena, physics: seal(kinematicBackend.id, bytes) }).step(true);
      } catch (error) {
        if (!(error instanceof LedgerError)) strange.push([seed, error]);
      }
    }
    expect(strange).toEqual([]);
  },
);
