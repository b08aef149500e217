import { checkLevel, compileFolder } from '../../../services/levels/index.ts';
import { connect } from '../../../services/cloud/connect.ts';
import { type EngineBuild, findEngine, loadEngine, neededEngine } from '../../../services/engine/index.ts';
import { openTrust } from '../../../services/projects/trust.ts';
import { publishLevel } from '../../../services/publishing/publisher.ts';
import { problemLine } from '../../../../engine/model/problem.ts';
import { LedgerError } from '../../../contract/error.ts';
import { exit, readArgs, usageError, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage, meant } from '../meant.ts';

export const command: CliCommand = {
  summary: 'Publishes a level to a tenant: what was previewed is what runs, or it is refused.',
  usage: `lq publish [folder] --tenant <tenant> [options]

  --tenant <id>     to whom
  --channel <name>  where players look; live without it
  --level <id>      which level of the project; its first without it
  --engine <build>  where the engine build lies that the project names, as lq run has it
  --as <person>     who publishes; otherwise you
${cloudUsage}
  --json            prints {tenant, channel, revision, packageHash, goldenHash, cloudHash, unchanged, assurance, proofs}

A project from elsewhere is restricted until you trust it: lq trust <folder>`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      ...cloudOptions,
      tenant: { type: 'string' },
      channel: { type: 'string', default: 'live' },
      level: { type: 'string' },
      engine: { type: 'string' },
      json: { type: 'boolean' },
    });
    const { tenant, channel } = values;
    if (tenant === undefined)
      throw usageError('Say to whom: --tenant <tenant>.', 'For example: lq publish samples/supply-chain --tenant demo');
    const [folder = '.'] = positionals;
    const { dataDir, person } = meant(values);
    const { client, discovery } = connect(dataDir, tenant, person);
    try {
      // What the cloud runs, unless the project names another build: then the cloud must have that one.
      const named = neededEngine(folder) !== undefined || values.engine !== undefined;
      const build = named
        ? await findEngine({ project: folder, engine: values.engine, trusts: openTrust({ dataDir }).of })
        : discovery.engine;
      const engine = await loadEngine(build.dir);
      const { package: pkg, problems } = await compileFolder(engine, folder, values.level);
      // A script that faults is not refused: the cloud gets what the preview got. It is told before anything goes out.
      if (pkg) problems.push(...(await checkLevel(engine, pkg)));
      for (const problem of problems) io.err(problemLine(problem));
      if (!pkg)
        throw new LedgerError({
          code: 'level-broken',
          message: `${folder} does not compile.`,
          hint: 'Mend what is listed above.',
        });
      const draft = problems.find(({ code }) => code === 'draft');
      if (draft)
        throw new LedgerError({
          code: 'draft',
          message: `${draft.message} Drafts are not published.`,
          hint: `Take it over into its level in Studio, and publish that: ${pkg.level.name} becomes part of it.`,
          where: draft.file,
        });
      openTrust({ dataDir }).require({ dir: folder, name: pkg.level.project.name });
      const outcome = await publishLevel(
        client,
        engine,
        async () => ({ ok: true, package: pkg }),
        { tenant, channel, publisher: person },
        ({ message }) => {
          if (!values.json) io.out(`  ${message}`);
        },
      );
      if (!outcome.ok) throw new LedgerError(withWayOut(outcome, build, discovery.engine.id));
      const { ok: _ok, proofs, ...result } = outcome;
      if (values.json)
        io.out(JSON.stringify({ ...result, proofs: proofs.map(({ scenario, seed, ticks, hash }) => ({ scenario, seed, ticks, hash })) }));
      else {
        io.out(
          result.unchanged
            ? `Nothing has changed: revision ${result.revision} is live on ${tenant}/${channel}.`
            : `Revision ${result.revision} is live on ${tenant}/${channel}.`,
        );
        io.out(`The cloud got what the preview got: ${result.cloudHash.slice(0, 16)}`);
        if (result.assurance === 'local')
          io.out('Signed with keys that lie on this machine: worth as much as this machine is. Assurance: local.');
      }
      return exit.ok;
    } finally {
      client.close();
    }
  },
};

/** A build of one's own reaches a cloud by its operator's hand: says how. */
function withWayOut<Failure extends { code: string; hint?: string | undefined }>(
  failure: Failure,
  { id, dir }: EngineBuild,
  usual: string,
): Failure {
  if (failure.code !== 'engine-unknown' || id === usual) return failure;
  return { ...failure, hint: `Whoever runs the cloud lets it have the build: lq up --engine ${dir}` };
}
