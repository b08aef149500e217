import { z } from 'zod';
import { ProjectHandle } from './projects.ts';

const InvitedGuest = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(['editor', 'viewer']),
  /** Has a window open now. */
  connected: z.boolean(),
});

/** Whether a project of this computer is shared with its network, and with whom. While nothing is, the guests of all projects. */
export const ShareState = z.discriminatedUnion('on', [
  z.object({ on: z.literal(false), guests: z.array(InvitedGuest) }),
  z.object({
    on: z.literal(true),
    project: ProjectHandle,
    /** First part of its rooms' names, and of the link. */
    id: z.string(),
    name: z.string(),
    addresses: z.array(z.string()),
    port: z.number().int(),
    /** SHA-256 of the certificate, base64url. */
    fingerprint: z.string(),
    guests: z.array(InvitedGuest),
  }),
]);
export type ShareState = z.infer<typeof ShareState>;

/** A link that works once. */
export const ShareInvitation = z.object({ link: z.string(), role: z.enum(['editor', 'viewer']), expires: z.string() });
export type ShareInvitation = z.infer<typeof ShareInvitation>;

/** How a guest stands with their host: it answers, it has stopped sharing, it does not answer, or it has removed them. */
export const HostPresence = z.enum(['here', 'stopped', 'away', 'removed']);
export type HostPresence = z.infer<typeof HostPresence>;
