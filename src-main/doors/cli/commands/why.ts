import type { WhyTarget } from '../../../../engine/run/index.ts';
import { openRecordingFile, tellWhy } from '../../../services/recordings/index.ts';
import { exit, readArgs, usageError, wholeNumber, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  summary: 'Says why a number of a recorded run is what it is.',
  usage: `lq why <file.lqr> --entity <key> --field <Component.field> [--tick <n>] [--json]
lq why <file.lqr> --kpi <name> [--tick <n>] [--json]

  --entity <key>             which entity, by its key in the level
  --field <Component.field>  which of its fields, for example Stage.inventory
  --kpi <name>               a KPI instead of a field
  --tick <n>                 as of which tick; the last without it
  --json                     prints {tick, value, change, chain, text}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      tick: { type: 'string' },
      entity: { type: 'string' },
      field: { type: 'string' },
      kpi: { type: 'string' },
      json: { type: 'boolean' },
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1)
      throw usageError('lq why needs one recording.', 'For example: lq why run.lqr --kpi total_cost --tick 12');
    const target = targetOf(values);
    const { engine, player } = await openRecordingFile(file);
    try {
      const why = engine.explain(player, wholeNumber('tick', values.tick, 0) ?? player.ticks, target);
      const text = tellWhy(player.package.level, target, why);
      const { diverged } = player;
      if (diverged)
        io.err(
          `This recording does not replay as it was recorded: tick ${diverged.tick} differs. What is said here is what happens now. lq replay tells what differs.`,
        );
      if (values.json) io.out(JSON.stringify({ ...why, text }));
      else for (const line of text) io.out(line);
      return diverged ? exit.differs : exit.ok;
    } finally {
      player.dispose();
    }
  },
};

function targetOf({ entity, field, kpi }: { entity?: string; field?: string; kpi?: string }): WhyTarget {
  if (kpi !== undefined) {
    if (entity !== undefined || field !== undefined) throw usageError('A KPI belongs to no entity: give --kpi, or --entity and --field.');
    return { kpi };
  }
  if (entity === undefined || field === undefined)
    throw usageError(
      'lq why needs what to explain: --entity and --field, or --kpi.',
      'For example: --entity retailer --field Stage.inventory',
    );
  const [component, name, ...rest] = field.split('.');
  if (component === undefined || component === '' || name === undefined || name === '' || rest.length > 0)
    throw usageError(`--field ${field} is not written as Component.field.`, 'For example: --field Stage.inventory');
  return { entity, component, field: name };
}
