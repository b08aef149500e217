import { connect } from '../../../services/cloud/connect.ts';
import { exit, type Io, readArgs, usageError, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage, meant } from '../meant.ts';

const options = { ...cloudOptions, tenant: { type: 'string' }, json: { type: 'boolean' } } as const;
type Values = ReturnType<typeof readArgs<typeof options>>['values'];
type Verb = (tenant: string, values: Values, io: Io) => Promise<number>;

const verify: Verb = async (tenant, values, io) => {
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
        ? `The audit of ${tenant} is whole: ${sessions.length} sessions. Assurance: ${assurance}.`
        : `The audit of ${tenant} is not whole.`,
    );
    for (const { session, name, message } of findings) io.err(`${session} ${name}: ${message}`);
  }
  return ok ? exit.ok : exit.differs;
};

const reads: Verb = async (tenant, values, io) => {
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const entries = await client.reads(tenant).finally(() => client.close());
  const rows = entries.map(({ session, reader, at }) => ({ session, reader, at: new Date(at).toISOString() }));
  if (values.json) io.out(JSON.stringify({ tenant, reads: rows }));
  else if (rows.length === 0) io.out(`Nobody has opened a session of ${tenant}.`);
  else for (const { session, reader, at } of rows) io.out(`${at}  ${session}  ${reader}`);
  return exit.ok;
};

const verbs: Record<string, Verb> = { verify, reads };

export const command: CliCommand = {
  summary: "Checks a tenant's audit: every record, every sealed segment, every signature, every replay. Lists who opened sessions.",
  usage: `lq audit verify --tenant <tenant> [options]   exits 1 when anything is wrong
lq audit reads --tenant <tenant> [options]    who opened which session, by opaque id

  --as <person>     who asks; otherwise you
${cloudUsage}
  --json            prints {tenant, ok, sessions, findings, assurance}, each finding naming what is wrong; or {tenant, reads}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [name = ''] = positionals;
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (!verb) throw usageError(`There is no lq audit ${name}; there are ${Object.keys(verbs).join(', ')}.`);
    if (values.tenant === undefined) throw usageError('Say whose: --tenant <tenant>.');
    return verb(values.tenant, values, io);
  },
};
