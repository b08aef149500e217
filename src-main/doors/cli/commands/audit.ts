import { connect } from '../../../services/cloud/connect.ts';
import { meantDataDir } from '../../../services/data-folder/discovery.ts';
import { exit, readArgs, usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  summary: "Checks a tenant's audit: every record, every sealed segment, every signature, every replay.",
  usage: `lq audit verify --tenant <tenant> [options]

  --data <dir>   data folder of the cloud; otherwise LQ_DATA, or the one that runs
  --json         prints {tenant, ok, sessions, findings, assurance}; each finding names what is wrong

Exits 1 when anything is wrong.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { tenant: { type: 'string' }, data: { type: 'string' }, json: { type: 'boolean' } });
    if (positionals[0] !== 'verify') throw usageError(`There is no lq audit ${positionals[0] ?? ''}; there is verify.`);
    const { tenant } = values;
    if (tenant === undefined) throw usageError('Say whose: --tenant <tenant>.');
    const { client } = connect(values.data ?? meantDataDir(), tenant);
    const { sessions, findings, assurance } = await client.verifyAudit(tenant);
    client.close();
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
  },
};
