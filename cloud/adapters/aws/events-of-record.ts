import {
  budgetMoved,
  channelMoved,
  commandTaken,
  headMoved,
  requestMoved,
  segmentTaken,
  segmentSealed,
  sessionStarted,
} from '../../domain/events/index.ts';
import { catalogue, type DomainEvent } from '../../events/catalogue/index.ts';
import type { BudgetNote, ChannelHead, PublishState, SegmentHead } from '../../ports/index.ts';
import { parseBudgetPartition, parseLevelsPartition, parseSessionPartition } from './keys-of-items.ts';
import { commandOf, hostsCommandsOf } from './segments.ts';
import { readHead, readStart } from './sessions.ts';
import { secondsOf, type StreamRecord } from './stream.ts';
import { readItem, type Item } from './table.ts';

/**
 * What a change of the table says to those who are not asked when it is made. The table's stream is the outbox: a change and its event are one
 * write, and nobody who writes has to tell. The same record says the same events, of the tenant and session of its key.
 */
export function eventsOf(record: StreamRecord): DomainEvent[] {
  const { Keys, NewImage, OldImage } = record.dynamodb;
  if (NewImage === undefined) return [];
  const [pk, sk] = [Keys['pk']?.S ?? '', Keys['sk']?.S ?? ''];
  const [item, before] = [readItem(NewImage), OldImage && readItem(OldImage)];
  /** The stream rounds to seconds; only what carries no time of its own has this one. */
  const at = (secondsOf(record) ?? 0) * 1000;
  const found = inSession(pk, sk, item, before, at) ?? onBoard(pk, sk, item, before, at) ?? ofBudget(pk, sk, item, before) ?? [];
  return found.filter((event) => event !== undefined);
}

/** Bytes of an event: more than any of the catalogue's has, and of those of one record fewer together than the bus takes at once. */
const mostBytes = 80 << 10;

/**
 * The same of a stream in which anything may stand: a tenant's door can write into its own sessions what nobody can read, and what no event may
 * say. That says nothing, and holds up nobody who comes after it.
 */
export function readableEventsOf(record: StreamRecord): DomainEvent[] {
  try {
    return eventsOf(record).filter(isSayable);
  } catch (error) {
    console.error(error);
    return [];
  }
}

function isSayable({ type, detail }: DomainEvent): boolean {
  const bytes = Buffer.byteLength(JSON.stringify(detail));
  const { success, error } = schemaOf(type).safeParse(detail);
  if (success && bytes <= mostBytes) return true;
  const [issue] = error?.issues ?? [];
  console.error(
    `${type} of ${bytes} bytes is not said: ${issue === undefined ? 'too large' : `${issue.path.join('.')}: ${issue.message}`}`,
  );
  return false;
}

const schemaOf = (type: DomainEvent['type']) => catalogue.find((kind) => kind.type === type)!.detail;

type Found = (DomainEvent | undefined)[];

function inSession(pk: string, sk: string, item: Item, before: Item | undefined, at: number): Found | undefined {
  const ref = parseSessionPartition(pk);
  if (ref === undefined) return undefined;
  if (sk === 'START') return before === undefined ? [sessionStarted(readStart(item, ref))] : [];
  if (sk === 'HEAD') return before === undefined ? [] : headMoved(ref, readHead(before), readHead(item));
  if (sk === 'SEALED')
    return before?.['head'] === item['head'] ? [] : [segmentSealed({ ...(JSON.parse(String(item['head'])) as SegmentHead), ...ref }, at)];
  if (!sk.startsWith('CMD#') || before !== undefined) return [];
  return item['from'] === undefined ? [commandTaken(ref, commandOf(item))] : segmentTaken(ref, hostsCommandsOf(item));
}

function onBoard(pk: string, sk: string, item: Item, before: Item | undefined, at: number): Found | undefined {
  const tenant = parseLevelsPartition(pk);
  if (tenant === undefined) return undefined;
  const head = (board: Item | undefined): ChannelHead | undefined =>
    board?.['head'] === undefined ? undefined : (JSON.parse(String(board['head'])) as ChannelHead);
  if (sk.startsWith('LEVEL#')) {
    const now = head(item);
    return now === undefined ? [] : [channelMoved(tenant, head(before), now)];
  }
  if (!sk.startsWith('REQUEST#')) return [];
  const { pk: _pk, sk: _sk, ...state } = item;
  return [requestMoved(tenant, before as PublishState | undefined, { id: sk.slice('REQUEST#'.length), ...state } as PublishState, at)];
}

function ofBudget(pk: string, sk: string, item: Item, before: Item | undefined): Found | undefined {
  const tenant = parseBudgetPartition(pk);
  const month = sk.slice('SPENT#'.length);
  const note = (image: Item): BudgetNote => ({ ...(image as unknown as BudgetNote), month });
  return tenant === undefined ? undefined : [budgetMoved(tenant, before && note(before), note(item))];
}
