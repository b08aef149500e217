import { counted } from '../../../../engine/model/counted.ts';
import type { NoticeView } from '../../../../cloud/client/index.ts';
import { connect } from '../../../services/cloud/connect.ts';
import { exit, type Io, readArgs, usageError, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage, meant, namedTenant } from '../meant.ts';

const options = { ...cloudOptions, tenant: { type: 'string' }, unread: { type: 'boolean' }, json: { type: 'boolean' } } as const;
type Values = ReturnType<typeof readArgs<typeof options>>['values'];
type Verb = (values: Values, io: Io) => Promise<number>;

/** A notice as a sentence. */
function sentence({ kind, about, said }: NoticeView): string {
  switch (kind) {
    case 'published':
      if (Number(said['revision']) < Number(said['latest'] ?? 0))
        return `${about} was rolled back on ${said['channel']} to revision ${said['revision']}, by ${said['publisher']}`;
      return `${about} is live on ${said['channel']} with revision ${said['revision']}, by ${said['publisher']}`;
    case 'refused':
      return `Publish ${about} was refused: ${said['code']}`;
    case 'finished':
      return `Session ${about} ${said['how'] === 'ended' ? 'was ended' : 'was played to its end'} at tick ${said['ticks']}, ${counted(Number(said['players']), 'player')}`;
    case 'parked':
      return `Session ${about} stands still at tick ${said['ticks']}. See why: lq session show ${about}`;
    case 'budget':
      return `${said['percent']} % of the budget of ${about} is spent: $${said['spentUsd']} of $${said['budgetUsd']}`;
  }
}

const list: Verb = async (values, io) => {
  const tenant = namedTenant(values);
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const all = await client.notices(tenant, person).finally(() => client.close());
  const notices = all.filter(({ read }) => !(values.unread && read));
  if (values.json) io.out(JSON.stringify({ tenant, notices }));
  else if (notices.length === 0) io.out(`${tenant} has no ${values.unread ? 'unread ' : ''}notices.`);
  else for (const notice of notices) io.out(`${notice.read ? ' ' : '*'} ${notice.at}  ${sentence(notice)}`);
  return exit.ok;
};

const read: Verb = async (values, io) => {
  const tenant = namedTenant(values);
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const mark = async (): Promise<number> => {
    const all = await client.notices(tenant, person);
    const last = all.at(-1);
    if (last) await client.markNoticesRead(tenant, person, last.id);
    return all.filter((notice) => !notice.read).length;
  };
  const marked = await mark().finally(() => client.close());
  if (values.json) io.out(JSON.stringify({ tenant, marked }));
  else io.out(marked === 0 ? 'There was nothing to read.' : `${counted(marked, 'notice')} ${marked === 1 ? 'is' : 'are'} read.`);
  return exit.ok;
};

const verbs: Record<string, Verb> = { list, read };

export const command: CliCommand = {
  summary: 'What happened in a tenant: levels that went live, sessions that ended or stand still, budgets.',
  usage: `lq notifications list --tenant <tenant> [--unread]   oldest first; what you have not read has a *
lq notifications read --tenant <tenant>              you have read all of them

  --as <person>     who asks; otherwise you
${cloudUsage}
  --json            prints {tenant, notices} or {tenant, marked}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [name = ''] = positionals;
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (!verb) throw usageError(name === '' ? 'Say what: list or read.' : `There is no lq notifications ${name}; there are list, read.`);
    return verb(values, io);
  },
};
