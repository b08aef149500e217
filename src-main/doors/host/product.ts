import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LedgerError } from '../../contract/error.ts';
import { currentEngine, type EngineBuild, productRoot } from '../../services/engine/index.ts';

export interface Product {
  root: string;
  engine: EngineBuild;
  template: string;
  assets: string;
  rendererDir: string;
  version: string;
  /** The embedded cloud: a process of its own where there is a Node to run it, a thread in an installed app. */
  cloud: { entry: string; as: 'process' | 'thread' };
}

/**
 * Everything that a start needs and that is made from the sources. In a checkout it is made when the sources have changed; an installation
 * ships it.
 * @param say receives a line for each thing that had to be made
 * @throws LedgerError `not-built`
 */
export async function prepareProduct(say: (line: string) => void): Promise<Product> {
  const root = productRoot();
  const builder = join(root, 'build', 'all.ts');
  if (existsSync(builder)) {
    const { buildForStart } = (await import(pathToFileURL(builder).href)) as {
      buildForStart: (say: (line: string) => void, root: string) => void;
    };
    buildForStart(say, root);
  }
  const assets = resolve(root, 'out', 'cdk');
  const template = join(assets, 'LedgerQuest.template.json');
  const rendererDir = join(root, 'out', 'renderer');
  for (const path of [template, join(rendererDir, 'index.html')]) {
    if (!existsSync(path))
      throw new LedgerError({ code: 'not-built', message: `${path} is missing.`, hint: 'Run: npm run build', where: path });
  }
  const bundled = join(root, 'out', 'app', 'cloud.mjs');
  const source = join(root, 'cloud', 'local', 'main.ts');
  const installed = !existsSync(source);
  const about = installed ? join(root, 'out', 'app', 'product.json') : join(root, 'package.json');
  const { version } = JSON.parse(readFileSync(about, 'utf8')) as { version: string };
  const cloud: Product['cloud'] = installed ? { entry: bundled, as: 'thread' } : { entry: source, as: 'process' };
  return { root, engine: await currentEngine(root), template, assets, rendererDir, version, cloud };
}
