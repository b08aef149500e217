/**
 * A recording as one file: a run, complete enough to be made again with nothing else at hand. docs/formats/recording.md has the bytes.
 *
 * | offset | size | what |
 * |---|---|---|
 * | 0 | 4 | magic `LQRC` |
 * | 4 | 4 | format, u32 little-endian: 1 |
 * | 8 | 4 | length h of the head, u32 |
 * | 12 | 4 | 0 |
 * | 16 | 8 | xxh64 of the head, u64 |
 * | 24 | h | head: canonical JSON, padded with zeros to 8 bytes |
 * | | | the sections that the head lists, in its order, each padded with zeros to 8 bytes |
 */
import { hashHex, xxh64 } from '../kernel/hash/index.ts';
import { LedgerError } from '../kernel/error.ts';
import type { Json } from '../kernel/json.ts';
import { canonicalBytes } from '../model/canonical.ts';
import { parseJson } from '../model/json.ts';
import { z } from '../model/zod.ts';
import { RunStartSchema } from './checkpoint.ts';
import { TickedCommand } from './recording.ts';

export const recordingFormat = 1;
const magic = 0x4352_514c; // "LQRC"
const preamble = 24;
const tickBytes = 16;
/** A stretch is read from its first tick on: longer ones are not written. */
export const longestStretch = 4096;

const Section = z.strictObject({
  name: z.string(),
  size: z.int().min(0),
  /** xxh64, 16 hex digits. */
  hash: z.string(),
  /** First and last tick that it is about. */
  ticks: z.tuple([z.int().min(0), z.int().min(0)]).optional(),
});
type Section = z.infer<typeof Section>;

const Head = z.strictObject({
  start: RunStartSchema,
  layout: z.string(),
  schedule: z.string(),
  physics: z.string().nullable(),
  scripting: z.string(),
  /** Ticks recorded; tick 0 is the scripts' `start`. */
  ticks: z.int().min(0),
  /** Names of the parts of a state, in the order of the state hash. */
  parts: z.array(z.string()),
  sections: z.array(Section),
});
type Head = z.infer<typeof Head>;

/** Every part of every state from tick `from` to tick `to`, the first in full: see state-log.ts. */
export interface StateStretch {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

export interface RecordingFile extends Omit<Head, 'sections'> {
  /** The level package. */
  readonly manifest: Uint8Array;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** In the order in which ticks consumed them. */
  readonly commands: readonly TickedCommand[];
  /** State hash after every tick from 0, 16 hex digits. */
  readonly hashes: readonly string[];
  /** Fuel that scripts used in every tick; 0 for tick 0, whose fuel is in its link. */
  readonly fuel: readonly number[];
  /** Chain after some ticks, ascending; the last is the last tick's. */
  readonly links: readonly { readonly tick: number; readonly chain: string }[];
  /** Checkpoints, ascending; the first is tick 0's. */
  readonly keyframes: readonly { readonly tick: number; readonly checkpoint: Uint8Array }[];
  readonly states: readonly StateStretch[];
}

const padded = (size: number): number => (size + 7) & ~7;

const ticksSection = ({ hashes, fuel }: RecordingFile): Uint8Array => {
  const bytes = new Uint8Array(hashes.length * tickBytes);
  const view = new DataView(bytes.buffer);
  hashes.forEach((hash, tick) => {
    view.setBigUint64(tick * tickBytes, BigInt(`0x${hash}`), true);
    view.setFloat64(tick * tickBytes + 8, fuel[tick]!, true);
  });
  return bytes;
};

/** The bytes of a recording; `await initHash()` before. Equal recordings are equal bytes. */
export function writeRecording(recording: RecordingFile): Uint8Array<ArrayBuffer> {
  const { start, layout, schedule, physics, scripting, ticks, parts, manifest, files, commands, links, keyframes, states } = recording;
  const contents: { name: string; bytes: Uint8Array; ticks?: [number, number] }[] = [
    { name: 'manifest', bytes: manifest },
    ...[...files].map(([path, bytes]) => ({ name: `file:${path}`, bytes })),
    { name: 'commands', bytes: canonicalBytes(commands as unknown as Json), ticks: [1, ticks] },
    { name: 'ticks', bytes: ticksSection(recording), ticks: [0, ticks] },
    { name: 'links', bytes: canonicalBytes(links as unknown as Json), ticks: [0, ticks] },
    ...keyframes.map(({ tick, checkpoint }) => ({ name: `keyframe:${tick}`, bytes: checkpoint, ticks: [tick, tick] as [number, number] })),
    ...states.map(({ from, to, bytes }) => ({ name: `states:${from}`, bytes, ticks: [from, to] as [number, number] })),
  ];
  const sections = contents.map(({ name, bytes, ticks: about }): Section => ({
    name,
    size: bytes.length,
    hash: hashHex(xxh64(bytes)),
    ...(about && { ticks: about }),
  }));
  const head = canonicalBytes({ start, layout, schedule, physics, scripting, ticks, parts, sections } as unknown as Json);
  const out = new Uint8Array(contents.reduce((sum, { bytes }) => sum + padded(bytes.length), preamble + padded(head.length)));
  const view = new DataView(out.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, recordingFormat, true);
  view.setUint32(8, head.length, true);
  view.setBigUint64(16, xxh64(head), true);
  out.set(head, preamble);
  let at = preamble + padded(head.length);
  for (const { bytes } of contents) {
    out.set(bytes, at);
    at += padded(bytes.length);
  }
  return out;
}

const refuse = (code: string, message: string, where?: string, hint = 'Fetch it again, or record the run again.'): never => {
  throw new LedgerError({ code: `recording-${code}`, message, hint, where });
};

const damaged = (what: string, where?: string): never => refuse('damaged', `The recording is damaged: ${what}.`, where);

const about = ({ name, ticks }: Section): string =>
  ticks === undefined || ticks[1] < ticks[0]
    ? name
    : `${name}, ${ticks[0] === ticks[1] ? `tick ${ticks[0]}` : `ticks ${ticks[0]} to ${ticks[1]}`}`;

const jsonOf = (bytes: Uint8Array, name: string): Json => {
  const parsed = parseJson(new TextDecoder().decode(bytes));
  return parsed.ok ? parsed.value : damaged(`${name} is no JSON`, name);
};

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** Head and sections, each checked against its hash; every byte of the file belongs to one of them or is zero. */
function readFrame(bytes: Uint8Array): { head: Head; sections: Map<string, { bytes: Uint8Array; section: Section }> } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < preamble || view.getUint32(0, true) !== magic) refuse('magic', 'These bytes are not a recording.');
  const format = view.getUint32(4, true);
  if (format !== recordingFormat)
    refuse(
      'format',
      `The recording has format ${format}; ${recordingFormat} is read here.`,
      undefined,
      'Replay it with a newer LedgerQuest.',
    );
  const size = view.getUint32(8, true);
  if (view.getUint32(12, true) !== 0 || preamble + padded(size) > bytes.length) damaged('its head does not fit it', 'head');
  const headBytes = bytes.subarray(preamble, preamble + size);
  if (view.getBigUint64(16, true) !== xxh64(headBytes)) damaged('its head does not match its hash', 'head');
  const parsed = Head.safeParse(jsonOf(headBytes, 'head'));
  if (!parsed.success) return damaged('its head is not well formed', 'head');
  const sections = new Map<string, { bytes: Uint8Array; section: Section }>();
  let at = preamble + size;
  const skip = (name: string): void => {
    const end = padded(at);
    if (end > bytes.length || !isZero(bytes.subarray(at, end))) damaged(`what stands after ${name} is not zero`, name);
    at = end;
  };
  skip('head');
  for (const section of parsed.data.sections) {
    const content = bytes.subarray(at, at + section.size);
    if (content.length !== section.size) damaged(`${about(section)} is cut short`, section.name);
    if (hashHex(xxh64(content)) !== section.hash) damaged(`${about(section)} does not match its hash`, section.name);
    if (sections.has(section.name)) damaged(`${section.name} is there twice`, section.name);
    sections.set(section.name, { bytes: content, section });
    at += section.size;
    skip(section.name);
  }
  if (at !== bytes.length) damaged(`${bytes.length - at} bytes follow its end`);
  return { head: parsed.data, sections };
}

const Commands = z.array(TickedCommand);
const Links = z.array(z.strictObject({ tick: z.int().min(0), chain: z.string() })).min(1);

const ascending = (numbers: readonly number[]): boolean => numbers.every((value, index) => index === 0 || value >= numbers[index - 1]!);

/**
 * Reads and checks a recording; `await initHash()` before. Allocates no more than a small multiple of the file.
 * Throws LedgerError `recording-magic`, `recording-format` or `recording-damaged`, which names the section and its ticks.
 */
export function readRecording(bytes: Uint8Array): RecordingFile {
  const { head, sections } = readFrame(bytes);
  const { ticks } = head;
  const need = (name: string): Uint8Array => sections.get(name)?.bytes ?? damaged(`it has no ${name}`, name);
  const named = (prefix: string) =>
    [...sections.values()]
      .filter(({ section }) => section.name.startsWith(prefix))
      .map(({ bytes: content, section }) => ({ content, section }));

  const figures = need('ticks');
  if (figures.length !== (ticks + 1) * tickBytes) damaged('it has not one hash for every tick', 'ticks');
  const view = new DataView(figures.buffer, figures.byteOffset, figures.byteLength);
  const eachTick = <T>(read: (at: number) => T): T[] => Array.from({ length: ticks + 1 }, (_, tick) => read(tick * tickBytes));

  const commands = Commands.safeParse(jsonOf(need('commands'), 'commands'));
  if (!commands.success || !ascending(commands.data.map(({ tick }) => tick)) || (commands.data.at(-1)?.tick ?? 0) > ticks)
    return damaged('its commands are not those of its ticks', 'commands');
  const links = Links.safeParse(jsonOf(need('links'), 'links'));
  if (!links.success || !ascending(links.data.map(({ tick }) => tick)) || links.data.at(-1)?.tick !== ticks)
    return damaged('its chain does not lead to its end', 'links');

  const keyframes = named('keyframe:').map(({ content, section }) => ({ tick: section.ticks?.[0] ?? -1, checkpoint: content }));
  if (!ascending(keyframes.map(({ tick }) => tick)) || keyframes.some(({ tick }) => tick < 0 || tick > ticks))
    damaged('its keyframes are not of its ticks', 'keyframe');
  const states = named('states:').map(({ content, section }): StateStretch => {
    const [from, to] = section.ticks ?? [-1, -1];
    if (from < 0 || to < from || to > ticks || to - from >= longestStretch) damaged(`${section.name} is of no tick`, section.name);
    return { from, to, bytes: content };
  });
  return {
    ...head,
    manifest: need('manifest'),
    files: new Map(named('file:').map(({ content, section }) => [section.name.slice('file:'.length), content])),
    commands: commands.data,
    hashes: eachTick((at) => hashHex(view.getBigUint64(at, true))),
    fuel: eachTick((at) => view.getFloat64(at + 8, true)),
    links: links.data,
    keyframes,
    states,
  };
}
