// Plain JavaScript on purpose: any Node from version 20 runs it. `node replay-kept.mjs <folder of a build> <recording.json>…` prints verdicts.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dir = '', ...recordings] = process.argv.slice(2);
const bytesOf = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));
const { openEngine } = await import(pathToFileURL(join(dir, 'engine.mjs')).href);
const wasm = { quickjs: new Uint8Array(readFileSync(join(dir, 'quickjs.wasm'))) };
const engine = await openEngine({ id: `engine@${basename(dir)}`, wasm });

const verdicts = [];
for (const path of recordings) {
  const { manifest, files, recording } = JSON.parse(readFileSync(path, 'utf8'));
  const contents = new Map(Object.entries(files).map(([name, base64]) => [name, bytesOf(base64)]));
  const pkg = engine.openPackage(bytesOf(manifest), contents);
  if (engine.needsPhysics(pkg)) await engine.loadPhysics();
  verdicts.push({ name: basename(path, '.json'), ...engine.verify(pkg, recording) });
}
console.log(JSON.stringify({ engine: engine.id, verdicts }));
