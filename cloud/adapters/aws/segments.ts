import { digest } from '../../domain/evidence.ts';
import { hostCommand } from '../../domain/session/index.ts';
import { refuse } from '../../domain/refusal.ts';
import type { LoggedCommand, SessionRef } from '../../ports/index.ts';
import type { Objects } from './objects.ts';
import type { Item } from './table.ts';

const isHosts = ({ type }: LoggedCommand): boolean => hostCommand(type);

/** With so many of the host's own commands, some 100 KB, a segment ends: they stand in its item, wherever its lines lie. */
const mostOwn = 1000;

/** Up to this many bytes a segment lies in its item: that is cheaper than an object. */
const inlineBytes = 4096;

export const segmentObject = (tenant: string, sha256: string): string => `tenants/${tenant}/segments/${sha256}`;

/** Commands that follow each other, one a line. */
const packed = (commands: readonly LoggedCommand[]): string =>
  commands.map(({ seq, sender, clientSeq, type, payload, at }) => JSON.stringify([seq, sender, clientSeq, type, payload, at])).join('\n');

const unpacked = (text: string): LoggedCommand[] =>
  text.split('\n').map((line) => {
    const [seq, sender, clientSeq, type, payload, at] = JSON.parse(line) as [
      number,
      number,
      number,
      string,
      LoggedCommand['payload'],
      number,
    ];
    return { seq, sender, clientSeq, type, payload, at };
  });

/** Commands that follow each other, in as few segments as can hold them. */
export function segmentsOf(commands: readonly LoggedCommand[]): LoggedCommand[][] {
  const segments: LoggedCommand[][] = [];
  let own = 0;
  for (const command of commands) {
    if (segments.length === 0 || (isHosts(command) && own === mostOwn)) {
      segments.push([]);
      own = 0;
    }
    segments.at(-1)!.push(command);
    if (isHosts(command)) own += 1;
  }
  return segments;
}

/**
 * What the item of a segment holds besides its key; a large one is stored first, under its sha256. The host's own commands stand in the item in any
 * case: they are what the stream tells on.
 */
export async function segmentItem({ tenant }: SessionRef, commands: readonly LoggedCommand[], objects: Objects): Promise<Item> {
  const text = packed(commands);
  const own = commands.filter(isHosts);
  const about = { from: commands[0]!.seq, count: commands.length, ...(own.length > 0 && { own: packed(own) }) };
  if (text.length <= inlineBytes) return { ...about, lines: text };
  const bytes = new TextEncoder().encode(text);
  const sha256 = digest(bytes);
  await objects.create(segmentObject(tenant, sha256), bytes, { type: 'application/x-ndjson' });
  return { ...about, segment: sha256 };
}

/** What the item of a segment has besides its key, and that of a command has not. */
export const segmentAttributes = ['from', 'count', 'own', 'lines', 'segment', 'epoch'] as const;

/** The host's own commands in the item of a segment. */
export const hostsCommandsOf = ({ own }: Item): LoggedCommand[] => (own === undefined ? [] : unpacked(String(own)));

/** The command of an item that holds one. */
export function commandOf({ sk, sender, clientSeq, type, payload, at, trace }: Item): LoggedCommand {
  return {
    seq: Number(String(sk).slice('CMD#'.length)),
    sender,
    clientSeq,
    type,
    payload: JSON.parse(String(payload)),
    at,
    ...(trace !== undefined && { trace }),
  } as LoggedCommand;
}

/** The commands of an item: one, or those of a segment. */
export async function commandsOf(item: Item, { tenant }: SessionRef, objects: Objects): Promise<LoggedCommand[]> {
  const { sk, lines, segment } = item;
  if (lines !== undefined) return unpacked(String(lines));
  if (segment === undefined) return [commandOf(item)];
  const bytes = await objects.bytes(segmentObject(tenant, String(segment)));
  if (bytes === undefined || digest(bytes) !== segment)
    refuse({
      code: 'segment-altered',
      message: `The commands under ${String(sk)} are ${bytes === undefined ? 'not there' : 'not those that were stored'}.`,
      hint: 'Restore the bucket from a copy.',
      where: String(sk),
    });
  return unpacked(new TextDecoder().decode(bytes));
}
