import { setTimeout as wait } from 'node:timers/promises';
import type { LogLine } from '../../../../cloud/client/index.ts';
import { connect } from '../../../services/cloud/connect.ts';
import { exit, readArgs, usageError, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage, meant, namedTenant } from '../meant.ts';

const options = {
  ...cloudOptions,
  tenant: { type: 'string' },
  session: { type: 'string' },
  since: { type: 'string' },
  follow: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `10m` ago, or a moment in ISO 8601. */
function sinceOf(text: string, now: number): number {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const moment = amount === undefined ? Date.parse(text) : now - Number(amount) * units[unit as keyof typeof units];
  if (Number.isNaN(moment)) throw usageError(`--since ${text} is no moment.`, 'Write it like 10m, 2h, or 2026-11-28T09:00:00Z.');
  return moment;
}

const text = ({ at, level, function: by, session, code, message, where, seq, trace, spans }: LogLine): string =>
  [
    at,
    level.padEnd(5),
    by,
    session,
    code,
    spans === undefined ? message : `command ${seq} ${spans.map(({ name, from, to }) => `${name} ${to - from} ms`).join(', ')}`,
    where,
    trace,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('  ');

/** How far lines may lie behind when they are read again: functions write by themselves. */
const slack = 2_000;

export const command: CliCommand = {
  summary: 'What the functions said of a tenant’s sessions, and of nobody else’s.',
  usage: `lq logs --tenant <tenant> [--session <id>] [--since 10m] [--follow]

  --session <id>    only of this session
  --since <when>    10m, 2h or a moment like 2026-11-28T09:00:00Z; otherwise an hour
  --follow          stays, and prints what comes
  --as <person>     who reads; otherwise you. Needs the role owner or operator
${cloudUsage}
  --json            {tenant, lines}; with --follow one line of JSON per line

A line carries ids, codes and times: no names, no payloads, no secrets.`,
  async run(args, io) {
    const { values } = readArgs(args, options);
    const tenant = namedTenant(values, 'See lq help logs.');
    const { dataDir, person } = meant(values);
    const { client } = connect(dataDir, tenant, person);
    const query = (since: number) => ({ since, ...(values.session !== undefined && { session: values.session }) });
    const read = async (since: number): Promise<LogLine[]> => {
      const lines: LogLine[] = [];
      for await (const line of client.logs(tenant, query(since))) lines.push(line);
      return lines;
    };
    try {
      const since = sinceOf(values.since ?? '1h', Date.now());
      const lines = await read(since);
      if (!values.follow) {
        if (values.json) io.out(JSON.stringify({ tenant, lines }));
        else if (lines.length === 0) io.out(`Nothing was said of ${values.session ?? tenant} since ${new Date(since).toISOString()}.`);
        else for (const line of lines) io.out(text(line));
        return exit.ok;
      }
      const printed = new Set<string>();
      for (let found = lines; ; found = await read(Date.now() - slack - 1_000)) {
        const before = new Set(printed);
        for (const line of found) {
          const key = JSON.stringify(line);
          printed.add(key);
          if (!before.has(key)) io.out(values.json ? key : text(line));
        }
        if (printed.size > 10_000) for (const old of [...printed].slice(0, 5_000)) printed.delete(old);
        await wait(500);
      }
    } finally {
      client.close();
    }
  },
};
