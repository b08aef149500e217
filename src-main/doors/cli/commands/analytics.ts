import { counted } from '../../../../engine/model/counted.ts';
import { resolve } from 'node:path';
import { writeLines } from '../../../services/cloud/audit-file.ts';
import { connect } from '../../../services/cloud/connect.ts';
import { exit, readArgs, usageError, type CliCommand } from '../command.ts';
import { hourOf } from '../hour.ts';
import { cloudOptions, cloudUsage, meant, namedTenant } from '../meant.ts';

const options = {
  ...cloudOptions,
  tenant: { type: 'string' },
  file: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const command: CliCommand = {
  summary: 'Brings the events of a tenant into a file: one line of JSON each, hour by hour.',
  usage: `lq analytics export --tenant <tenant> --file <file> [--from <hour>] [--to <hour>]

  --from, --to      in UTC: 2026-11-28T09, or 2026-11-28; both included
  --as <person>     who asks; otherwise you. Needs a role that reads the audit
${cloudUsage}
  --json            prints {tenant, file, lines}

Never writes over anything. What a line says: docs/events.md.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [verb] = positionals;
    if (verb !== 'export')
      throw usageError(verb === undefined ? 'Say what: export.' : `There is no lq analytics ${verb}; there is export.`);
    const tenant = namedTenant(values);
    if (values.file === undefined || values.file === '') throw usageError('Say where to: --file <file>.');
    const file = resolve(values.file);
    const hours = { from: hourOf('from', values.from), to: hourOf('to', values.to) };
    const { dataDir, person } = meant(values);
    const { client } = connect(dataDir, tenant, person);
    const lines = await writeLines(file, client.analytics(tenant, hours)).finally(() => client.close());
    if (values.json) io.out(JSON.stringify({ tenant, file, lines }));
    else io.out(`${file}: ${counted(lines, 'event')}.`);
    return exit.ok;
  },
};
