import { counted } from '../../../../engine/model/counted.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { problemLine, type Problem } from '../../../../engine/model/problem.ts';
import { LedgerError } from '../../../contract/error.ts';
import { productRoot } from '../../../services/engine/index.ts';
import { exit, readArgs, usageError, type CliCommand, type Io } from '../command.ts';

/** What build/engine-build/own gives; it is part of a checkout. */
interface OwnTools {
  initOwnEngine: (folder: string) => { dir: string; files: string[] };
  buildOwnEngine: (folder: string) => Promise<
    | {
        ok: true;
        build: { id: string; dir: string; systems: string[]; components: string[]; backends: string[]; ticks: number; builtMs: number };
      }
    | { ok: false; problems: Problem[] }
  >;
}

async function openTools(): Promise<OwnTools> {
  const root = productRoot();
  const path = join(root, 'build', 'engine-build', 'own', 'index.ts');
  if (!existsSync(path)) {
    throw new LedgerError({
      code: 'no-sources',
      message: `${root} holds no sources of the engine, which a build is made from.`,
      hint: 'Use a checkout of LedgerQuest.',
    });
  }
  return (await import(pathToFileURL(path).href)) as OwnTools;
}

function init(folder: string, json: boolean, io: Io, { initOwnEngine }: OwnTools): number {
  const { dir, files } = initOwnEngine(folder);
  if (json) io.out(JSON.stringify({ dir, files: files.length }));
  else io.out(`Made ${folder} with a system in systems/market-demand.ts. Build it: lq engine build ${folder}`);
  return exit.ok;
}

async function build(folder: string, json: boolean, io: Io, { buildOwnEngine }: OwnTools): Promise<number> {
  const result = await buildOwnEngine(folder);
  if (!result.ok) {
    if (json) io.out(JSON.stringify({ ok: false, problems: result.problems }));
    else for (const problem of result.problems) io.err(problemLine(problem));
    return exit.differs;
  }
  const { id, dir, systems, components, ticks, builtMs } = result.build;
  if (json) io.out(JSON.stringify({ id, dir, systems, components, builtMs }));
  else {
    io.out(`${id}`);
    io.out(`  systems: ${systems.join(', ') || 'none'}; components: ${components.join(', ') || 'none'}`);
    io.out(`  proven over ${counted(ticks, 'tick')}; kept in ${dir}`);
    io.out(`  a project needs it with "engine": "${id}" in its ledgerquest.json`);
  }
  return exit.ok;
}

const verbs = { init, build };

export const command: CliCommand = {
  summary: 'Makes engine builds with systems of your own.',
  usage: `lq engine init <folder>     a folder with a system that works; never writes over anything
lq engine build <folder>    checks its systems, bundles them with the engine, proves the build and keeps it under builds/

  --json   init prints {dir, files}; build prints {id, dir, systems, components, builtMs}, or {ok, problems} and exits 1`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { json: { type: 'boolean' } });
    const [name = '', folder, ...more] = positionals;
    const verb = Object.hasOwn(verbs, name) ? verbs[name as keyof typeof verbs] : undefined;
    if (!verb)
      throw usageError(
        name === '' ? 'Say what: init or build.' : `There is no lq engine ${name}; there are init, build.`,
        'See lq help engine.',
      );
    if (folder === undefined || more.length > 0)
      throw usageError(`lq engine ${name} needs one folder.`, `For example: lq engine ${name} my-engine`);
    return verb(folder, values.json === true, io, await openTools());
  },
};
