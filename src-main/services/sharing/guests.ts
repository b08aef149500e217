/** Who was invited to which shared project: invitations live in memory and work once, guests are kept until they are removed. */
import { counted } from '../../../engine/model/counted.ts';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LedgerError } from '../../contract/error.ts';
import { ProjectHandle } from '../../contract/index.ts';
import { readDataFile } from '../data-folder/data-file.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';
import { type InvitedRole, invitedRoles } from '../projects/members.ts';

const Guest = z.object({
  /** With a colon, which no name of a person at this computer has. */
  id: z.string(),
  name: z.string(),
  role: z.enum(invitedRoles),
  project: ProjectHandle,
});
export type Guest = z.infer<typeof Guest>;

/** Of a credential only its SHA-256 is kept. */
const GuestsFile = z.strictObject({
  format: z.literal(1),
  /** Where guests look for this computer. */
  port: z.int().min(1).max(65_535).optional(),
  guests: z.array(Guest.extend({ credential: z.string() })),
  /** Who was removed, the latest last: invited again, they are who they were, and what waits in their browser is theirs. */
  removed: z.array(Guest.pick({ id: true, project: true }).extend({ credential: z.string() })).optional(),
});

export interface GuestsOptions {
  file: string;
  /** Milliseconds since 1970. */
  now: () => number;
  random: (bytes: number) => Uint8Array;
}

export interface Invitation {
  project: ProjectHandle;
  role: InvitedRole;
  /** What the host calls the guest; without it, what they call themselves. */
  name?: string | undefined;
}

export const invitationLasts = 15 * 60_000;
const mostInvitations = 100;
const mostGuests = 200;
const mostRemoved = 200;

const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const refuse = (code: string, message: string): LedgerError =>
  new LedgerError({ code, message, hint: 'Ask whoever shares it for a new link.' });

/** Whether two names would be taken for one: case, width and spaces make no difference. */
export function sameName(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim());
  return a === b;
}

export function openGuests({ file, now, random }: GuestsOptions) {
  const stored: z.infer<typeof GuestsFile> = readDataFile(file, GuestsFile, {
    hint: 'Move it away: everybody who was invited needs a new link.',
  }) ?? { format: 1, guests: [] };
  const save = (): void => writePrivateFile(file, `${JSON.stringify(stored, null, 2)}\n`);
  /** By the SHA-256 of their tokens; what was used stays, so that a second use is called by its name. */
  const invitations = new Map<string, Invitation & { until: number; used: boolean }>();
  const secret = (): string => Buffer.from(random(24)).toString('base64url');
  const told = ({ id, name, role, project }: Guest): Guest => ({ id, name, role, project });

  return {
    get port(): number | undefined {
      return stored.port;
    },
    keepPort(port: number): void {
      if (stored.port === port) return;
      stored.port = port;
      save();
    },

    /** Those of one project, or of all. */
    list: (project?: ProjectHandle): Guest[] =>
      stored.guests.filter((guest) => project === undefined || guest.project === project).map(told),

    /** @returns a token of 192 bits and when it ends, milliseconds since 1970. @throws LedgerError `too-many-invitations` */
    invite(invitation: Invitation): { token: string; until: number } {
      for (const [token, { until }] of invitations) if (until + invitationLasts < now()) invitations.delete(token);
      if (invitations.size >= mostInvitations || stored.guests.length >= mostGuests)
        throw new LedgerError({
          code: 'too-many-invitations',
          message: `${counted(stored.guests.length, 'guest')} and ${counted(invitations.size, 'invitation')} are as many as there may be.`,
          hint: 'Remove guests who do not come any more (lq share remove), or wait a quarter of an hour.',
        });
      const token = secret();
      const until = now() + invitationLasts;
      invitations.set(digest(token), { ...invitation, until, used: false });
      return { token, until };
    },

    /** What was invited and has not come can come no more. */
    cancelInvitations: (): void => invitations.clear(),

    /**
     * Swaps a token for a credential, once. A name that is refused spends nothing.
     * @param taken names of people who are no guests
     * @param before the credential that they had until they were removed
     * @throws LedgerError `invitation-unknown`, `invitation-elsewhere`, `invitation-expired`, `invitation-used`, `name-taken`
     */
    redeem(
      token: string,
      project: ProjectHandle | undefined,
      wished: string,
      taken: readonly string[] = [],
      before?: string,
    ): { guest: Guest; credential: string } {
      const invitation = invitations.get(digest(token));
      if (!invitation) throw refuse('invitation-unknown', 'There is no such invitation.');
      if (invitation.project !== project) throw refuse('invitation-elsewhere', 'This invitation is for another project.');
      if (invitation.used) throw refuse('invitation-used', 'This invitation was used already.');
      if (invitation.until < now())
        throw refuse('invitation-expired', 'This invitation has expired: it was good for a quarter of an hour.');
      const name = invitation.name ?? wished;
      const others = [...taken, ...stored.guests.filter((guest) => guest.project === project).map((guest) => guest.name)];
      if (others.some((other) => sameName(other, name)))
        throw new LedgerError({
          code: 'name-taken',
          message: `Somebody in this project is called ${name} already.`,
          hint:
            invitation.name === undefined
              ? 'Join under another name: lq join <link> --name <name>. If that was you on another computer, ask whoever shares the project to remove that guest.'
              : 'Ask whoever shares the project for a link under another name.',
        });
      const credential = secret();
      const known = before === undefined ? undefined : digest(before);
      const earlier = stored.removed?.find((each) => each.credential === known && each.project === project);
      stored.removed = stored.removed?.filter((each) => each !== earlier);
      const guest: Guest = {
        id: earlier?.id ?? `guest:${Buffer.from(random(12)).toString('base64url')}`,
        name,
        role: invitation.role,
        project,
      };
      stored.guests.push({ ...guest, credential: digest(credential) });
      save();
      invitation.used = true;
      return { guest, credential };
    },

    /** Undefined for who was removed or never came. */
    recognise(credential: string): Guest | undefined {
      const known = digest(credential);
      const guest = stored.guests.find((each) => each.credential === known);
      return guest && told(guest);
    },

    /** @returns the guest who is none any more */
    remove(id: string): Guest | undefined {
      const at = stored.guests.findIndex((guest) => guest.id === id);
      if (at < 0) return undefined;
      const [gone] = stored.guests.splice(at, 1);
      const { project, credential } = gone!;
      stored.removed = [...(stored.removed ?? []), { id, project, credential }].slice(-mostRemoved);
      save();
      return told(gone!);
    },
  };
}
