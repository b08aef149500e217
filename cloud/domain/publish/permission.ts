import type { Directory, Role } from '../../ports/index.ts';
import { refuse } from '../refusal.ts';

/** What a person may do, by role. */
export const permissions = {
  publish: ['owner', 'designer', 'analyst'],
  rollback: ['owner', 'designer', 'analyst'],
  startSession: ['owner', 'designer', 'analyst', 'facilitator'],
  play: ['owner', 'designer', 'analyst', 'facilitator', 'player'],
  readLevels: ['owner', 'designer', 'analyst', 'facilitator', 'auditor', 'operator'],
  readSessions: ['owner', 'designer', 'analyst', 'facilitator', 'auditor', 'operator'],
  readAudit: ['owner', 'facilitator', 'auditor', 'operator', 'analyst'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

const deed: Record<Permission, string> = {
  publish: 'publish',
  rollback: 'roll back',
  startSession: 'start sessions',
  play: 'send commands',
  readLevels: 'read what is published',
  readSessions: 'see sessions',
  readAudit: 'read the audit',
};

/** Refuses with `forbidden`, naming the roles that may. */
export async function authorise(
  directory: Directory,
  { tenant, person, to }: { tenant: string; person: string; to: Permission },
): Promise<void> {
  const allowed: readonly Role[] = permissions[to];
  const roles = await directory.rolesOf(tenant, person);
  if (roles?.some((role) => allowed.includes(role))) return;
  const are =
    roles === undefined || roles.length === 0 ? `has no role in tenant ${tenant}` : `is only ${roles.join(', ')} in tenant ${tenant}`;
  refuse({
    code: 'forbidden',
    message: `${person} may not ${deed[to]} in ${tenant}: ${person} ${are}.`,
    hint: `This needs the role ${allowed.join(' or ')}. An owner of ${tenant} can give it.`,
    where: tenant,
  });
}
