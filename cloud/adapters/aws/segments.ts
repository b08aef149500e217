import { digest } from '../../domain/evidence.ts';
import { refuse } from '../../domain/refusal.ts';
import type { LoggedCommand, SessionRef } from '../../ports/index.ts';
import type { Objects } from './objects.ts';
import type { Item } from './table.ts';

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

/** What the item of a segment holds besides its key; a large one is stored first, under its sha256. */
export async function segmentItem({ tenant }: SessionRef, commands: readonly LoggedCommand[], objects: Objects): Promise<Item> {
  const text = packed(commands);
  const about = { from: commands[0]!.seq, count: commands.length };
  if (text.length <= inlineBytes) return { ...about, lines: text };
  const bytes = new TextEncoder().encode(text);
  const sha256 = digest(bytes);
  await objects.create(segmentObject(tenant, sha256), bytes, { type: 'application/x-ndjson' });
  return { ...about, segment: sha256 };
}

/** The commands of an item: one, or those of a segment. */
export async function commandsOf(item: Item, { tenant }: SessionRef, objects: Objects): Promise<LoggedCommand[]> {
  const { sk, sender, clientSeq, type, payload, at, trace, lines, segment } = item;
  if (lines !== undefined) return unpacked(String(lines));
  if (segment === undefined)
    return [
      {
        seq: Number(String(sk).slice('CMD#'.length)),
        sender,
        clientSeq,
        type,
        payload: JSON.parse(String(payload)),
        at,
        ...(trace !== undefined && { trace }),
      } as LoggedCommand,
    ];
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
