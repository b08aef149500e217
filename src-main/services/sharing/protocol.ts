/** What a guest's computer and the host say to each other: JSON over TLS, and the rooms' sockets beside it. */
import { z } from 'zod';
import { type Channel, OpenProject, RoomTicket } from '../../contract/index.ts';
import { invitedRoles } from '../projects/members.ts';

export const paths = {
  redeem: '/v1/redeem',
  project: '/v1/project',
  ticket: '/v1/ticket',
  ask: '/v1/ask',
  news: '/v1/news',
  assets: '/v1/assets/',
  rooms: '/rooms/',
} as const;

/** A letter that only looks like another's is how one person passes for another. */
const isOfOneScript = (name: string): boolean => !(/\p{Script=Latin}/u.test(name) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(name));

export const GuestName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}._@ -]{1,64}$/u, 'a guest has a name of 1 to 64 letters, digits, dots, dashes or spaces')
  .regex(/^\P{Default_Ignorable_Code_Point}*$/u, 'a guest has a name that can be seen, every letter of it')
  .refine(isOfOneScript, 'a guest has a name that does not mix Latin letters with Greek or Cyrillic ones, which look like them');

/** The one call that needs no credential. There is no role in it: the invitation has one. */
export const Redeem = z.strictObject({
  project: z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, 'that is no name of a project'),
  token: z.string().min(22).max(128),
  name: GuestName,
  /** Of whoever was removed and is invited again: they are who they were. */
  before: z.string().max(128).optional(),
});

export const SharedProject = OpenProject.omit({ handle: true, restricted: true });
export type SharedProject = z.infer<typeof SharedProject>;

export const Redeemed = z.object({
  /** Shown at every later call, as `Authorization: Bearer`. */
  credential: z.string().min(22).max(128),
  person: z.object({ id: z.string(), name: z.string(), colour: z.string() }),
  role: z.enum(invitedRoles),
  /** Whose computer it is. */
  host: z.string(),
});
export type Redeemed = z.infer<typeof Redeemed>;

export const AskTicket = z.strictObject({ room: z.string().max(300) });
export const GuestTicket = RoomTicket.omit({ url: true });
export type GuestTicket = z.infer<typeof GuestTicket>;

/** The calls of a window that a guest's reach the host's Studio; which of them their role allows is decided there. */
export const guestChannels = [
  'project.people',
  'versions.list',
  'versions.save',
  'versions.read',
  'versions.diff',
  'versions.restore',
  'drafts.begin',
  'drafts.drop',
  'drafts.writers',
  'scripts.add',
  'scripts.rename',
  'scripts.remove',
  'levels.add',
  'levels.remove',
] as const satisfies readonly Channel[];
export type GuestChannel = (typeof guestChannels)[number];
/** Which project is meant goes without saying. */
export const AskStudio = z.strictObject({ channel: z.enum(guestChannels), request: z.record(z.string(), z.unknown()) });
export type AskStudio = z.infer<typeof AskStudio>;

/** What guests are told unasked: a line of JSON each, and empty lines as a sign of life. */
export const News = z.object({ topic: z.enum(['versions.changed', 'levels.changed', 'stopped', 'removed']) });
export type News = z.infer<typeof News>;
/** Between two signs of life, milliseconds. */
export const newsBeat = 30_000;

export const Refused = z.object({
  error: z.object({ code: z.string().max(64), message: z.string().max(2000), hint: z.string().max(2000).optional() }),
});
