import { compileFolder } from '../../../services/levels/index.ts';
import { connect } from '../../../services/cloud/connect.ts';
import { loadEngine } from '../../../services/engine/index.ts';
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
      json: { type: 'boolean' },
    });
    const { tenant, channel } = values;
    if (tenant === undefined)
      throw usageError('Say to whom: --tenant <tenant>.', 'For example: lq publish samples/supply-chain --tenant demo');
    const [folder = '.'] = positionals;
    const { dataDir, person } = meant(values);
    const { client, discovery } = connect(dataDir, tenant, person);
    try {
      const engine = await loadEngine(discovery.engine.dir);
      const { package: pkg, problems } = await compileFolder(engine, folder, values.level);
      for (const problem of problems) io.err(problemLine(problem));
      if (!pkg)
        throw new LedgerError({
          code: 'level-broken',
          message: `${folder} does not compile.`,
          hint: 'Mend what is listed above.',
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
      if (!outcome.ok) throw new LedgerError(outcome);
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
