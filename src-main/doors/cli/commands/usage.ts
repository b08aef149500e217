import { counted } from '../../../../engine/model/counted.ts';
import { costOf, costPerHour, sumUsage, type Cost } from '../../../../cloud/client/index.ts';
import { connect } from '../../../services/cloud/connect.ts';
import { exit, type Io, readArgs, usageError, type CliCommand } from '../command.ts';
import { hourOf } from '../hour.ts';
import { cloudOptions, cloudUsage, meant } from '../meant.ts';
import { namedSession } from '../named-session.ts';

const options = {
  ...cloudOptions,
  tenant: { type: 'string' },
  json: { type: 'boolean' },
  from: { type: 'string' },
  to: { type: 'string' },
} as const;
type Values = ReturnType<typeof readArgs<typeof options>>['values'];

const amounts = ({ ticks, commands, slices }: Parameters<typeof costOf>[0]): string[] => [
  counted(ticks, 'tick'),
  counted(commands, 'command'),
  counted(slices, 'slice'),
];

async function ofTenant(tenant: string, values: Values, io: Io): Promise<number> {
  const [from = '', to] = [hourOf('from', values.from), hourOf('to', values.to)];
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const all = await client.usage(tenant).finally(() => client.close());
  // A day begins with its first hour and ends with its last.
  const hours = all.filter(({ hour }) => hour >= from && (to === undefined || hour <= to || hour.startsWith(to)));
  const total = sumUsage(hours.map(({ usage }) => usage));
  const cost = costOf(total);
  if (values.json) io.out(JSON.stringify({ tenant, hours, total, cost }));
  else if (hours.length === 0) io.out(`${tenant} used nothing${all.length > 0 ? ' in these hours' : ' yet'}.`);
  else {
    for (const { hour, usage } of hours) io.out(`${hour}  ${amounts(usage).join('  ')}  $${costOf(usage).usd}`);
    print(cost, io);
  }
  return exit.ok;
}

async function ofSession(id: string, values: Values, io: Io): Promise<number> {
  const { client, ref } = await namedSession(id, values);
  const { tenant } = ref;
  const usage = await client.sessionUsage(tenant, id).finally(() => client.close());
  const cost = costOf(usage);
  const perHour = costPerHour(usage);
  if (values.json) io.out(JSON.stringify({ tenant, session: id, usage, cost, ...(perHour !== undefined && { perHour }) }));
  else {
    io.out(`Session ${id}: ${amounts(usage).join(', ')}, ${usage.fuel} fuel`);
    print(cost, io);
    if (perHour !== undefined)
      io.out(`$${perHour} for an hour in which its loop runs; it ran for ${((usage.loopMs + usage.taskMs) / 1000).toFixed(1)} s`);
  }
  return exit.ok;
}

function print({ date, region, lines, usd }: Cost, io: Io): void {
  for (const { what, amount, usd: dollars } of lines)
    if (amount > 0) io.out(`  ${what.padEnd(36)}${Number(amount.toFixed(3)).toLocaleString('en').padStart(16)}  $${dollars}`);
  io.out(`$${usd} by AWS's prices of ${date} in ${region}: a calculation, not a bill. Storage, logs and traffic are not in it.`);
}

export const command: CliCommand = {
  summary: 'What a tenant or a session used, and what that would cost by a price list that names its day.',
  usage: `lq usage --tenant <tenant> [--from <hour>] [--to <hour>]   by hour, in UTC: 2026-11-28T09, or 2026-11-28
lq usage <session>                                          of one session since it began, and per hour of play

  --as <person>     who asks; otherwise you
${cloudUsage}
  --json            prints {tenant, hours, total, cost} or {tenant, session, usage, cost, perHour}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [session] = positionals;
    if (session !== undefined) return ofSession(session, values, io);
    if (values.tenant === undefined) throw usageError('Say whose: --tenant <tenant>, or name a session.');
    return ofTenant(values.tenant, values, io);
  },
};
