import { z } from 'zod';
import type { Membership, PersonSignatures } from '../../ports/index.ts';
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

/** `<claims as base64url>.<signature as base64url>`. */
export const tokenOf = (claims: RoomClaims, signature: string): string =>
  `${base64url(new TextEncoder().encode(canonical(claims)))}.${signature.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;

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
  const standard = signature.replaceAll('-', '+').replaceAll('_', '/');
  if (!deps.signatures.verify(member.key, claimsText(claims), standard)) return undefined;
  const role = roleIn(member);
  return role && { claims, member, role };
}

function claimsIn(payload: string): RoomClaims | undefined {
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
    const parsed = RoomClaims.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
