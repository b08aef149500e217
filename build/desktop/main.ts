/** Writes `out/app`, what an installed app runs beside its windows: `node build/desktop/main.ts`. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleApp } from './bundle.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'out', 'app');
const files = await bundleApp(root);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const { path, contents } of files) writeFileSync(join(folder, path), contents);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
writeFileSync(join(folder, 'product.json'), `${JSON.stringify({ version })}\n`);
console.log(JSON.stringify({ built: true, bytes: files.reduce((sum, { contents }) => sum + contents.length, 0) }));
