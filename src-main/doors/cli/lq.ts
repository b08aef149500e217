/** `lq`: the command line. Each subcommand lies in a file of its own and is loaded when it is called. */
import type { CliCommand, Io } from './command.ts';
import { visible } from '../../contract/visible.ts';
import { exit, printLines, report, usageError } from './command.ts';

const commands: Record<string, () => Promise<{ command: CliCommand }>> = {
  achievements: () => import('./commands/achievements.ts'),
  analytics: () => import('./commands/analytics.ts'),
  api: () => import('./commands/api.ts'),
  audit: () => import('./commands/audit.ts'),
  collab: () => import('./commands/collab.ts'),
  dlq: () => import('./commands/dlq.ts'),
  entities: () => import('./commands/entities.ts'),
  engine: () => import('./commands/engine.ts'),
  init: () => import('./commands/init.ts'),
  join: () => import('./commands/join.ts'),
  level: () => import('./commands/level.ts'),
  login: () => import('./commands/login.ts'),
  logs: () => import('./commands/logs.ts'),
  notifications: () => import('./commands/notifications.ts'),
  open: () => import('./commands/open.ts'),
  ops: () => import('./commands/ops.ts'),
  parameters: () => import('./commands/parameters.ts'),
  people: () => import('./commands/people.ts'),
  play: () => import('./commands/play.ts'),
  publish: () => import('./commands/publish.ts'),
  replay: () => import('./commands/replay.ts'),
  run: () => import('./commands/run.ts'),
  script: () => import('./commands/script.ts'),
  session: () => import('./commands/session.ts'),
  share: () => import('./commands/share.ts'),
  start: () => import('./commands/start.ts'),
  tenant: () => import('./commands/tenant.ts'),
  top: () => import('./commands/top.ts'),
  trace: () => import('./commands/trace.ts'),
  trust: () => import('./commands/trust.ts'),
  up: () => import('./commands/up.ts'),
  usage: () => import('./commands/usage.ts'),
  validate: () => import('./commands/validate.ts'),
  why: () => import('./commands/why.ts'),
};

const processIo: Io = {
  out: (line) => process.stdout.write(`${visible(line)}\n`),
  err: (line) => process.stderr.write(`${visible(line)}\n`),
};

/** `lq ... | head` closes the pipe early: that is no error. */
const endQuietly = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
};

/** @returns the exit code: 0 ok, 1 what was checked does not hold, 2 cannot run, 3 forbidden */
export async function main(argv: string[], io: Io = processIo): Promise<number> {
  const [name = 'help', ...rest] = argv;
  if (io === processIo) process.stdout.on('error', endQuietly);
  try {
    if (['help', '--help', '-h'].includes(name)) return await help(rest[0], io);
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!load) throw usageError(`There is no command lq ${name}.`, `There are: ${Object.keys(commands).toSorted().join(', ')}.`);
    if (rest.includes('--help') || rest.includes('-h')) return await help(name, io);
    const { command } = await load();
    return await command.run(rest, io);
  } catch (error) {
    return report(error, io);
  }
}

async function help(name: string | undefined, io: Io): Promise<number> {
  const load = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load) {
    const { command } = await load();
    io.out(command.summary);
    io.out('');
    printLines(command.usage, (line) => io.out(line));
    return exit.ok;
  }
  io.out('lq <command>, also installed as ledgerquest. Every command but start and play prints one JSON document with --json.');
  io.out('');
  for (const each of Object.keys(commands).toSorted()) io.out(`  ${each.padEnd(15)}${(await commands[each]!()).command.summary}`);
  io.out('');
  io.out('lq help <command> tells more.');
  return exit.ok;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
