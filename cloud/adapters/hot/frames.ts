/** Bytes of a tick log: frames that each hold what was made durable in one write, chained by sha256. See docs/formats/tick-log.md. */
import { createHash } from 'node:crypto';
import type { LoggedCommand, PhaseReason, Seat, TickEntry } from '../../ports/index.ts';

/** No byte of UTF-8 is 0xFF: nothing that a player sends can look like a frame. */
const magic = Buffer.from([0xff, 0x4c, 0x51, 0x54]);
const headBytes = 72;

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** What the first frame of a file follows: the file's own name, so that no frame counts in another. */
export const firstLink = (name: string): Buffer => sha256(Buffer.from(name));

/** A frame after the one whose hash is `previous`, and its own hash. */
export function frameOf(payload: Buffer, previous: Buffer): { readonly bytes: readonly [Buffer, Buffer]; readonly hash: Buffer } {
  const head = Buffer.allocUnsafe(headBytes);
  magic.copy(head, 0);
  head.writeUInt32LE(payload.length, 4);
  previous.copy(head, 8);
  const hash = sha256(head.subarray(0, 40), payload);
  hash.copy(head, 40);
  return { bytes: [head, payload], hash };
}

/** The frame that begins at a place; undefined where none does. It vouches for itself. */
function frameAt(
  bytes: Buffer,
  at: number,
): { readonly payload: Buffer; readonly previous: Buffer; readonly hash: Buffer; readonly end: number } | undefined {
  if (at + headBytes > bytes.length || !bytes.subarray(at, at + 4).equals(magic)) return undefined;
  const end = at + headBytes + bytes.readUInt32LE(at + 4);
  if (end > bytes.length) return undefined;
  const hash = bytes.subarray(at + 40, at + headBytes);
  const payload = bytes.subarray(at + headBytes, end);
  return sha256(bytes.subarray(at, at + 40), payload).equals(hash)
    ? { payload, previous: bytes.subarray(at + 8, at + 40), hash, end }
    : undefined;
}

export interface Unpacked {
  readonly payloads: readonly Buffer[];
  /** How many bytes are whole. */
  readonly length: number;
  /** Where something was changed that another frame follows: it is no write that did not arrive. */
  readonly damagedAt?: number;
}

/** The frames of a file. Only one write is ever under way, so what does not arrive whole is the last frame. */
export function readFrames(bytes: Buffer, name: string): Unpacked {
  const payloads: Buffer[] = [];
  let link = firstLink(name);
  let at = 0;
  while (at < bytes.length) {
    const frame = frameAt(bytes, at);
    if (frame === undefined || !frame.previous.equals(link)) break;
    payloads.push(frame.payload);
    link = frame.hash;
    at = frame.end;
  }
  for (let next = bytes.indexOf(magic, at); next >= 0; next = bytes.indexOf(magic, next + 1))
    if (frameAt(bytes, next) !== undefined) return { payloads, length: at, damagedAt: at };
  return { payloads, length: at };
}

/** A line of a frame's payload. */
export function lineOf(entry: TickEntry): string {
  switch (entry.kind) {
    case 'command': {
      const { seq, sender, clientSeq, type, payload, at } = entry.command;
      const why = entry.why === undefined ? [] : [entry.why];
      return JSON.stringify(
        entry.opens === undefined && entry.phase === undefined
          ? ['c', seq, sender, clientSeq, type, payload, at]
          : ['c', seq, sender, clientSeq, type, payload, at, entry.opens ?? null, entry.phase ?? null, ...why],
      );
    }
    case 'skip':
      return JSON.stringify(['x', entry.sender, entry.clientSeq]);
    case 'segment':
      return JSON.stringify(['s', entry.upTo]);
    case 'commit':
      return JSON.stringify(['t', entry.commit]);
  }
}

export function entryOf(line: string): TickEntry {
  const parts = JSON.parse(line) as [string, ...unknown[]];
  switch (parts[0]) {
    case 'c': {
      const [, seq, sender, clientSeq, type, payload, at, opens, phase, why] = parts as unknown as [
        string,
        number,
        number,
        number,
        string,
        LoggedCommand['payload'],
        number,
        (Seat | null)?,
        ('open' | 'paused' | 'ended' | null)?,
        PhaseReason?,
      ];
      return {
        kind: 'command',
        command: { seq, sender, clientSeq, type, payload, at },
        ...(opens && { opens }),
        ...(phase && { phase }),
        ...(why && { why }),
      };
    }
    case 'x':
      return { kind: 'skip', sender: parts[1] as number, clientSeq: parts[2] as number };
    case 's':
      return { kind: 'segment', upTo: parts[1] as number };
    case 't':
      return { kind: 'commit', commit: parts[1] as (TickEntry & { kind: 'commit' })['commit'] };
    default:
      throw new Error(`A tick log has no entry ${JSON.stringify(parts[0])}`);
  }
}

export const payloadOf = (entries: readonly TickEntry[]): Buffer => Buffer.from(entries.map(lineOf).join('\n'));
export const entriesOf = (payload: Buffer): TickEntry[] => payload.toString('utf8').split('\n').map(entryOf);
