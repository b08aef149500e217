import { LedgerError } from '../../contract/error.ts';

/** Where a cloud can be. */
const targets = ['local'] as const;
export type TargetName = (typeof targets)[number];

/**
 * The target that a command means: the one it names, else `LQ_TARGET`, else the cloud of this machine.
 * @throws LedgerError `unknown-target` naming those there are
 */
export function meantTarget(named: string | undefined, env: NodeJS.ProcessEnv = process.env): TargetName {
  const name = named ?? env['LQ_TARGET'] ?? 'local';
  const found = targets.find((target) => target === name);
  if (found !== undefined) return found;
  throw new LedgerError({
    code: 'unknown-target',
    message: `There is no target ${name}.`,
    hint: `There is ${targets.join(', ')}: the cloud of this machine, which lq up starts.`,
    where: name,
  });
}
