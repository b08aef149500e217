import { counted } from '../../../../engine/model/counted.ts';
import { problemLine } from '../../../../engine/model/problem.ts';
import { findEngine, loadEngine } from '../../../services/engine/index.ts';
import { checkLevel, compileFolder } from '../../../services/levels/index.ts';
import { exit, readArgs, type CliCommand } from '../command.ts';
import { trusts } from '../meant.ts';

export const command: CliCommand = {
  summary: 'Checks a project: files, components, parameters, scripts; names every problem with its place.',
  usage: `lq validate [folder] [options]

  --level <id>       which level of the project; its first without it
  --engine <build>   as lq run has it
  --json             prints {ok, problems, package}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { level: { type: 'string' }, engine: { type: 'string' }, json: { type: 'boolean' } });
    const dir = positionals[0] ?? '.';
    const engine = await loadEngine((await findEngine({ project: dir, engine: values.engine, trusts })).dir);
    const { package: pkg, problems } = await compileFolder(engine, dir, values.level);
    if (pkg) problems.push(...(await checkLevel(engine, pkg)));
    const ok = !problems.some(({ severity }) => severity === 'error');
    if (values.json) io.out(JSON.stringify({ ok, problems, package: pkg?.hash ?? null }));
    else {
      for (const problem of problems) io.err(problemLine(problem));
      io.out(
        ok ? `${dir} is in order${problems.length > 0 ? `, with ${counted(problems.length, 'warning')}` : ''}.` : `${dir} has problems.`,
      );
    }
    return ok ? exit.ok : exit.differs;
  },
};
