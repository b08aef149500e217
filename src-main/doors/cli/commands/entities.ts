import { counted } from '../../../../engine/model/counted.ts';
import { LedgerError } from '../../../contract/error.ts';
import { exit, readArgs, usageError, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage } from '../meant.ts';
import { namedSession } from '../named-session.ts';

const options = {
  ...cloudOptions,
  tenant: { type: 'string' },
  json: { type: 'boolean' },
  entity: { type: 'string' },
  component: { type: 'string' },
} as const;

export const command: CliCommand = {
  summary: "Lists what a session's entities hold.",
  usage: `lq entities <session> [--entity <key>] [--component <name>]

What a session's last checkpoint held: of every entity the components that its project declares. A copy for whoever asks;
while a session runs it is brought up to date once a minute, and when it comes to rest.

  --entity <key>      of this entity only
  --component <name>  this component only
  --tenant <id>       whose; without it a session is looked for in every tenant in which you have a role
${cloudUsage}
  --json              one JSON document`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [id, extra] = positionals;
    if (extra !== undefined) throw usageError(`${extra} is one too many: lq entities takes one session.`, 'See lq help entities.');
    const { client, ref } = await namedSession(id, values);
    const found = await client.entities(ref, values.entity).finally(() => client.close());
    const rows = found.rows.filter(({ component }) => values.component === undefined || component === values.component);
    const { tick, left } = found.state ?? {};
    const asked = [
      values.entity !== undefined && `entity ${values.entity}`,
      values.component !== undefined && `component ${values.component}`,
    ];
    const named = asked.filter((each) => each !== false).join(' with a ');
    if (tick !== undefined && rows.length === 0 && left === 0 && named !== '')
      throw new LedgerError({
        code: 'entity-unknown',
        message: `Session ${ref.session} has no ${named} at tick ${tick}.`,
        hint: `What there is: lq entities ${ref.session}`,
        where: ref.session,
      });
    if (values.json) io.out(JSON.stringify({ ...ref, ...(tick !== undefined && { tick, left }), rows }));
    else if (tick === undefined) io.out(`Nothing is written down of session ${ref.session} yet: it has taken no checkpoint.`);
    else {
      io.out(`Tick ${tick}, ${counted(rows.length, 'component')}${left === 0 ? '' : `; ${left} more were left out`}`);
      for (const { entity, name, component, value } of rows) io.out(`${entity}  ${name}  ${component}  ${JSON.stringify(value)}`);
    }
    return exit.ok;
  },
};
