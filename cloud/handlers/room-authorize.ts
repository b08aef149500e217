import { clock, forTenant } from '../adapters/aws/environment.ts';
import { channelOf } from '../adapters/aws/room-channel.ts';
import { personSignatures } from '../adapters/person-keys.ts';
import { readToken } from '../domain/rooms/index.ts';
import { observed } from './observed.ts';

interface AuthorizeEvent {
  readonly authorizationToken?: string;
  readonly requestContext: { readonly operation: string; readonly channel?: string };
}

/** Who may listen: whoever has a room's token, to that room and nothing else. Nobody publishes here. */
export const handler = observed(
  async ({ authorizationToken = '', requestContext }: AuthorizeEvent): Promise<{ isAuthorized: boolean; ttlOverride: number }> => {
    const entrant = await readToken(authorizationToken, {
      directory: (tenant) => forTenant(tenant).directory,
      signatures: personSignatures,
      now: () => clock.now(),
    });
    const { operation, channel } = requestContext;
    const isTheirs = entrant !== undefined && channel === channelOf(entrant.claims);
    const isAuthorized = entrant !== undefined && (operation === 'EVENT_CONNECT' || (operation === 'EVENT_SUBSCRIBE' && isTheirs));
    return { isAuthorized, ttlOverride: 0 };
  },
);
