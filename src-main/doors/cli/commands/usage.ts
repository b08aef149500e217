import { counted } from '../../../../engine/model/counted.ts';
import { costOf, costPerHour, hourKindOf, sumUsage, turnsPerHour, type Cost } from '../../../../cloud/client/index.ts';
import { connect } from '../../../services/cloud/connect.ts';
import { assumed } from '../../../services/publishing/price.ts';
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

type Usage = Parameters<typeof costOf>[0];

const amounts = ({ ticks, commands, slices }: Usage): string[] => [
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

/** What a session used, and by what its hour is told. */
async function askFor(id: string, values: Values) {
  const { client, ref } = await namedSession(id, values);
  const { tenant } = ref;
  try {
    const usage = await client.sessionUsage(tenant, id);
    const { start } = await client.session(tenant, id);
    return { tenant, usage, kind: hourKindOf(start) };
  } finally {
    client.close();
  }
}

async function ofSession(id: string, values: Values, io: Io): Promise<number> {
  const { tenant, usage, kind } = await askFor(id, values);
  const cost = costOf(usage);
  const perHour = costPerHour(usage, kind);
  if (values.json) io.out(JSON.stringify({ tenant, session: id, usage, cost, ...(perHour !== undefined && { perHour, hourOf: kind }) }));
  else {
    io.out(`Session ${id}: ${amounts(usage).join(', ')}, ${usage.fuel} fuel`);
    print(cost, io, ' is what this session has cost until now,');
    if (perHour !== undefined) io.out(`$${perHour} is what an hour like it costs: ${hourWords(usage, kind)} ${sheetSays}`);
  }
  return exit.ok;
}

/** What the hour of a session is made of. */
const hourWords = ({ ticks, loopMs, taskMs }: Usage, kind: ReturnType<typeof hourKindOf>): string =>
  kind === 'turns'
    ? `${turnsPerHour} turns, one a minute, each at the price of its ${counted(ticks, 'turn')}.`
    : `one in which its loop runs all the time; it ran for ${((loopMs + taskMs) / 1000).toFixed(1)} s.`;
const sheetSays = `The Publish sheet estimates such an hour for ${counted(assumed.players, 'player')}.`;

function print({ date, region, lines, usd }: Cost, io: Io, means = ''): void {
  for (const { what, amount, usd: dollars } of lines)
    if (amount > 0) io.out(`  ${what.padEnd(36)}${Number(amount.toFixed(3)).toLocaleString('en').padStart(16)}  $${dollars}`);
  io.out(`$${usd}${means} by AWS's prices of ${date} in ${region}: a calculation, not a bill. Storage, logs and traffic are not in it.`);
}

export const command: CliCommand = {
  summary: 'What a tenant or a session used, and what that would cost by a price list that names its day.',
  usage: `lq usage --tenant <tenant> [--from <hour>] [--to <hour>]   by hour, in UTC: 2026-11-28T09, or 2026-11-28
lq usage <session>                                          of one session since it began, and what an hour like it costs

  --as <person>     who asks; otherwise you
${cloudUsage}
  --json            prints {tenant, hours, total, cost} or {tenant, session, usage, cost, perHour, hourOf}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [session] = positionals;
    if (session !== undefined) return ofSession(session, values, io);
    if (values.tenant === undefined) throw usageError('Say whose: --tenant <tenant>, or name a session.');
    return ofTenant(values.tenant, values, io);
  },
};
