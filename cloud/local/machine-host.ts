// oxlint-disable-next-line determinism/no-ambient-time-or-chance -- the ports end here
import { randomBytes } from 'node:crypto';
import type { FaultPoint, LocalHost } from './storage/index.ts';

/** The machine as the cloud's host: its clock, its randomness. The one place under `cloud/local` that reads them. */
export function machineHost(reach: (point: FaultPoint) => void = () => undefined): LocalHost {
  return {
    // oxlint-disable-next-line determinism/no-ambient-time-or-chance
    clock: { now: () => Date.now() },
    ids: { next: (prefix) => `${prefix}-${randomBytes(12).toString('hex')}` },
    random: { bytes: (n) => randomBytes(n) },
    reach,
  };
}
