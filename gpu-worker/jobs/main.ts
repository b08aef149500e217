/** The process of one job: draws a published level's picture and reports by task token. Started with the job in its environment. */
import { openJob } from '../../cloud/client/job.ts';
import { driverLadder } from '../node/driver-ladder.ts';
import { drawPicture } from './picture.ts';

/** Pixels of a level's picture, 16:9. */
const size = { width: 800, height: 450 };

const job = openJob(process.env);
const cancel = new AbortController();
process.once('SIGTERM', () => cancel.abort());
const heart = setInterval(() => void job.heartbeat().catch(() => cancel.abort()), 20_000);

try {
  const drawn = await drawPicture(await job.level(), {
    ...size,
    rungs: driverLadder(),
    requireGpu: process.env['REQUIRE_GPU'] === '1',
    signal: cancel.signal,
  });
  if (drawn.ok) {
    const picture = await job.put('picture.png', drawn.png, 'image/png');
    const { adapter, software, drawCalls } = drawn.report;
    const facts = { format: 1, ...job.request, ...size, adapter, software, drawCalls, driver: drawn.rung, picture: picture.key };
    // The manifest comes last: a picture without one does not count.
    const manifest = await job.put('manifest.json', new TextEncoder().encode(JSON.stringify(facts)), 'application/json');
    await job.succeed({ picture: picture.key, manifest: manifest.key, adapter });
  } else {
    await job.fail(drawn.code, drawn.message);
  }
} catch (error) {
  await job.fail('RenderFailed', (error as Error).message);
  process.exitCode = 1;
} finally {
  clearInterval(heart);
}
