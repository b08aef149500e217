/**
 * A world at a tick, as bytes.
 *
 * | offset | size | what |
 * |---|---|---|
 * | 0 | 4 | magic `LQCK` |
 * | 4 | 4 | format, u32 little-endian: 1 |
 * | 8 | 4 | length h of the head, u32 |
 * | 12 | 4 | 0 |
 * | 16 | h | head: canonical JSON, padded with zeros to 8 bytes |
 * | | | the sections that the head lists, in its order, each padded with zeros to 8 bytes |
 * | end - 8 | 8 | xxh64 of everything before, u64 little-endian |
 *
 * Equal checkpoints continue equally. The last word finds damage; it authenticates nothing. Whoever stores checkpoints where others can
 * write must sign them.
 */
import { xxh64 } from '../kernel/hash/index.ts';
import { LedgerError } from '../kernel/error.ts';
import { canonicalBytes } from '../model/canonical.ts';
import { parseJson } from '../model/json.ts';
import { ParamValue } from '../model/project.ts';
import { z } from '../model/zod.ts';

export const checkpointFormat = 1;
const magic = 0x4b43_514c; // "LQCK"
const preamble = 16;

/** See RunStart. */
export const RunStartSchema = z.strictObject({
  package: z.string(),
  engine: z.string(),
  scenario: z.string(),
  parameters: z.record(z.string(), ParamValue),
  seed: z.int().min(0),
  ticks: z.int().min(1),
});

export const CheckpointHead = z.strictObject({
  start: RunStartSchema,
  /** Hashes of the component layout and of the order of systems. */
  layout: z.string(),
  schedule: z.string(),
  /** Id of the physics backend, or null for a level without bodies. */
  physics: z.string().nullable(),
  /** Engine id of the script interpreter. */
  scripting: z.string(),
  tick: z.int().min(0),
  /** Chain after that tick. */
  chain: z.string(),
  sections: z.array(z.strictObject({ name: z.string(), size: z.int().min(0) })),
});
export type CheckpointHead = z.infer<typeof CheckpointHead>;

const padded = (size: number): number => (size + 7) & ~7;

export function writeCheckpoint(head: Omit<CheckpointHead, 'sections'>, sections: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const text = canonicalBytes({ ...head, sections: [...sections].map(([name, bytes]) => ({ name, size: bytes.length })) });
  let size = preamble + padded(text.length);
  for (const bytes of sections.values()) size += padded(bytes.length);
  const out = new Uint8Array(size + 8);
  const view = new DataView(out.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, checkpointFormat, true);
  view.setUint32(8, text.length, true);
  out.set(text, preamble);
  let at = preamble + padded(text.length);
  for (const bytes of sections.values()) {
    out.set(bytes, at);
    at += padded(bytes.length);
  }
  view.setBigUint64(size, xxh64(out.subarray(0, size)), true);
  return out;
}

const refuse = (code: string, message: string, hint: string): never => {
  throw new LedgerError({ code, message, hint });
};

const again = 'Fetch it again, or replay from an earlier one.';

/** Reads and checks the frame. Throws LedgerError `checkpoint-magic`, `checkpoint-format` or `checkpoint-damaged`. */
export function readCheckpoint(bytes: Uint8Array): { head: CheckpointHead; section: (name: string) => Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < preamble + 8 || view.getUint32(0, true) !== magic)
    refuse('checkpoint-magic', 'These bytes are not a checkpoint.', again);
  const format = view.getUint32(4, true);
  if (format !== checkpointFormat) {
    refuse(
      'checkpoint-format',
      `The checkpoint has format ${format}; this engine reads ${checkpointFormat}.`,
      'Open it with the engine build that it names.',
    );
  }
  const end = bytes.length - 8;
  if (view.getBigUint64(end, true) !== xxh64(bytes.subarray(0, end)))
    refuse('checkpoint-damaged', 'The checkpoint is damaged: its bytes do not match their hash.', again);
  const headBytes = view.getUint32(8, true);
  const parsed = parseJson(new TextDecoder().decode(bytes.slice(preamble, preamble + headBytes)));
  const head = parsed.ok ? CheckpointHead.safeParse(parsed.value) : undefined;
  if (!head?.success) return refuse('checkpoint-damaged', 'The head of the checkpoint cannot be read.', again);
  const places = new Map<string, Uint8Array>();
  let at = preamble + padded(headBytes);
  for (const { name, size } of head.data.sections) {
    places.set(name, bytes.slice(at, at + size));
    at += padded(size);
  }
  if (at !== end) refuse('checkpoint-damaged', 'The checkpoint is longer or shorter than its head says.', again);
  return {
    head: head.data,
    section: (name) => places.get(name) ?? refuse('checkpoint-damaged', `The checkpoint lacks its part ${name}.`, again),
  };
}

/** Refuses a checkpoint that was made by another engine, package, layout, schedule or backend, naming which. */
export function checkHead(
  head: CheckpointHead,
  expected: { engine: string; package: string; layout: string; schedule: string; physics: string | null; scripting: string },
): void {
  const { start, layout, schedule, physics, scripting } = head;
  const compare = (code: string, what: string, found: string | null, wanted: string | null, hint: string): void => {
    if (found !== wanted)
      refuse(`checkpoint-${code}`, `The checkpoint was made with ${what} ${found ?? 'none'}; this is ${wanted ?? 'none'}.`, hint);
  };
  compare('engine', 'the engine', start.engine, expected.engine, 'Open it with the engine build that it names.');
  compare('package', 'the package', start.package, expected.package, 'Open it with the level package that its session names.');
  compare('layout', 'the component layout', layout, expected.layout, 'Open it with the level package that its session names.');
  compare('schedule', 'the schedule', schedule, expected.schedule, 'Open it with the engine build that it names.');
  compare('physics', 'the physics', physics, expected.physics, 'Open it with the engine build that it names.');
  compare('scripting', 'the script interpreter', scripting, expected.scripting, 'Open it with the engine build that it names.');
}
