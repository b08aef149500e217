import type { Directory, Member, Membership, Role } from '../../ports/index.ts';
import { refuse } from '../refusal.ts';

/** What a person may do, by role. */
export const permissions = {
  publish: ['owner', 'designer', 'analyst'],
  rollback: ['owner', 'designer', 'analyst'],
  startSession: ['owner', 'designer', 'analyst', 'facilitator'],
  invitePlayers: ['owner', 'designer', 'analyst', 'facilitator'],
  pauseSessions: ['owner', 'facilitator', 'operator'],
  play: ['owner', 'designer', 'analyst', 'facilitator', 'player'],
  readLevels: ['owner', 'designer', 'analyst', 'facilitator', 'auditor', 'operator'],
  readSessions: ['owner', 'designer', 'analyst', 'facilitator', 'auditor', 'operator'],
  readAudit: ['owner', 'facilitator', 'auditor', 'operator', 'analyst'],
  redrive: ['owner', 'operator'],
  exportPeople: ['owner', 'operator'],
  readLimits: ['owner', 'analyst', 'facilitator', 'auditor', 'operator'],
  setLimits: ['operator'],
  eraseTenant: ['owner', 'operator'],
  readLogs: ['owner', 'operator'],
  operate: ['operator'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

const deed: Record<Permission, string> = {
  publish: 'publish',
  rollback: 'roll back',
  startSession: 'start sessions',
  invitePlayers: 'invite players to sessions',
  pauseSessions: 'pause, resume or end sessions',
  play: 'send commands',
  readLevels: 'read what is published',
  readSessions: 'see sessions',
  readAudit: 'read the audit',
  redrive: 'send again what failed',
  exportPeople: 'export what is held about a person',
  readLimits: 'see what the tenant may use',
  setLimits: 'set what the tenant may use',
  eraseTenant: 'erase the tenant',
  readLogs: 'read logs and follow commands',
  operate: 'see the operator’s page',
};

/** Refuses with `forbidden`, naming the roles that may; `called` is how the refusal speaks of the person. */
export function requireRight<Somebody extends Membership>(
  member: Somebody | undefined,
  { tenant, called, to }: { tenant: string; called: string; to: Permission },
): Somebody {
  const allowed: readonly Role[] = permissions[to];
  if (member?.roles.some((role) => allowed.includes(role))) return member;
  const are =
    member === undefined || member.roles.length === 0
      ? `has no role in tenant ${tenant}`
      : `is only ${member.roles.join(', ')} in tenant ${tenant}`;
  return refuse({
    code: 'forbidden',
    message: `${called} may not ${deed[to]} in ${tenant}: ${called} ${are}.`,
    hint: `This needs the role ${allowed.join(' or ')}. An owner of ${tenant} can give it.`,
    where: tenant,
  });
}

/** As `requireRight`, for who is called `person` in the tenant's directory. */
export async function authorise(
  directory: Directory,
  { tenant, person, to }: { tenant: string; person: string; to: Permission },
): Promise<Member> {
  const member = (await directory.members(tenant)).find(({ name }) => name === person);
  return requireRight(member, { tenant, called: person, to });
}
