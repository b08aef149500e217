import { counted } from '../../../../engine/model/counted.ts';
import { append } from '../../../../engine/kernel/append.ts';
import type { Engine, LevelPackage, RunStart, SliceResult } from '../../../../engine/run/index.ts';
import { figureLines } from '../figures.ts';
import { problemLine, withHint } from '../../../../engine/model/problem.ts';
import { parseParameter } from '../../../../engine/model/parameters.ts';
import { MAX_TICKS, type ParamValue } from '../../../../engine/model/project.ts';
import { LedgerError } from '../../../contract/error.ts';
import { expectWritable, writeNamed } from '../../../services/disk/named-file.ts';
import { findEngine, loadEngine } from '../../../services/engine/index.ts';
import { compileFolder } from '../../../services/levels/index.ts';
import { exit, readArgs, usageError, wholeNumber, type CliCommand, type Io } from '../command.ts';
import { trusts } from '../meant.ts';
import { warningLines } from '../warnings.ts';

export const command: CliCommand = {
  summary: 'Runs a level on this machine and prints its figures and hashes.',
  usage: `lq run <folder> [options]

  --scenario <id>      which scenario; the first by id without it
  --set <name=value>   overrides a parameter; repeatable; four values as 28,28,28,20
  --seed <n>           the scenario's without it
  --ticks <n>          the scenario's length without it; at most ${MAX_TICKS}
  --level <id>         which level of the project; its first without it
  --record <file.lqr>  keeps the run as a recording: lq replay and lq why read it
  --engine <build>     a folder of lq engine build, the folder of a build, or engine@<sha256>; without it the build that
                       ledgerquest.json names, else this installation's
  --slice <k>          runs k ticks at a time, each slice from the checkpoint bytes of the last in a new world
  --json               prints {ticks, scenario, seed, kpis, hash, hashes, events, ...}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      scenario: { type: 'string' },
      set: { type: 'string', multiple: true },
      seed: { type: 'string' },
      ticks: { type: 'string' },
      level: { type: 'string' },
      slice: { type: 'string' },
      record: { type: 'string' },
      engine: { type: 'string' },
      json: { type: 'boolean' },
    });
    const [dir] = positionals;
    if (dir === undefined || positionals.length > 1)
      throw usageError('lq run needs the folder of one project.', 'For example: lq run samples/supply-chain --scenario benchmark');
    if (values.record === '') throw usageError('--record names no file.', 'For example: --record run.lqr');
    if (values.record !== undefined) expectWritable(values.record);
    const engine = await loadEngine((await findEngine({ project: dir, engine: values.engine, trusts })).dir);
    const { package: pkg, problems } = await compileFolder(engine, dir, values.level);
    for (const problem of problems) io.err(problemLine(problem));
    if (!pkg) throw new LedgerError({ code: 'broken-project', message: `${dir} cannot be run.`, hint: 'Correct what is listed above.' });
    if (engine.needsPhysics(pkg)) await engine.loadPhysics();

    const start = engine.resolveStart(pkg, {
      scenario: values.scenario,
      parameters: Object.fromEntries((values.set ?? []).map((text) => readSetting(pkg, text))),
      seed: wholeNumber('seed', values.seed, 0),
      ticks: plannedTicks(values.ticks),
    });
    if (values.record !== undefined && values.slice !== undefined)
      throw usageError('A recording is of one run, not of slices.', 'Leave out --slice or --record: both give the same hashes.');
    const run =
      values.record === undefined
        ? runInSlices(engine, pkg, start, wholeNumber('slice', values.slice, 1) ?? start.ticks)
        : runRecorded(engine, pkg, start, values.record);
    const kpis = Object.fromEntries(Object.entries(run.kpis).map(([name, series]) => [name, series.at(-1)!]));
    for (const { file, line, column, message, hint } of run.faults)
      io.err(`${[file, line, column].filter((part) => part !== undefined).join(':')}  ${withHint(message, hint)}`);
    if (values.json) {
      io.out(
        JSON.stringify({
          ticks: run.toTick,
          scenario: start.scenario,
          seed: start.seed,
          kpis,
          hash: run.hashes.at(-1),
          hashes: run.hashes,
          events: run.events,
          chain: run.chain,
          package: pkg.hash,
          engine: engine.id,
          parameters: start.parameters,
          fuel: run.fuel,
          faults: run.faults,
          logs: run.logs,
        }),
      );
    } else {
      for (const line of warningLines(run.events)) io.err(line);
      printFigures(pkg, start.scenario, run, kpis, io);
    }
    return run.faults.length > 0 ? exit.differs : exit.ok;
  },
};

/** As many as a scenario may have: a run keeps a hash of every tick. */
function plannedTicks(text: string | undefined): number | undefined {
  const ticks = wholeNumber('ticks', text, 1);
  if (ticks !== undefined && ticks > MAX_TICKS) throw usageError(`--ticks ${text} is too many; a run has at most ${MAX_TICKS}.`);
  return ticks;
}

/** `name=value` as a checked parameter. */
function readSetting({ level }: LevelPackage, text: string): [string, ParamValue] {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(`--set ${text} is not written as name=value.`, 'For example: --set beta=0.5');
  const name = text.slice(0, at);
  const spec = Object.hasOwn(level.parameters, name) ? level.parameters[name] : undefined;
  if (!spec) throw usageError(`There is no parameter ${name}.`, `There are: ${Object.keys(level.parameters).join(', ') || 'none'}.`);
  return [name, parseParameter(name, spec, text.slice(at + 1))];
}

type Run = Pick<SliceResult, 'toTick' | 'hashes' | 'chain' | 'events' | 'logs' | 'faults' | 'kpis'> & { fuel: number };

function runInSlices(engine: Engine, pkg: LevelPackage, start: RunStart, size: number): Run {
  const run: Run = { toTick: 0, hashes: [], chain: '', events: [], logs: [], faults: [], kpis: {}, fuel: 0 };
  let checkpoint: Uint8Array | undefined;
  while (run.toTick < start.ticks) {
    const { scenario, parameters, seed, ticks } = start;
    const part = engine.runSlice({
      package: pkg,
      ticks: Math.min(size, start.ticks - run.toTick),
      ...(checkpoint ? { checkpoint } : { start: { scenario: scenario === '' ? undefined : scenario, parameters, seed, ticks } }),
    });
    checkpoint = part.checkpoint;
    run.toTick = part.toTick;
    run.chain = part.chain;
    run.fuel += part.metering.fuel;
    append(run.hashes, part.hashes);
    append(run.events, part.events);
    append(run.logs, part.logs);
    append(run.faults, part.faults);
    for (const [name, series] of Object.entries(part.kpis)) append((run.kpis[name] ??= []), series);
  }
  return run;
}

/** One run from its start to its end, kept in a file. */
function runRecorded(engine: Engine, pkg: LevelPackage, { scenario, parameters, seed, ticks }: RunStart, file: string): Run {
  const recorder = engine.record(pkg, { scenario: scenario === '' ? undefined : scenario, parameters, seed, ticks });
  const run: Run = { toTick: 0, hashes: [], chain: '', events: [], logs: [], faults: [], kpis: {}, fuel: 0 };
  while (run.toTick < ticks) {
    const { tick, hash, chain, fuel, events, logs, faults, kpis } = recorder.step();
    for (const [name, value] of Object.entries(kpis)) (run.kpis[name] ??= []).push(value);
    run.toTick = tick;
    run.chain = chain;
    run.fuel += fuel;
    run.hashes.push(hash);
    append(run.events, events);
    append(run.logs, logs);
    append(run.faults, faults);
  }
  writeNamed(file, recorder.bytes());
  recorder.world.dispose();
  return run;
}

function printFigures({ level }: LevelPackage, scenario: string, run: Run, kpis: Record<string, string | number>, io: Io): void {
  const unit = level.clock.kind === 'turns' ? level.clock.unit : 'tick';
  io.out(`${level.name} · ${level.scenarios[scenario]?.name ?? 'no scenario'} · ${counted(run.toTick, unit)}`);
  for (const line of figureLines(kpis, level.kpis)) io.out(line);
  for (const { script, text } of run.logs) io.out(`  ${script}: ${text}`);
  io.out(`State hash ${run.hashes.at(-1)}`);
}
