import { join, resolve } from 'node:path';

export interface WindowStart {
  /** The product's folder. */
  root: string;
  dataDir: string;
  /** A folder or a link from the command line that this process is to open or to hand over. */
  wish?: string | undefined;
  cwd: string;
}

export const isLink = (wish: string | undefined): wish is string => wish !== undefined && /^ledgerquest:/i.test(wish);

/** Electron's arguments and environment. What it keeps lies in the data folder, so that there is one instance per data folder. */
export function windowStart({ root, dataDir, wish, cwd }: WindowStart): { args: string[]; env: { LEDGERQUEST_WINDOW_DATA: string } } {
  const words = wish === undefined ? [] : [isLink(wish) ? wish : resolve(cwd, wish)];
  return { args: [join(root, 'out', 'main', 'main.js'), ...words], env: { LEDGERQUEST_WINDOW_DATA: join(dataDir, 'window') } };
}
