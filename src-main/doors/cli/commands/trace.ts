import type { TracedCommand } from '../../../../cloud/client/index.ts';
import { LedgerError } from '../../../contract/error.ts';
import { exit, type Io, readArgs, usageError, wholeNumber, wholeNumberOf, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage } from '../meant.ts';
import { namedSession } from '../named-session.ts';

const options = {
  ...cloudOptions,
  tenant: { type: 'string' },
  json: { type: 'boolean' },
  on: { type: 'boolean' },
  off: { type: 'boolean' },
  minutes: { type: 'string' },
} as const;

const mostMinutes = 60;

/** A command stays for a while where it is; what is an instant has no length. */
function print({ trace, seq, type, sender, spans }: TracedCommand, session: string, io: Io): void {
  const [first] = spans;
  const start = first?.from ?? 0;
  io.out(`Command ${seq} of ${session}: ${type} by ${sender === 0 ? 'the system' : `player ${sender}`}`);
  io.out(`trace ${trace}, ${new Date(start).toISOString()}`);
  spans.forEach(({ name, from, to }, index) => {
    const branch = index === spans.length - 1 ? '└─' : '├─';
    io.out(`${branch} ${name.padEnd(10)}${`+${from - start} ms`.padStart(10)}${to > from ? `  took ${to - from} ms` : ''}`);
  });
  if (spans.at(-1)?.name !== 'audited') io.out('It is not audited yet, or the lines that say so are gone.');
}

export const command: CliCommand = {
  summary: 'The way of one command, from the player’s socket to the audit, with its times.',
  usage: `lq trace <session> <command>                      by its number in the session's log
lq trace <session> --on [--minutes <n>]           follows every command of the session, ten minutes or as long as said, at most ${mostMinutes}
lq trace <session> --off

  --tenant <id>     whose; without it a session is looked for in every tenant in which you have a role
  --as <person>     who asks; otherwise you. Needs the role owner or operator
${cloudUsage}
  --json            one JSON document

Of the commands of other sessions one in a hundred is followed. Nothing of it enters the world, its hash or the audit.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [id, number] = positionals;
    const seq = number === undefined ? undefined : wholeNumberOf(`The command’s number ${number}`, number, 1);
    const minutes = wholeNumber('minutes', values.minutes, 1) ?? 10;
    const asked = [seq !== undefined, values.on === true, values.off === true].filter(Boolean).length;
    if (asked !== 1) throw usageError('Say one of: a command’s number, --on, --off.', 'See lq help trace.');
    if (minutes > mostMinutes) throw usageError(`--minutes ${minutes} is more than ${mostMinutes}.`, 'Ask again when the hour is over.');
    const { client, ref } = await namedSession(id, values);
    try {
      if (seq !== undefined) {
        const found = await client.trace({ ...ref, seq });
        if (values.json) io.out(JSON.stringify({ ...ref, ...found }));
        else print(found, ref.session, io);
        return exit.ok;
      }
      if (values.on && (await client.session(ref.tenant, ref.session)).state === 'ended')
        throw new LedgerError({
          code: 'session-ended',
          message: `Session ${ref.session} has ended: it takes no command that could be followed.`,
          hint: `The way of one that it took: lq trace ${ref.session} <command>`,
          where: ref.session,
        });
      const until = values.on ? Date.now() + minutes * 60_000 : 0;
      await client.traceUntil({ ...ref, until });
      if (values.json) io.out(JSON.stringify({ ...ref, until: values.on ? new Date(until).toISOString() : null }));
      else if (values.on) io.out(`Every command of ${ref.session} is followed until ${new Date(until).toISOString()}.`);
      else io.out(`One in a hundred commands of ${ref.session} is followed.`);
      return exit.ok;
    } finally {
      client.close();
    }
  },
};
