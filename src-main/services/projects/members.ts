import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LedgerError } from '../../contract/error.ts';
import { readDataFile } from '../data-folder/data-file.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';

/** What an invitation can make somebody; the data folder's owner is who started it first. */
export const invitedRoles = ['editor', 'viewer'] as const;
export type InvitedRole = (typeof invitedRoles)[number];
export type ProjectRole = 'owner' | InvitedRole;

const MembersFile = z.strictObject({ format: z.literal(1), owner: z.string(), people: z.record(z.string(), z.enum(invitedRoles)) });
const rank: Record<ProjectRole, number> = { viewer: 0, editor: 1, owner: 2 };
/** Whether a role may what another may. */
export const isAtLeast = (role: ProjectRole, other: ProjectRole): boolean => rank[role] >= rank[other];
const atLeast: Record<ProjectRole, string> = { viewer: 'viewer, editor or owner', editor: 'editor or owner', owner: 'owner' };

export interface MembersOptions {
  /** The data folder whose projects these are. */
  dataDir: string;
  /** Who becomes the owner where the folder has none yet. */
  owner: string;
  /** The roles that people.json gives somebody, in whatever tenant. */
  rolesOf: (person: string) => readonly string[];
}

export type Members = ReturnType<typeof openMembers>;

/** Who may do what with the projects of a data folder: its owner everything, the others what they were invited for. */
export function openMembers({ dataDir, owner: first, rolesOf }: MembersOptions) {
  const file = join(dataDir, 'members.json');
  const stored: z.infer<typeof MembersFile> = readDataFile(file, MembersFile, {
    hint: 'Put back a copy, or move it away: then whoever starts next owns the folder, and the others are invited anew.',
  }) ?? { format: 1, owner: first, people: {} };
  const save = (): void => writePrivateFile(file, `${JSON.stringify(stored, null, 2)}\n`);
  if (!existsSync(file)) save();

  const invitedFor = (person: string): InvitedRole | undefined =>
    Object.hasOwn(stored.people, person) ? stored.people[person] : undefined;
  const roleOf = (person: string): ProjectRole | undefined => (person === stored.owner ? 'owner' : invitedFor(person));

  /** Whom people.json knows is invited for what they are there; nobody's stranger is invited by mistake, so they edit. */
  const usual = (person: string): InvitedRole => {
    const roles = rolesOf(person);
    return roles.length === 0 || roles.some((role) => ['owner', 'designer', 'analyst'].includes(role)) ? 'editor' : 'viewer';
  };

  return {
    /** Undefined for whom nobody invited. */
    roleOf,

    /** Everybody who may come in, the owner first. */
    everybody: (): { person: string; role: ProjectRole }[] => [
      { person: stored.owner, role: 'owner' },
      ...Object.entries(stored.people).map(([person, role]) => ({ person, role })),
    ],

    /**
     * What the invited person is from now on: `role`, else what they were, else what people.json suggests.
     * @throws LedgerError `owner-stays` for another role than owner for the owner
     */
    invite(person: string, role?: InvitedRole): { role: ProjectRole; changed: boolean } {
      if (person === stored.owner) {
        if (role === undefined) return { role: 'owner', changed: false };
        throw new LedgerError({
          code: 'owner-stays',
          message: `${person} owns this data folder and stays its owner.`,
          hint: 'Invite somebody else, or leave --role out.',
        });
      }
      const before = invitedFor(person);
      const now = role ?? before ?? usual(person);
      if (now !== before) {
        stored.people[person] = now;
        save();
      }
      return { role: now, changed: before !== undefined && now !== before };
    },

    /** @throws LedgerError `forbidden`, naming the roles that may */
    authorise(person: string, to: ProjectRole, deed: string): void {
      const role = roleOf(person);
      if (role !== undefined && isAtLeast(role, to)) return;
      throw new LedgerError({
        code: 'forbidden',
        message: `${person} may not ${deed}: ${person} ${role === undefined ? 'was not invited' : `is only ${role}`} here.`,
        hint: `This needs the role ${atLeast[to]}. ${
          to === 'owner' ? `The owner is ${stored.owner}.` : `${stored.owner} can give it: npx lq open --as "${person}" --role ${to}`
        }`,
      });
    },
  };
}
