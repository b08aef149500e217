import { z } from 'zod';
import {
  bytesOfBase64,
  type AuditReader,
  type SegmentHead,
  type SessionRef,
  type StoredRecord,
  type TenantDigest,
} from '../../ports/index.ts';
import { canonical, digest } from '../evidence.ts';
import { need } from '../refusal.ts';
import { AuditRecord, segmentLine } from './record.ts';
import { settledRecords, settledSegments, type SettlingDeps } from './settled.ts';

const Base64 = z.string().transform((text, context) => {
  const bytes = bytesOfBase64(text);
  if (bytes !== undefined) return bytes;
  context.addIssue('These are no bytes in base64, or they are written otherwise than they are said.');
  return z.NEVER;
});

/** The first line of an exported audit: whose it is, and what is needed to check what follows. */
const Header = z.object({
  kind: z.literal('export'),
  format: z.literal(1),
  tenant: z.string(),
  session: z.string(),
  /** Commits of the session when it was exported. */
  commits: z.int().min(0),
  engine: z.string(),
  package: z.string(),
  level: z.string(),
  /** The SPKI of the tenant's audit key. */
  key: Base64,
});
export type ExportHeader = z.infer<typeof Header>;

const Signed = z.object({ algorithm: z.literal('ECDSA_SHA_256'), key: z.string(), value: z.string() });
const Line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('package'), manifest: Base64 }),
  z.object({ kind: z.literal('file'), path: z.string(), bytes: Base64 }),
  z.object({ kind: z.literal('record'), seq: z.int(), record: z.string(), hash: z.string() }),
  z.object({ kind: z.literal('segment'), name: z.string(), head: z.looseObject({ signature: Signed }).nullable() }),
  z.object({ kind: z.literal('link'), name: z.string(), digest: z.looseObject({ signature: Signed }).nullable() }),
  z.object({ kind: z.literal('end'), lines: z.int(), sha256: z.string() }),
]);

export interface PackageBytes {
  readonly manifest: Uint8Array;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface ExportDeps extends SettlingDeps {
  readonly commits: (ref: SessionRef) => Promise<number>;
  readonly package: (named: { tenant: string; level: string; packageHash: string }) => Promise<PackageBytes>;
  /** The tenant's audit key as an SPKI. */
  readonly key: (tenant: string) => Promise<Uint8Array>;
  readonly base64: (bytes: Uint8Array) => string;
}

/**
 * A session's audit as lines of JSON, without their ends: the package, every record as it is stored, the heads of sealed segments, the tenant's
 * digest, and last a count and a chained hash of all before. Sealed segments are not repeated: their lines are the records'. Of a session that
 * goes on everything is read before what it vouches for: links, segments, HEAD, records.
 */
export async function* exportAudit(deps: ExportDeps, ref: SessionRef): AsyncGenerator<string> {
  let chain = '';
  let lines = 0;
  const say = (line: object): string => {
    const said = canonical(line);
    chain = digest(`${chain}${said}\n`);
    lines += 1;
    return said;
  };
  const links: { name: string; digest: TenantDigest | undefined }[] = [];
  for await (const link of deps.audit.digests(ref.tenant)) links.push(link);
  const segments: { name: string; head: SegmentHead | undefined }[] = [];
  for await (const { name, head } of settledSegments(deps, ref)) segments.push({ name, head });
  const commits = await deps.commits(ref);
  const records = await settledRecords(deps, ref, commits);
  const first = need(startOf(records[0]), () => ({
    code: 'audit-empty',
    message: `Session ${ref.session} has no audit yet.`,
    hint: 'Try again in a moment.',
    where: ref.session,
  }));
  const { engine, package: packageHash, level } = first;
  const key = deps.base64(await deps.key(ref.tenant));
  yield say({ kind: 'export', format: 1, ...ref, commits, engine, package: packageHash, level, key });
  const { manifest, files } = await deps.package({ tenant: ref.tenant, level, packageHash });
  yield say({ kind: 'package', manifest: deps.base64(manifest) });
  for (const [path, bytes] of files) yield say({ kind: 'file', path, bytes: deps.base64(bytes) });
  for (const { seq, record, hash } of records) yield say({ kind: 'record', seq, record, hash });
  for (const { name, head } of segments) yield say({ kind: 'segment', name, head: head ?? null });
  for (const { name, digest: link } of links) yield say({ kind: 'link', name, digest: link ?? null });
  yield canonical({ kind: 'end', lines, sha256: chain });
}

function startOf(record: StoredRecord | undefined): Extract<AuditRecord, { kind: 'start' }> | undefined {
  try {
    const parsed = AuditRecord.parse(JSON.parse(record?.record ?? ''));
    return parsed.kind === 'start' ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** An exported audit, to be checked as the one that it was taken from. */
export interface ExportedAudit {
  readonly header: ExportHeader;
  readonly audit: AuditReader;
  readonly package: PackageBytes;
  /** What is wrong with the file itself. */
  readonly problems: readonly string[];
}

/** Reads an export; undefined where the first line is not that of one. Lines that cannot be read are problems, and what they held is missing. */
export function readExport(text: string): ExportedAudit | undefined {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const header = Header.safeParse(parse(lines[0])).data;
  if (header === undefined) return undefined;
  const problems: string[] = [];
  const files = new Map<string, Uint8Array>();
  const records: StoredRecord[] = [];
  const segments: { name: string; head: SegmentHead | undefined }[] = [];
  const links: { name: string; digest: TenantDigest | undefined }[] = [];
  let manifest: Uint8Array = new Uint8Array();
  let before = digest(`${lines[0]!}\n`);
  let ended = false;
  for (const [index, each] of lines.entries()) {
    if (index === 0) continue;
    const line = Line.safeParse(parse(each)).data;
    if (line?.kind === 'end') {
      ended = true;
      if (line.lines !== index || line.sha256 !== before || index < lines.length - 1)
        problems.push('The file was changed after it was written: its lines are not those that its last one counts.');
      continue;
    }
    before = digest(`${before}${each}\n`);
    if (line === undefined) problems.push(`Line ${index + 1} of the file cannot be read.`);
    else if (line.kind === 'package') ({ manifest } = line);
    else if (line.kind === 'file') files.set(line.path, line.bytes);
    else if (line.kind === 'record') records.push({ seq: line.seq, record: line.record, hash: line.hash });
    else if (line.kind === 'segment') segments.push({ name: line.name, head: (line.head ?? undefined) as SegmentHead | undefined });
    else links.push({ name: line.name, digest: (line.digest ?? undefined) as TenantDigest | undefined });
  }
  if (!ended) problems.push('The file was cut short: its last line is missing.');
  return { header, audit: readerOf(header, { records, segments, links }), package: { manifest, files }, problems };
}

interface Exported {
  readonly records: readonly StoredRecord[];
  readonly segments: readonly { readonly name: string; readonly head: SegmentHead | undefined }[];
  readonly links: readonly { readonly name: string; readonly digest: TenantDigest | undefined }[];
}

function readerOf({ session }: ExportHeader, { records, segments, links }: Exported): AuditReader {
  const sealed = ({ from, to }: SegmentHead): Uint8Array =>
    new TextEncoder().encode(
      records
        .filter(({ seq }) => seq >= from && seq <= to)
        .map((record) => `${lineOf(record)}\n`)
        .join(''),
    );
  return {
    async *records() {
      yield* records;
    },
    async *segments() {
      for (const { name, head } of segments) yield { name, head, bytes: head && sealed(head) };
    },
    async *digests() {
      yield* links;
    },
    segmentHead: async (named) => segments.find(({ name }) => name === named)?.head,
    digest: async (_tenant, n) => links.find(({ digest: link }) => link?.n === n)?.digest,
    sessions: async () => [session],
  };
}

/** A record that is no JSON is in no segment. */
function lineOf(record: StoredRecord): string {
  try {
    return segmentLine(record);
  } catch {
    return record.record;
  }
}

function parse(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
}
