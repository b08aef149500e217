import { counted } from '../../../../engine/model/counted.ts';
import { resolve } from 'node:path';
import type { Moment } from '../../../../cloud/client/index.ts';
import { checkAuditFile, writeLines } from '../../../services/cloud/audit-file.ts';
import { connect } from '../../../services/cloud/connect.ts';
import { exit, type Io, readArgs, usageError, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage, meant, namedTenant } from '../meant.ts';
import { namedSession } from '../named-session.ts';

const options = {
  ...cloudOptions,
  tenant: { type: 'string' },
  file: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  who: { type: 'string' },
  type: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof readArgs<typeof options>>['values'];
type Verb = (values: Values, session: string | undefined, io: Io) => Promise<number>;

const verify: Verb = async (values, _session, io) => {
  if (values.file !== undefined) return verifyFile(values.file, values, io);
  const tenant = namedTenant(values);
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const { sessions, findings, assurance } = await client.verifyAudit(tenant).finally(() => client.close());
  const ok = findings.length === 0 && sessions.every(({ diverged }) => !diverged);
  const rows = sessions.map(({ session, records, ticks, diverged, at }) => ({
    session,
    records,
    ticks,
    diverged,
    ...(at !== undefined && { at }),
  }));
  if (values.json) io.out(JSON.stringify({ tenant, ok, sessions: rows, findings, assurance }));
  else {
    io.out(
      ok
        ? `The audit of ${tenant} is whole: ${counted(sessions.length, 'session')}. Assurance: ${assurance}.`
        : `The audit of ${tenant} is not whole.`,
    );
    for (const { session, name, message } of findings) io.err(`${session} ${name}: ${message}`);
  }
  return ok ? exit.ok : exit.differs;
};

/** The same of one exported session, without a cloud. */
async function verifyFile(file: string, values: Values, io: Io): Promise<number> {
  const { dataDir } = meant(values);
  const { tenant, session, records, ticks, diverged, at, findings, assurance, key } = await checkAuditFile(resolve(file), dataDir);
  const foreign = values.key !== undefined && values.key.toLowerCase() !== key;
  const ok = !diverged && !foreign;
  const named = foreign
    ? [{ kind: 'session', session, name: 'key', message: `The audit key in the file is ${key}, not ${values.key}.` }, ...findings]
    : findings;
  if (values.json)
    io.out(JSON.stringify({ tenant, session, ok, records, ticks, ...(at !== undefined && { at }), findings: named, assurance, key }));
  else {
    io.out(
      ok
        ? `Replay equals audit over ${counted(ticks, 'tick')} of session ${session} of ${tenant}. Assurance: ${assurance}.`
        : `The audit in ${file} does not verify.`,
    );
    io.out(`Signed with the audit key ${key}`);
    for (const { name, message } of named) io.err(`${name}: ${message}`);
  }
  return ok ? exit.ok : exit.differs;
}

/** A tick, or a time: a day means its first moment as `from`, its last as `to`. */
function momentOf(option: 'from' | 'to', text: string | undefined): Moment | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return { tick: Number(text) };
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(isDay && option === 'to' ? `${text}T23:59:59.999Z` : text) : Number.NaN;
  if (Number.isNaN(at)) throw usageError(`--${option} ${text} is neither a tick nor a time like 2026-11-28 or 2026-11-28T14:30:00Z.`);
  return { at };
}

/** A tick and a time stand in no order that is known here. */
const isAfter = (from: Moment | undefined, to: Moment | undefined): boolean => {
  if (from === undefined || to === undefined) return false;
  return 'tick' in from ? 'tick' in to && from.tick > to.tick : 'at' in to && from.at > to.at;
};

/** Of a command of the host: its line begins with the time. */
const withoutTime = (type: string, payload: unknown): unknown => {
  if (!type.startsWith('$') || typeof payload !== 'object' || payload === null) return payload;
  const { at: _at, ...rest } = payload as { at?: unknown };
  return rest;
};

const query: Verb = async (values, session, io) => {
  const [from, to] = [momentOf('from', values.from), momentOf('to', values.to)];
  if (isAfter(from, to))
    throw usageError(`--from ${values.from} is after --to ${values.to}.`, 'Nothing lies between them: turn them round.');
  const { client, ref } = await namedSession(session, values);
  const asked = {
    ...(from && { from }),
    ...(to && { to }),
    ...(values.who !== undefined && { who: values.who }),
    ...(values.type !== undefined && { type: values.type }),
  };
  const found = await client.queryAudit(ref.tenant, ref.session, asked).finally(() => client.close());
  const deeds = found.map(({ at, ...deed }) => ({ ...deed, at: new Date(at).toISOString() }));
  if (values.json) io.out(JSON.stringify({ ...ref, deeds }));
  else if (deeds.length === 0) io.out('Nothing in the audit is like that.');
  else
    for (const { at, tick, sender, who, type, payload } of deeds)
      io.out(`${at}  tick ${tick}  ${sender === 0 ? who : `${sender} ${who}`}  ${type}  ${JSON.stringify(withoutTime(type, payload))}`);
  return exit.ok;
};

const exporting: Verb = async (values, session, io) => {
  if (values.to === undefined || values.to === '') throw usageError('Say where to: --to <file>.');
  const file = resolve(values.to);
  const { client, ref } = await namedSession(session, values);
  const lines = await writeLines(file, client.exportAudit(ref.tenant, ref.session)).finally(() => client.close());
  if (values.json) io.out(JSON.stringify({ ...ref, file, lines }));
  else io.out(`${file}: ${counted(lines, 'line')}. Check it anywhere: lq audit verify --file ${values.to}`);
  return exit.ok;
};

const reads: Verb = async (values, _session, io) => {
  const tenant = namedTenant(values);
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const entries = await client.reads(tenant).finally(() => client.close());
  const rows = entries.map(({ session, reader, what, at }) => ({ session, reader, ...(what && { what }), at: new Date(at).toISOString() }));
  if (values.json) io.out(JSON.stringify({ tenant, reads: rows }));
  else if (rows.length === 0) io.out(`Nobody has opened a session of ${tenant}.`);
  else for (const { session, reader, what, at } of rows) io.out(`${at}  ${session}  ${reader}${what ? '  the link for players' : ''}`);
  return exit.ok;
};

const verbs: Record<string, Verb> = { verify, reads, query, export: exporting };

export const command: CliCommand = {
  summary:
    "Checks a tenant's audit: every record, segment, signature and replay. Says who did what, exports it, lists who opened sessions.",
  usage: `lq audit verify --tenant <tenant> [options]   exits 1 when anything is wrong
lq audit verify --file <file> [--key <sha256>]
                                              the same of an exported session, without a cloud
lq audit query <session> [--from <when>] [--to <when>] [--who <who>] [--type <type>] [options]
                                              who did what, in order
lq audit export <session> --to <file> [options]
                                              records, heads, digest and package in one file, NDJSON
lq audit reads --tenant <tenant> [options]    who opened which session or got its link for players, by opaque id

  --from, --to      a tick, or a time as 2026-11-28 or 2026-11-28T14:30:00Z; both included
  --who <who>       a seat's number, a player's opaque id, or system
  --type <type>     a command's, such as PlaceOrder; $join, $start
  --key <sha256>    the fingerprint that the audit key in the file must have
  --as <person>     who asks; otherwise you
${cloudUsage}
  --json            one JSON document; findings name what is wrong`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [name = '', session] = positionals;
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (!verb) throw usageError(`There is no lq audit ${name}; there are ${Object.keys(verbs).join(', ')}.`);
    return verb(values, session, io);
  },
};
