import type { Erasure, Limits } from '../../../../cloud/client/index.ts';
import { counted } from '../../../../engine/model/counted.ts';
import { connect } from '../../../services/cloud/connect.ts';
import { erasureOf, eraseTenant, setLimits } from '../../../services/cloud/tenants.ts';
import { type CliCommand, exit, type Io, readArgs, usageError, wholeNumber } from '../command.ts';
import { cloudOptions, cloudUsage, meant } from '../meant.ts';

const options = {
  ...cloudOptions,
  json: { type: 'boolean' },
  sessions: { type: 'string' },
  players: { type: 'string' },
  commands: { type: 'string' },
  budget: { type: 'string' },
  confirm: { type: 'string' },
} as const;
type Values = ReturnType<typeof readArgs<typeof options>>['values'];
type Verb = (tenant: string, values: Values, io: Io) => Promise<number>;

const asked = (tenant: string, values: Values) => ({ tenant, ...meant(values) });

function printLimits({ sessions, players, commandsPerSecond, dollars }: Limits, io: Io): void {
  const most = [
    `${counted(sessions, 'session')} at once`,
    `${counted(players, 'player')} in each`,
    `${counted(commandsPerSecond, 'command')} a second in each`,
    `$${dollars} a month`,
  ];
  io.out(`  ${most.join(', ')}`);
}

/** What is left of a tenant, and what there is to do. */
function printErasure({ tenant, state, since, items, objects, keysDestroyedAt }: Erasure, io: Io): void {
  const when = since === undefined ? '' : ` since ${since}`;
  io.out(state === 'erasing' ? `${tenant} is being erased${when}.` : `${tenant} is erased${when}. The name is not given again.`);
  const left = [counted(items, 'item'), counted(objects, 'version') + ' of objects'].join(' and ');
  io.out(`  left: ${left}, with those that a lock keeps`);
  if (keysDestroyedAt !== undefined) io.out(`  its keys are out of use and are destroyed on ${keysDestroyedAt}`);
  else if (state === 'erasing') io.out('  its keys are in use');
  if (state === 'erasing' || items > 0)
    io.out(`  This goes on with it and waits for its end: lq tenant erase ${tenant} --confirm ${tenant}`);
}

const show: Verb = async (tenant, values, io) => {
  const { dataDir, person } = meant(values);
  const erasure = await erasureOf({ dataDir, tenant });
  if (erasure) {
    const { state, tenant: _tenant, ...left } = erasure;
    if (values.json) io.out(JSON.stringify({ tenant, [state]: left }));
    else printErasure(erasure, io);
    return exit.ok;
  }
  const { client } = connect(dataDir, tenant, person);
  const { limits, budget, region } = await client.limits(tenant).finally(() => client.close());
  if (values.json) io.out(JSON.stringify({ tenant, region, limits, budget }));
  else {
    io.out(`${tenant}: its data stays in ${region}`);
    printLimits(limits, io);
    io.out(`  $${budget.spent} spent in ${budget.month}, by the price list of lq usage`);
    if (budget.isSpent)
      io.out(
        `  The budget is spent: its sessions are paused. Raise it with lq tenant quota ${tenant} --budget <dollars>, or wait for the next month; then lq session resume <session>.`,
      );
  }
  return exit.ok;
};

/** Dollars as they are kept: exact, to a billionth. */
function dollarsOf(text: string | undefined): string | undefined {
  if (text === undefined || /^\d{1,9}(\.\d{1,9})?$/.test(text)) return text;
  throw usageError(`--budget ${text} is no amount of dollars.`, 'Write it like 250 or 0.75.');
}

const quota: Verb = async (tenant, values, io) => {
  const sessions = wholeNumber('sessions', values.sessions, 0);
  const players = wholeNumber('players', values.players, 0);
  const commandsPerSecond = wholeNumber('commands', values.commands, 0);
  const dollars = dollarsOf(values.budget);
  const change: Partial<Limits> = {
    ...(sessions !== undefined && { sessions }),
    ...(players !== undefined && { players }),
    ...(commandsPerSecond !== undefined && { commandsPerSecond }),
    ...(dollars !== undefined && { dollars }),
  };
  if (Object.keys(change).length === 0) throw usageError('Say what: --sessions, --players, --commands or --budget.', 'See lq help tenant.');
  const limits = await setLimits(asked(tenant, values), change);
  if (values.json) io.out(JSON.stringify({ tenant, limits }));
  else {
    io.out(`${tenant} may now use`);
    printLimits(limits, io);
    for (const [name, what] of nothingOf) if (limits[name] === 0) io.out(`  With that nobody can ${what}.`);
  }
  return exit.ok;
};

/** What a limit of none means. */
const nothingOf = [
  ['sessions', 'start a session'],
  ['players', 'take a seat'],
  ['commandsPerSecond', 'send a command'],
] as const;

const erase: Verb = async (tenant, values, io) => {
  if (values.confirm !== tenant)
    throw usageError(
      `This destroys everything of ${tenant}, and nothing brings it back.`,
      `If you mean it: lq tenant erase ${tenant} --confirm ${tenant}`,
    );
  const { erased, goesOn } = await eraseTenant(asked(tenant, values));
  const { items, objects, kept, keysDestroyedAt } = erased;
  if (values.json) io.out(JSON.stringify(erased));
  else {
    io.out(
      `${tenant} is erased: ${counted(items, 'item')} and ${counted(objects, 'object')} ${goesOn ? 'that were left ' : ''}are deleted, and its access has ended.`,
    );
    if (keysDestroyedAt !== undefined)
      io.out(
        `Its keys are out of use and are destroyed on ${keysDestroyedAt}; until then the cloud’s operator could bring them back in KMS.`,
      );
    if (kept.objects > 0)
      io.out(
        `${counted(kept.objects, 'sealed object')} of its audit ${kept.objects === 1 ? 'is' : 'are'} locked until ${kept.until}; without the keys nobody can read ${kept.objects === 1 ? 'it' : 'them'}.`,
      );
    io.out(
      `Copies of this data folder that were made before hold their own keys: delete those too. The name ${tenant} is not given again.`,
    );
  }
  return exit.ok;
};

const verbs: Readonly<Record<string, Verb>> = { show, quota, erase };

export const command: CliCommand = {
  summary: 'What a tenant may use and has spent; sets its limits; erases it.',
  usage: `lq tenant show <tenant>                what it may use, what it has spent this month, where its data stays;
                                       of one that is being erased since when, and what is left
lq tenant quota <tenant> [limits]      sets limits; the operator's
lq tenant erase <tenant> --confirm <tenant>
                                       destroys its keys, items and objects; an owner's or the operator's.
                                       Interrupted it is called again and goes on

  A tenant is made by writing it into people.json of the data folder, with its people and their roles; the next
  lq up makes its keys.

  --sessions <n>    sessions at once
  --players <n>     players in a session
  --commands <n>    commands a second in a session
  --budget <usd>    US dollars a month, by the price list of lq usage; sessions are paused when they are spent
  --as <person>     who asks; otherwise you
${cloudUsage}
  --json            prints {tenant, region, limits, budget}, {tenant, erasing} or {tenant, erased}, {tenant, limits} or {tenant, items, objects, kept, keysDestroyedAt}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [verb = '', tenant] = positionals;
    const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (!run) throw usageError(`There is no lq tenant ${verb}; there are ${Object.keys(verbs).join(', ')}.`);
    if (tenant === undefined) throw usageError(`Say which: lq tenant ${verb} <tenant>.`);
    return run(tenant, values, io);
  },
};
