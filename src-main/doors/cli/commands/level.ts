import { connect } from '../../../services/cloud/connect.ts';
import { exit, type Io, readArgs, usageError, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage, meant, namedTenant } from '../meant.ts';
import { tableLines } from '../table.ts';

const options = {
  ...cloudOptions,
  tenant: { type: 'string' },
  channel: { type: 'string', default: 'live' },
  before: { type: 'string' },
  json: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof readArgs<typeof options>>['values'];
type Verb = (values: Values, level: string | undefined, io: Io) => Promise<number>;

const usage = (message: string): never => {
  throw usageError(message, 'See lq help level.');
};

const list: Verb = async (values, _level, io) => {
  const tenant = namedTenant(values);
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const found = await client.publications(tenant).finally(() => client.close());
  const levels = found.map(({ tenant: _tenant, thumbnail: _thumbnail, ...level }) => level);
  if (values.json) io.out(JSON.stringify({ tenant, levels }));
  else if (levels.length === 0) io.out(`Nothing is live in ${tenant}.`);
  else
    for (const line of tableLines(
      ['level', 'channel', 'revision', 'of', 'package', 'publisher', 'published'],
      levels.map(({ level, channel, revision, latest, packageHash, publisher, publishedAt }) => [
        level,
        channel,
        String(revision),
        String(latest),
        packageHash.slice(0, 12),
        publisher,
        publishedAt,
      ]),
    ))
      io.out(line);
  return exit.ok;
};

const history: Verb = async (values, level, io) => {
  const tenant = namedTenant(values);
  if (level === undefined) return usage('Say which level: lq level history <level> --tenant <tenant>.');
  const before = values.before === undefined ? undefined : Number(values.before);
  if (before !== undefined && (!Number.isSafeInteger(before) || before < 1))
    return usage(`--before takes the number of a revision, not ${values.before}.`);
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const asked = { tenant, level, channel: values.channel, ...(before !== undefined && { before }) };
  const found = await client.revisions(asked).finally(() => client.close());
  if (values.json) io.out(JSON.stringify(found));
  else {
    const { channel, live, movedBy, movedAt, revisions, next } = found;
    io.out(`Revision ${live} of ${level} is live on ${tenant}/${channel} since ${movedAt}, by ${movedBy}.`);
    for (const line of tableLines(
      ['', 'revision', 'package', 'engine', 'publisher', 'published'],
      revisions.map((each) => [
        each.live ? '*' : ' ',
        String(each.revision),
        each.packageHash.slice(0, 12),
        each.engine.slice(0, 'engine@'.length + 12),
        each.publisher,
        each.publishedAt,
      ]),
    ))
      io.out(line);
    if (next !== undefined) io.out(`There are older ones: --before ${next}`);
  }
  return exit.ok;
};

const verbs: Record<string, Verb> = { list, history };

export const command: CliCommand = {
  summary: 'What is live in a tenant, and what a channel of a level has shown before.',
  usage: `lq level list --tenant <tenant>                   what is live in each channel
lq level history <level> --tenant <tenant>        its revisions, newest first, fifty at a time

  --channel <name>  of which channel; live without it
  --before <n>      only revisions older than this one
  --as <person>     who asks; otherwise you
${cloudUsage}
  --json            prints {tenant, levels} or {tenant, level, channel, live, movedAt, movedBy, latest, revisions, next?}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [name = '', level] = positionals;
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (!verb) return usage(name === '' ? 'Say what: list or history.' : `There is no lq level ${name}; there are list, history.`);
    return verb(values, level, io);
  },
};
