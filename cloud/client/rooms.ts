import { packing } from '../adapters/packing.ts';
import { claimsText, longestToken, tokenOf } from '../domain/rooms/index.ts';
import type { Identity } from './identities.ts';
import type { CloudTarget } from './target.ts';

/** Somebody at the door of a tenant's rooms. */
export interface RoomVisitor {
  readonly tenant: string;
  readonly room: string;
  readonly identity: Identity;
  readonly colour: string;
}

/** Where a window enters, and what it shows there; what it may do is the directory's to say. */
export function roomAdmission(target: Pick<CloudTarget, 'outputs'>, visitor: RoomVisitor, now: number): { url: string; token: string } {
  const { tenant, room, identity, colour } = visitor;
  const claims = { tenant, room, person: identity.id, colour, until: now + longestToken / 2 };
  return { url: target.outputs.RoomsUrl, token: tokenOf(claims, identity.sign(claimsText(claims))) };
}

/** Makes a room from a first state (a Yjs update by client number 1), where there is none. @throws Error that says why not. */
export async function createRoom(
  target: Pick<CloudTarget, 'outputs'>,
  visitor: RoomVisitor,
  seed: Uint8Array,
  now: number,
): Promise<boolean> {
  const { url, token } = roomAdmission(target, visitor, now);
  const answer = (await ask(url, { op: 'create', room: visitor.room, token, seed: packing.pack(seed) })) as { created: boolean };
  return answer.created;
}

/** Tells a person's windows that their role has changed. */
export async function dismissFromRoom(
  target: Pick<CloudTarget, 'outputs'>,
  visitor: RoomVisitor,
  person: string,
  now: number,
): Promise<void> {
  const { url, token } = roomAdmission(target, visitor, now);
  await ask(url, { op: 'dismiss', room: visitor.room, token, person });
}

async function ask(url: string, request: object): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request) });
  const answer = (await response.json()) as { rejected?: { reason: string; message: string } };
  if (!response.ok) throw new Error(`The rooms of this target answered ${response.status}.`);
  if (answer.rejected) throw new Error(`${answer.rejected.reason}: ${answer.rejected.message}`);
  return answer;
}
