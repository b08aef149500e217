import { compileFolder } from '../../../services/levels/index.ts';
import { connect } from '../../../services/cloud/connect.ts';
import { meantDataDir } from '../../../services/data-folder/discovery.ts';
import { loadEngine } from '../../../services/engine/index.ts';
import { publishLevel } from '../../../services/publishing/publisher.ts';
import { problemLine } from '../../../../engine/model/problem.ts';
import { LedgerError } from '../../../contract/error.ts';
import { thisPerson } from '../../host/person.ts';
import { exit, readArgs, usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  summary: 'Publishes a level to a tenant: what was previewed is what runs, or it is refused.',
  usage: `lq publish [folder] --tenant <tenant> [options]

  --tenant <id>     to whom
  --channel <name>  where players look; live without it
  --level <id>      which level of the project; its first without it
  --as <person>     who publishes; otherwise you
  --data <dir>      data folder of the cloud; otherwise LQ_DATA, or the one that runs
  --json            prints {tenant, channel, revision, packageHash, goldenHash, cloudHash, unchanged, proofs}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      tenant: { type: 'string' },
      channel: { type: 'string', default: 'live' },
      level: { type: 'string' },
      as: { type: 'string' },
      data: { type: 'string' },
      json: { type: 'boolean' },
    });
    const { tenant, channel } = values;
    if (tenant === undefined)
      throw usageError('Say to whom: --tenant <tenant>.', 'For example: lq publish samples/supply-chain --tenant demo');
    const { client, discovery } = connect(values.data ?? meantDataDir(), tenant);
    try {
      const engine = await loadEngine(discovery.engine.dir);
      const { package: pkg, problems } = await compileFolder(engine, positionals[0] ?? '.', values.level);
      for (const problem of problems) io.err(problemLine(problem));
      if (!pkg)
        throw new LedgerError({
          code: 'level-broken',
          message: `${positionals[0] ?? '.'} does not compile.`,
          hint: 'Mend what is listed above.',
        });
      const outcome = await publishLevel(
        client,
        engine,
        async () => ({ ok: true, package: pkg }),
        { tenant, channel, publisher: values.as ?? thisPerson() },
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
      }
      return exit.ok;
    } finally {
      client.close();
    }
  },
};
