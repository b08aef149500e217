import { counted } from '../../../../engine/model/counted.ts';
import type { Divergence } from '../../../../engine/run/index.ts';
import { openRecordingFile } from '../../../services/recordings/index.ts';
import { exit, readArgs, usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  summary: 'Plays a recording again and says whether everything came out as it was recorded.',
  usage: `lq replay <file.lqr> [--json]

  The file holds all that is needed; no project has to be at hand. Exit 0: every tick was as recorded. 1: something differed, and what.
  2: the file cannot be read, or the engine build that it names is not here.

  --json   prints {ticks, diverged, hash, chain, level, scenario, seed, engine, package, commands, kpis, divergence?, also?}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { json: { type: 'boolean' } });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw usageError('lq replay needs one recording.', 'For example: lq replay run.lqr');
    const { player } = await openRecordingFile(file);
    try {
      const played = player.play();
      const { level } = player.package;
      const { start, commands } = player.recording;
      const { diverged: divergence, alsoDiverged } = player;
      if (values.json) {
        io.out(
          JSON.stringify({
            ...played,
            level: level.id,
            scenario: start.scenario,
            seed: start.seed,
            engine: start.engine,
            package: start.package,
            commands: commands.length,
            kpis: player.world.kpis(),
            ...(divergence && { divergence, also: alsoDiverged }),
          }),
        );
      } else {
        const unit = level.clock.kind === 'turns' ? level.clock.unit : 'tick';
        io.out(
          `${level.name} · ${level.scenarios[start.scenario]?.name ?? 'no scenario'} · ${counted(played.ticks, unit)}, ${counted(commands.length, 'command')}`,
        );
        if (divergence) for (const one of [divergence, ...alsoDiverged]) io.out(`  ${sentence(one)}`);
        else io.out('  Every tick is as it was recorded.');
        io.out(`State hash ${played.hash}`);
      }
      return played.diverged ? exit.differs : exit.ok;
    } finally {
      player.dispose();
    }
  },
};

/** What differs, in one line. */
function sentence({ tick, what, entity, component, field, script, name, ours, theirs }: Divergence): string {
  const place = {
    field: `${entity} ${component}.${field}`,
    entity: `the entity ${entity} (${name})`,
    world: `the world’s ${name}`,
    body: `the body of ${entity ?? 'an entity'}: ${name}`,
    script: `the memory of ${script}: ${name}`,
    kpi: `the KPI ${name}`,
    session: `the session’s ${name}`,
    fuel: 'the fuel of its scripts',
    chain: 'the chain over commands and fuel',
    state: 'the state hash',
    recording: '',
  }[what];
  if (what === 'recording') return `Tick ${tick}: the recording contradicts itself; its ${name} is not that of the state that it holds.`;
  return `Tick ${tick} differs: ${place} is ${JSON.stringify(ours)} here and was recorded as ${JSON.stringify(theirs)}.`;
}
