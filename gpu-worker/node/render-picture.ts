/** The process that draws one picture: one job, one process, one device. Called by `gpu-worker/jobs`, once per rung of the driver ladder. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createLevelView, type ViewLevel } from '../../src-renderer/view/index.ts';
import { pictureExit, type PictureReport, type PictureRequest } from './exchange.ts';
import { openGpu } from './dawn.ts';
import { openOffscreen } from './offscreen.ts';
import { encodePng } from './png.ts';

async function renderPicture({ level, picture, width, height, requireGpu }: PictureRequest): Promise<number> {
  const gpu = await openGpu();
  if (!gpu || (requireGpu && gpu.software)) return pictureExit.noAdapter;
  const offscreen = await openOffscreen(width, height);
  const view = createLevelView(offscreen.engine);
  view.showLevel(JSON.parse(readFileSync(level, 'utf8')) as ViewLevel);
  await view.scene.whenReadyAsync();
  // The first frames compile pipelines and fill the shadow map.
  for (let frame = 0; frame < 3; frame += 1) await offscreen.frame(() => view.render());
  const rgba = await offscreen.read();
  if (offscreen.failures.length > 0) {
    console.error(offscreen.failures.join('\n'));
    return pictureExit.failed;
  }
  writeFileSync(picture, encodePng(rgba, width, height));
  const report: PictureReport = { adapter: gpu.adapter, software: gpu.software, drawCalls: view.drawCalls };
  console.log(JSON.stringify(report));
  view.dispose();
  offscreen.close();
  return pictureExit.done;
}

if (import.meta.main) {
  const request = JSON.parse(process.argv[2] ?? '{}') as PictureRequest;
  // Dawn keeps threads alive: the process ends when its picture is written.
  process.exit(await renderPicture(request));
}
