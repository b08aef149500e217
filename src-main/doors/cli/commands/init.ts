import { cpSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LedgerError } from '../../../contract/error.ts';
import { meantDataDir } from '../../../services/data-folder/discovery.ts';
import { makeFolder } from '../../../services/disk/make-folder.ts';
import { productRoot } from '../../../services/engine/index.ts';
import { templateIds } from '../../../services/projects/templates.ts';
import { openTrust } from '../../../services/projects/trust.ts';
import { type CliCommand, exit, namedDataDir, readArgs, usageError } from '../command.ts';
import { shellWord } from '../shell-word.ts';

const samples = join(productRoot(), 'samples');
const usual = 'hello-cube';

export const command: CliCommand = {
  summary: 'Makes a project from a template.',
  usage: `lq init <folder> [options]

  --template <name>   ${templateIds(samples).join(', ')}; ${usual} without it
  --data <dir>        the data folder that notes that you made it, and so trust it; otherwise LQ_DATA, or the one that runs
  --json              prints {dir, template, files}`,
  run(args, io) {
    const { values, positionals } = readArgs(args, {
      template: { type: 'string', default: usual },
      data: { type: 'string' },
      json: { type: 'boolean' },
    });
    const [dir] = positionals;
    if (dir === undefined || positionals.length > 1)
      throw usageError('lq init needs the folder to make.', 'For example: lq init my-game --template supply-chain');
    const { template } = values;
    const templates = templateIds(samples);
    if (!templates.includes(template)) throw usageError(`There is no template ${template}.`, `There are: ${templates.join(', ')}.`);
    const target = resolve(dir);
    if (existsSync(target) && !statSync(target).isDirectory()) {
      throw new LedgerError({
        code: 'not-a-folder',
        message: `${dir} is a file.`,
        hint: 'Name a new folder: nothing is written over.',
        where: dir,
      });
    }
    if (existsSync(target) && readdirSync(target).length > 0) {
      throw new LedgerError({
        code: 'folder-not-empty',
        message: `The folder ${dir} is not empty.`,
        hint: 'Name a new one: nothing is written over.',
        where: dir,
      });
    }
    makeFolder(target);
    cpSync(join(samples, template), target, { recursive: true });
    openTrust({ dataDir: namedDataDir(values.data) ?? meantDataDir() }).give(target);
    const files = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
    if (values.json) io.out(JSON.stringify({ dir: target, template, files }));
    else io.out(`Made ${dir} from ${template}. Run it: lq run ${shellWord(dir)}`);
    return Promise.resolve(exit.ok);
  },
};
