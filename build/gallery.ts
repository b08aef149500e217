/** Draws the pictures of the gallery from the first level of every template: `npm run gallery`. Needs Chromium or a Vulkan driver. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { drawPicture } from '../gpu-worker/jobs/picture.ts';

const samples = resolve(import.meta.dirname, '../samples');
const [width, height] = [320, 180];

for (const id of readdirSync(samples).filter((name) => existsSync(join(samples, name, 'ledgerquest.json')))) {
  const { levels } = JSON.parse(readFileSync(join(samples, id, 'ledgerquest.json'), 'utf8')) as { levels: string[] };
  const drawn = await drawPicture(JSON.parse(readFileSync(join(samples, id, levels[0]!), 'utf8')), { width, height });
  if (!drawn.ok) throw new Error(`${id}: ${drawn.message}`);
  writeFileSync(join(samples, 'gallery', `${id}.png`), drawn.png);
  console.log(`${id}: ${drawn.png.length} bytes`);
}
