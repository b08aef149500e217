/**
 * The job that draws a published level's picture, started by the workflow as a process of its own: what lies in the bucket afterwards, what runs
 * meanwhile, what its rights are, and what people read where nothing can be drawn. Run it alone:
 * `vitest run --project node test/contract/picture-job.test.ts`.
 */
import { join, resolve } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { driverLadder } from '../../gpu-worker/node/driver-ladder.ts';
import type { LevelPackage } from '../../engine/run/index.ts';
import { watchDescendants } from './harness/descendants.ts';
import { compileSample, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';

const root = resolve(import.meta.dirname, '../..');
let cloud: ProductCloud;
let s3: S3Client;
/** What runs for the job of the next publish, and what it hears about drivers. */
let job: { module?: string; drivers?: string } = {};

beforeAll(async () => {
  cloud = await openProductCloud({
    taskEntry: (label) => ({
      module: join(root, job.module ?? label),
      env: Object.fromEntries(
        Object.entries({ LEDGERQUEST_DRIVERS: job.drivers, LEDGERQUEST_CHROMIUM: process.env['LEDGERQUEST_CHROMIUM'] }).filter(
          (pair): pair is [string, string] => pair[1] !== undefined,
        ),
      ),
    }),
  });
  const { endpoint, region, credentials } = cloud.demo.target;
  s3 = new S3Client({ endpoint: endpoint!, region, credentials, maxAttempts: 1, forcePathStyle: true });
}, 240_000);
afterAll(async () => {
  s3?.destroy();
  await cloud?.close();
});

/** Publishes the rotating cube under a title of its own and waits until the workflow has noted its picture, or why there is none. */
async function publish(name: string) {
  const level: LevelPackage = compileSample(cloud.engine, 'hello-cube', (files) => {
    const [path, bytes] = [...files].find(([file]) => file.startsWith('levels/'))!;
    files.set(path, new TextEncoder().encode(JSON.stringify({ ...(JSON.parse(new TextDecoder().decode(bytes)) as object), name })));
  });
  const result = await cloud.demo.publish({
    tenant: 'demo',
    channel: 'live',
    level,
    engine: cloud.build.id,
    proofs: cloud.engine.prove(level),
    publisher: 'ada',
  });
  const thumbnail = await vi.waitFor(
    async () => {
      const [live] = await cloud.demo.publications('demo');
      expect(live?.packageHash).toBe(level.hash);
      expect(live?.thumbnail.state).not.toBe('pending');
      return live!.thumbnail;
    },
    { timeout: 120_000, interval: 50 },
  );
  return { result, thumbnail, level };
}
const stored = async (key: string) => (await s3.send(new GetObjectCommand({ Bucket: cloud.target.outputs.BucketName, Key: key }))).Body!;

describe('the picture of a published level', () => {
  it('lies in the bucket with a manifest that names the adapter of Dawn that drew it, and no browser ran', async (context) => {
    if (process.platform !== 'linux') context.skip('the processes of this machine cannot be listed: there is no /proc');
    if (!driverLadder().some(({ name }) => name === 'chromium-swiftshader'))
      context.skip('no SwiftShader on this machine: install Chromium, or name its executable in LEDGERQUEST_CHROMIUM');
    job = { drivers: 'chromium-swiftshader' };
    const processes = watchDescendants();
    const { thumbnail, level } = await publish('Drawn').finally(() => processes.stop());
    const manifest = JSON.parse(await (await stored(`tenants/demo/thumbnails/${level.hash}.json`)).transformToString()) as object;
    expect(manifest).toMatchObject({
      format: 1,
      tenant: 'demo',
      packageHash: level.hash,
      width: 800,
      height: 450,
      driver: 'chromium-swiftshader',
      adapter: expect.stringContaining('SwiftShader') as string,
      software: true,
      drawCalls: expect.any(Number) as number,
      picture: `tenants/demo/thumbnails/${level.hash}.png`,
    });
    expect(thumbnail).toMatchObject({ state: 'ready', adapter: (manifest as { adapter: string }).adapter });
    const png = await (await stored(`tenants/demo/thumbnails/${level.hash}.png`)).transformToByteArray();
    expect(Buffer.from(png.subarray(1, 4)).toString()).toBe('PNG');

    const environmentOf = (script: string) => [...processes.seen].find(([command]) => command.includes(script))?.[1];
    const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'TASK_TOKEN'];
    expect(environmentOf('gpu-worker/jobs/main.ts'), 'the job that reports').toEqual(expect.arrayContaining(keys));
    expect(environmentOf('render-picture.ts'), 'the process that reads the level').toEqual(expect.arrayContaining(['PATH']));
    expect(
      environmentOf('render-picture.ts')!.filter((name) => keys.includes(name)),
      'holds no keys',
    ).toEqual([]);
    const commands = [...processes.seen.keys()];
    const programs = commands.map((command) => command.split(' ')[0]!);
    expect(programs.filter((program) => /chrom|firefox|webkit|safari|electron|edge/i.test(program))).toEqual([]);
  }, 240_000);

  it('is missing where no driver is to be had: the publish succeeds, and people read why', async () => {
    job = { drivers: '' };
    const { result, thumbnail, level } = await publish('Not drawn');
    expect(result).toMatchObject({ packageHash: level.hash, unchanged: false });
    expect(thumbnail).toEqual({
      state: 'unavailable',
      reason:
        'no graphics adapter was found that can render: No graphics adapter on this machine (tried: none). Install Chromium or a Vulkan driver to get pictures.',
    });
    await expect(stored(`tenants/demo/thumbnails/${level.hash}.json`)).rejects.toThrow();
  }, 240_000);
});

describe('a job whose process was taken over', () => {
  it('reaches its own tenant, by the role that it takes up for it, and nothing else', async () => {
    job = { module: 'test/fixtures/jobs/probing-job.ts' };
    const { thumbnail } = await publish('Probed');
    expect(thumbnail.state, thumbnail.reason).toBe('ready');
    expect(JSON.parse(thumbnail.adapter!)).toEqual({
      'its package': 'allowed',
      'its picture': 'allowed',
      "another's package": 'AccessDenied',
      "another's picture": 'AccessDenied',
      'its package without the role': 'AccessDenied',
      'its picture without the role': 'AccessDenied',
    });
  }, 240_000);
});
