import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which package brings a tool that is not called like it. */
const packages: Readonly<Record<string, string>> = { tsc: 'typescript', playwright: '@playwright/test' };

/**
 * The command that runs a tool with this Node: `node_modules/.bin` holds shell scripts, which not every system can start.
 * @throws Error naming the tool, when its package does not have it
 */
export function tool(name: string, root: string = process.cwd()): string[] {
  const folder = join(root, 'node_modules', packages[name] ?? name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin?: string | Record<string, string> };
  const entry = typeof bin === 'string' ? bin : bin?.[name];
  if (entry === undefined) throw new Error(`The package in ${folder} has no tool ${name}.`);
  return [process.execPath, join(folder, entry)];
}
