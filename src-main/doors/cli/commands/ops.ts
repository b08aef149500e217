import { counted } from '../../../../engine/model/counted.ts';
import { type AlarmNotice, isRunning, type Operations, ringing } from '../../../../cloud/client/index.ts';
import { asOperator } from '../../../services/cloud/as-operator.ts';
import { exit, type Io, readArgs, usageError, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage, meant } from '../meant.ts';
import { inTenants } from '../several-tenants.ts';
import { tableLines } from '../table.ts';

const options = { ...cloudOptions, tenant: { type: 'string' }, json: { type: 'boolean' } } as const;

type View = (tenants: readonly Operations[]) => { readonly document: object; readonly print: (io: Io) => void };

const isOver = ({ done, phase }: Operations['sessions'][number]): boolean => done || phase === 'ended';
const dollars = (usd: string): string => `$${Number(usd).toFixed(4)}`;
const print =
  (head: readonly string[], rows: readonly (readonly string[])[], nothing: string) =>
  (io: Io): void => {
    if (rows.length === 0) io.out(nothing);
    else for (const line of tableLines(head, rows)) io.out(line);
  };

const summaryOf = ({ tenant, sessions, letters, spend }: Operations) => ({
  tenant,
  sessions: sessions.filter((session) => !isOver(session)).length,
  running: sessions.filter(isRunning).length,
  inTrouble: sessions.filter((session) => !isOver(session) && session.worries.length > 0).length,
  letters: letters.length,
  spend,
});

const overview: View = (tenants) => {
  const all = tenants.map(summaryOf);
  return {
    document: { tenants: all },
    print: print(
      ['tenant', 'sessions', 'running', 'in trouble', 'letters', 'today', 'month', 'budget'],
      all.map(({ tenant, sessions, running, inTrouble, letters, spend }) => [
        tenant,
        String(sessions),
        String(running),
        String(inTrouble),
        String(letters),
        dollars(spend.today),
        dollars(spend.month),
        spend.budget === undefined ? 'none' : `$${spend.budget}`,
      ]),
      'There are no tenants.',
    ),
  };
};

const publishers: View = (tenants) => {
  const all = tenants.flatMap(({ tenant, publishers: people }) => people.map((person) => ({ tenant, ...person })));
  return {
    document: { publishers: all },
    print: print(
      ['tenant', 'who may publish', 'roles'],
      all.map(({ tenant, name, roles }) => [tenant, name, roles.join(', ')]),
      'Nobody may publish.',
    ),
  };
};

const engines: View = (tenants) => {
  const all = tenants.flatMap(({ tenant, engines: builds }) => builds.map((build) => ({ tenant, ...build })));
  return {
    document: { engines: all },
    print: print(
      ['tenant', 'engine build', 'runs here', 'live', 'sessions', 'over'],
      all.map(({ tenant, id, deployed, live, running, over }) => [
        tenant,
        id.slice(0, 'engine@'.length + 12),
        deployed ? 'yes' : 'no',
        live.join(', ') || '–',
        String(running),
        String(over),
      ]),
      'No engine build is in use.',
    ),
  };
};

const words: Record<Operations['retention'][number]['what'], string> = {
  audit: 'sealed segments of the audit, locked',
  records: 'records, commands and checkpoints of sessions',
  logs: 'logs of functions',
  traces: 'the ways of commands, in the logs',
  letters: 'letters that wait to be sent again',
  unsorted: 'dead letters that are nobody’s',
};
const retention: View = ([first]) => {
  const kept = first?.retention ?? [];
  return {
    document: { retention: kept },
    print: print(
      ['what', 'kept'],
      kept.map(({ what, days }) => [words[what], days === undefined ? 'until somebody removes it' : counted(days, 'day')]),
      '',
    ),
  };
};

/** Of the whole cloud: of no tenant, so for who is operator of all of them. */
async function alarms(values: Parameters<typeof meant>[0] & { json?: boolean | undefined }, io: Io): Promise<number> {
  const { dataDir, person } = meant(values);
  const found = await asOperator(dataDir, { person, to: 'operate' }, (operator) => operator.alarmNotices());
  const told = ({ at, ...notice }: AlarmNotice) => ({ ...notice, at: new Date(at).toISOString() });
  const rings = ringing(found).map(told);
  const notices = found.map(told);
  if (values.json) io.out(JSON.stringify({ ringing: rings, notices }));
  else {
    if (rings.length === 0) io.out('No alarm rings.');
    for (const { means, at, reason } of rings) {
      io.out(`Rings since ${at}: ${means}`);
      io.out(`  ${reason}`);
    }
    for (const { at, state, means } of notices) io.out(`${at}  ${state === 'ALARM' ? 'rang' : 'over'}  ${means}`);
  }
  return exit.ok;
}

const views: Record<string, View> = { overview, tenants: overview, engines, publishers, retention };

export const command: CliCommand = {
  summary: 'What an operator looks at: tenants and their spend, publishers, engine builds in use, how long things are kept.',
  usage: `lq ops overview                sessions, trouble, dead letters and spend of each tenant; also: lq ops tenants
lq ops engines                 which engine builds live revisions and sessions name
lq ops publishers              who may publish
lq ops retention               how long what is kept
lq ops alarms                  which alarms of the cloud ring, and when they rang; takes the role in every tenant

  --tenant <id>     only this one; otherwise every tenant in which you are operator
  --as <person>     who asks; otherwise you. Needs the role operator
${cloudUsage}
  --json            one JSON document

Running are sessions whose loop runs and that are not paused. Beside it: lq top, lq dlq list|redrive, lq audit verify --tenant <tenant>, lq usage, lq logs, lq trace. Spend is by AWS's prices, a calculation.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [name = ''] = positionals;
    if (name === 'alarms') return alarms(values, io);
    const view = Object.hasOwn(views, name) ? views[name] : undefined;
    const names = [...Object.keys(views), 'alarms'].join(', ');
    if (!view)
      throw usageError(name === '' ? `Say what: ${names}.` : `There is no lq ops ${name}; there are ${names}.`, 'See lq help ops.');
    const { document, print: show } = await inTenants(values, 'operate', async (clients) =>
      view(await Promise.all(clients.map(({ tenant, client }) => client.operations(tenant)))),
    );
    if (values.json) io.out(JSON.stringify(document));
    else show(io);
    return exit.ok;
  },
};
