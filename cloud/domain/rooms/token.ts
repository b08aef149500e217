import { z } from 'zod';
import { base64Of, bytesOfBase64, type Membership, type PersonSignatures } from '../../ports/index.ts';
import { Tenant } from '../../events/index.ts';
import { canonical } from '../evidence.ts';

/** What somebody says about themselves when they enter a room; signed with their own key. */
const RoomClaims = z.strictObject({
  tenant: Tenant,
  room: z.string().min(1).max(300),
  /** Opaque id in the tenant's directory. */
  person: z.string().min(1).max(128),
  colour: z.string().max(32),
  /** Milliseconds since the epoch after which it is void. */
  until: z.number().int(),
});
export type RoomClaims = z.infer<typeof RoomClaims>;

/** A token may be made for at most this long, ms. */
export const longestToken = 3_600_000;

/** The exact text that is signed. */
export const claimsText = (claims: RoomClaims): string => `ledgerquest room\n${canonical(claims)}`;

const payloadOf = (claims: RoomClaims): string => base64Of(new TextEncoder().encode(canonical(claims)), 'base64url');

/** `<claims as base64url>.<signature as base64url>`, of a signature in base64. */
export const tokenOf = (claims: RoomClaims, signature: string): string =>
  `${payloadOf(claims)}.${base64Of(bytesOfBase64(signature) ?? new Uint8Array(), 'base64url')}`;

export type RoomRole = 'owner' | 'editor' | 'viewer';

export interface Entrant<Somebody extends Membership = Membership> {
  readonly claims: RoomClaims;
  readonly member: Somebody;
  readonly role: RoomRole;
}

/** What a member of a tenant may do in its rooms; undefined: not even look. */
export function roleIn({ roles }: Membership): RoomRole | undefined {
  if (roles.includes('owner')) return 'owner';
  if (roles.some((role) => role === 'designer' || role === 'analyst')) return 'editor';
  return roles.some((role) => role !== 'player') ? 'viewer' : undefined;
}

/**
 * Who comes with a token: undefined unless its signature is that of somebody who belongs to the tenant and may enter. The token says who it
 * is, the directory what they may do: a role that was taken away is gone at once.
 */
export async function readToken<Somebody extends Membership>(
  token: string,
  deps: {
    directory(tenant: string): { member(tenant: string, id: string): Promise<Somebody | undefined> };
    signatures: PersonSignatures;
    now(): number;
  },
): Promise<Entrant<Somebody> | undefined> {
  const [payload = '', signature = '', ...more] = token.split('.');
  const claims = more.length === 0 ? claimsIn(payload) : undefined;
  if (!claims || claims.until <= deps.now() || claims.until > deps.now() + longestToken) return undefined;
  const member = await deps.directory(claims.tenant).member(claims.tenant, claims.person);
  if (member?.key === undefined) return undefined;
  const signed = bytesOfBase64(signature, 'base64url');
  if (signed === undefined || !deps.signatures.verify(member.key, claimsText(claims), base64Of(signed))) return undefined;
  const role = roleIn(member);
  return role && { claims, member, role };
}

/** Undefined for what says claims otherwise than they are signed. */
function claimsIn(payload: string): RoomClaims | undefined {
  try {
    const text = new TextDecoder().decode(bytesOfBase64(payload, 'base64url'));
    const parsed = RoomClaims.safeParse(JSON.parse(text));
    return parsed.success && payloadOf(parsed.data) === payload ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
