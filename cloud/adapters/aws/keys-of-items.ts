import type { LetterRef, RoomRef, SessionRef } from '../../ports/index.ts';
import type { Key } from './table.ts';

/** Where things lie in the table. Partitions begin with the tenant, so that a policy can end at it; no partition is a tenant's whole. */
const padded = (n: number, digits: number): string => String(n).padStart(digits, '0');

export const sessionPartition = ({ tenant, session }: SessionRef): string => `TENANT#${tenant}#SESSION#${session}`;
const inSession = (ref: SessionRef, sk: string): Key => ({ pk: sessionPartition(ref), sk });

export const startKey = (ref: SessionRef): Key => inSession(ref, 'START');
export const headKey = (ref: SessionRef): Key => inSession(ref, 'HEAD');
export const commandKey = (ref: SessionRef, seq: number): Key => inSession(ref, `CMD#${padded(seq, 12)}`);
/** After the key of every command. */
export const lastCommandSk = `CMD#${'9'.repeat(12)}`;
export const hostKey = (ref: SessionRef): Key => inSession(ref, 'HOST');
export const callKey = (ref: SessionRef, id: string): Key => inSession(ref, `CALL#${id}`);
export const seatKey = (ref: SessionRef, sender: number): Key => inSession(ref, `SEAT#${padded(sender, 5)}`);
export const recordKey = (ref: SessionRef, seq: number): Key => inSession(ref, `AUDIT#${padded(seq, 12)}`);
export const sealedKey = (ref: SessionRef): Key => inSession(ref, 'SEALED');

export const sessionsPartition = (tenant: string): string => `TENANT#${tenant}#SESSIONS`;
export const entitiesPartition = ({ tenant, session }: SessionRef): string => `TENANT#${tenant}#ENTITIES#${session}`;
/** Sort keys of a session's entities, or of one entity's components. */
export const entityPrefix = (entity?: string): string => (entity === undefined ? 'ENTITY#' : `ENTITY#${entity}#`);
export const entityKey = (ref: SessionRef, entity: string, component: string): Key => ({
  pk: entitiesPartition(ref),
  sk: `${entityPrefix(entity)}${component}`,
});
export const entityModelKey = (ref: SessionRef): Key => ({ pk: entitiesPartition(ref), sk: 'STATE' });
export const socketsPartition = ({ tenant, session }: SessionRef): string => `TENANT#${tenant}#SOCKETS#${session}`;
/** What waits at a session's door. */
export const waitingPartition = ({ tenant, session }: SessionRef): string => `TENANT#${tenant}#WAITING#${session}`;
/** What leads from sockets to their sessions, of all tenants. */
export const socketPrefix = 'SOCKET#';
export const socketKey = (connection: string): Key => ({ pk: `${socketPrefix}${connection}`, sk: 'SOCKET' });
export const levelsPartition = (tenant: string): string => `TENANT#${tenant}#LEVELS`;
/** The tenant of the partition in which its publications stand. */
export const parseLevelsPartition = (pk: string): string | undefined => /^TENANT#([^#]+)#LEVELS$/.exec(pk)?.[1];
export const publicationKey = (tenant: string, level: string, channel: string): Key => ({
  pk: levelsPartition(tenant),
  sk: `LEVEL#${level}#${channel}`,
});
export const requestKey = (tenant: string, id: string): Key => ({ pk: levelsPartition(tenant), sk: `REQUEST#${id}` });
export const meterPartition = (tenant: string): string => `TENANT#${tenant}#METER`;
export const budgetKey = (tenant: string, month: string): Key => ({ pk: `TENANT#${tenant}#BUDGET`, sk: `SPENT#${month}` });
/** The tenant of the partition in which notes of its budget stand. */
export const parseBudgetPartition = (pk: string): string | undefined => /^TENANT#([^#]+)#BUDGET$/.exec(pk)?.[1];
export const directoryPartition = (tenant: string): string => `TENANT#${tenant}#DIRECTORY`;
export const digestPointerKey = (tenant: string): Key => ({ pk: `TENANT#${tenant}#AUDIT`, sk: 'DIGEST' });
export const tenantsPartition = 'TENANTS';

/** The tenant and session of a session's partition key. */
export function parseSessionPartition(pk: string): SessionRef | undefined {
  const [, tenant, session] = /^TENANT#([^#]+)#SESSION#([^#]+)$/.exec(pk) ?? [];
  return tenant === undefined || session === undefined ? undefined : { tenant, session };
}

export const roomPartition = ({ tenant, room }: RoomRef): string => `TENANT#${tenant}#ROOM#${room}`;
export const roomHeadKey = (ref: RoomRef): Key => ({ pk: roomPartition(ref), sk: 'ROOM' });
export const roomRecordKey = (ref: RoomRef, epoch: string, seq: number): Key => ({
  pk: roomPartition(ref),
  sk: `REC#${epoch}#${padded(seq, 12)}`,
});

/** The tenant and room of a room's partition key. */
export function parseRoomPartition(pk: string): RoomRef | undefined {
  const [, tenant, room] = /^TENANT#([^#]+)#ROOM#([^#]+)$/.exec(pk) ?? [];
  return tenant === undefined || room === undefined ? undefined : { tenant, room };
}

export const lettersPartition = (tenant: string): string => `TENANT#${tenant}#LETTERS`;
export const letterKey = ({ tenant, system, id }: LetterRef): Key => ({ pk: lettersPartition(tenant), sk: `LETTER#${system}#${id}` });

/** What a hearer of events has done: a partition of its own, which no other hearer's rights reach. */
export const inboxKey = (tenant: string, hearer: string, id: string): Key => ({ pk: `TENANT#${tenant}#HEARD#${hearer}`, sk: id });
export const playerPartition = (tenant: string, player: string): string => `TENANT#${tenant}#PLAYER#${player}`;
export const noticesPartition = (tenant: string): string => `TENANT#${tenant}#NOTICES`;
/** Up to which notice a person has read. */
export const noticesReadKey = (tenant: string, person: string): Key => ({ pk: `TENANT#${tenant}#READ`, sk: `NOTICES#${person}` });

/** What a letter's key names; the system is as the key says. */
export function parseLetterKey({ pk, sk }: Key): { tenant: string; system: string; id: string } | undefined {
  const [, tenant] = /^TENANT#([^#]+)#LETTERS$/.exec(pk) ?? [];
  const [, system, id] = /^LETTER#([^#]+)#(.+)$/.exec(sk) ?? [];
  return tenant === undefined || system === undefined || id === undefined ? undefined : { tenant, system, id };
}
