import { z } from 'zod';

const Why = z.object({ message: z.string(), hint: z.string().optional() });

/** How it stands with the sign-in of this computer's owner to a tenant. Nothing of it is a secret. */
export const TenantSignIn = z.discriminatedUnion('at', [
  /** Things are as they are without a sign-in. `why`: the last one did not come about. */
  z.object({ at: z.literal('out'), why: Why.optional() }),
  /** The person is at the page, in their own browser. */
  z.object({ at: z.literal('waiting'), page: z.url() }),
  z.object({ at: z.literal('in') }),
  /** It was kept and cannot be used any more: until they sign in or out nothing is done in their name, or in another. */
  z.object({ at: z.literal('lost'), why: Why }),
]);
export type TenantSignIn = z.infer<typeof TenantSignIn>;

/** What people look for in the Cloud panel, and may not do in every role. */
export const panelRights = ['publish', 'rollback', 'startSession', 'invitePlayers', 'pauseSessions', 'readAudit', 'readSessions'] as const;
export type PanelRight = (typeof panelRights)[number];

/** Whom a tenant takes a person for, and what it refuses them, in its words. */
export const Standing = z.object({
  /** Who acts: the person themselves, or whoever they have signed in as. */
  as: z.string(),
  /** Absent for who cannot sign in here: a guest, or somebody else's window of this computer. */
  signIn: TenantSignIn.optional(),
  refused: z.partialRecord(z.enum(panelRights), Why),
});
export type Standing = z.infer<typeof Standing>;
