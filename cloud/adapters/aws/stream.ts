import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { SessionChange } from '../../domain/audit/index.ts';
import { failureFields } from '../../domain/observe/index.ts';
import { isRefusal } from '../../domain/refusal.ts';
import type { LetterRef, LetterSystem, RoomRef, SessionHead, SessionRef } from '../../ports/index.ts';
import { keyIsGone } from './object-encryption.ts';
import { parseRoomPartition, parseSessionPartition } from './keys-of-items.ts';
import { readLetter } from './letters.ts';
import { readHead, readStart } from './sessions.ts';
import { isSpoiled, leaveLetter } from './spoiled.ts';
import { readItem } from './table.ts';
import { sayFailure } from './telemetry.ts';

/** A record of the table's stream, as an event source mapping delivers it. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly dynamodb: {
    readonly SequenceNumber: string;
    /** Seconds since the epoch; a date where an SDK has read it. */
    readonly ApproximateCreationDateTime?: number | Date;
    readonly Keys: Record<string, AttributeValue>;
    readonly NewImage?: Record<string, AttributeValue>;
    readonly OldImage?: Record<string, AttributeValue>;
  };
}
export interface StreamEvent {
  readonly Records: readonly StreamRecord[];
  /** A dead letter is sent again: what fails is thrown, so that who sends it learns why. */
  readonly aloud?: boolean;
}
/** Tells the mapping from where to deliver again. */
export interface BatchReply {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** When a record was written, in seconds since the epoch: all that the stream knows. */
export const secondsOf = ({ dynamodb: { ApproximateCreationDateTime: at } }: StreamRecord): number | undefined =>
  at instanceof Date ? Math.floor(at.getTime() / 1000) : at;

/** What a stream record means for a session; undefined when it means nothing to the audit. */
export function sessionChange({ dynamodb: { Keys, NewImage, OldImage } }: StreamRecord): SessionChange | undefined {
  const ref = parseSessionPartition(Keys['pk']?.S ?? '');
  if (ref === undefined || NewImage === undefined) return undefined;
  if (Keys['sk']?.S === 'START' && OldImage === undefined) return { kind: 'started', start: readStart(readItem(NewImage), ref) };
  if (Keys['sk']?.S !== 'HEAD' || OldImage === undefined) return undefined;
  const [before, head] = [readHead(readItem(OldImage)), readHead(readItem(NewImage))];
  if (head.version > before.version) return { kind: 'committed', ref, head };
  return before.loop === 'running' && head.loop !== 'running' ? { kind: 'stopped', ref, head } : undefined;
}

/** The session whose HEAD names a checkpoint that was not there before, or has come to rest with one. */
export function checkpointTaken({ dynamodb: { Keys, NewImage } }: StreamRecord): { ref: SessionRef; head: SessionHead } | undefined {
  const ref = parseSessionPartition(Keys['pk']?.S ?? '');
  if (ref === undefined || Keys['sk']?.S !== 'HEAD' || NewImage?.['fresh']?.BOOL !== true) return undefined;
  return { ref, head: readHead(readItem(NewImage)) };
}

/** The session that a record may have to wake: a command came, or a session began. */
export const sessionToWake = ({ dynamodb: { Keys }, eventName }: StreamRecord): SessionRef | undefined =>
  eventName === 'INSERT' && /^(CMD#|CALL#|START$)/.test(Keys['sk']?.S ?? '') ? parseSessionPartition(Keys['pk']?.S ?? '') : undefined;

/** Whether a record calls for a session's own host. */
export const callsHost = ({ dynamodb: { Keys } }: StreamRecord): boolean => Keys['sk']?.S?.startsWith('CALL#') === true;

/** The room of a record with which a snapshot is due. */
export const roomToCompact = ({ dynamodb: { Keys, NewImage }, eventName }: StreamRecord): RoomRef | undefined =>
  eventName === 'INSERT' && NewImage?.['due']?.BOOL === true ? parseRoomPartition(Keys['pk']?.S ?? '') : undefined;

/** The letter that somebody asks for with this change, and when they did. */
export function askedLetter({ dynamodb: { NewImage, OldImage } }: StreamRecord): (LetterRef & { asked: number }) | undefined {
  const letter = NewImage && readLetter(readItem(NewImage));
  if (letter?.asked === undefined || OldImage?.['asked']?.N === NewImage?.['asked']?.N) return undefined;
  return { tenant: letter.tenant, system: letter.system, id: letter.id, asked: letter.asked };
}

/** Whose a record is, and of which session; nothing where it is nobody's. */
function tenantOf({ dynamodb: { Keys } }: StreamRecord): Partial<SessionRef> {
  const pk = Keys['pk']?.S ?? '';
  const [, tenant] = /^TENANT#([^#]+)#/.exec(pk) ?? [];
  return parseSessionPartition(pk) ?? (tenant === undefined ? {} : { tenant });
}

/** Who follows the stream. */
export interface Following {
  /** The name of its letters; without one a record that fails is delivered again, whatever it fails for. */
  readonly system?: LetterSystem;
  /** Whether a tenant is erased, or about to be: what its records say is nobody's any more. */
  readonly isErased?: (tenant: string) => Promise<boolean>;
}

/**
 * Handles records in order. A record that cannot be handled for what it says leaves a dead letter of its tenant and holds nobody up; one of a
 * tenant that is erased is passed over; the first that fails for another reason, and those after it, are delivered again.
 */
export async function inOrder(
  { Records, aloud = false }: StreamEvent,
  handle: (record: StreamRecord) => Promise<void>,
  { system, isErased = async () => false }: Following = {},
): Promise<BatchReply> {
  for (const record of Records) {
    try {
      await handle(record);
    } catch (error) {
      if (aloud) throw error;
      sayFailure(error, tenantOf(record));
      // Its keys are gone, or what it speaks of.
      if ((isSpoiled(error) || keyIsGone(error)) && (await isErased(tenantOf(record).tenant ?? ''))) continue;
      if (system === undefined || !isSpoiled(error) || !(await isGivenUp(record, { system, error })))
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb.SequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
}

async function isGivenUp(record: StreamRecord, { system, error }: { system: LetterSystem; error: unknown }): Promise<boolean> {
  try {
    await leaveLetter(record, { system, error: isRefusal(error) ? error.message : failureFields(error).message });
    return true;
  } catch (failure) {
    sayFailure(failure, tenantOf(record));
    return false;
  }
}
