import { writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebIO } from '@gltf-transform/core';
import { EXTMeshoptCompression, KHRMeshQuantization } from '@gltf-transform/extensions';
import { getBounds } from '@gltf-transform/functions';
import { MeshoptDecoder } from 'meshoptimizer';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureWorkshop } from '../../../build/workshop.ts';
import { boxGltf, boxGlb, glbOf } from '../../../src-renderer/view/testing/glb.ts';
import type { Made, Workshop } from '../../ports/index.ts';
import { openWorkshop } from './index.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = openWorkshop(await ensureWorkshop());
}, 60_000);

const problemOf = (made: Made) => (made.ok ? undefined : made.problem);
/** A module that stands in for the reader. */
function reader(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'lq-reader-'));
  const module = join(folder, 'reader.mjs');
  writeFileSync(module, text);
  return { module, folder };
}

describe('a model', () => {
  it('comes out with the same bounds, without and with meshopt', async () => {
    const made = await workshop.make('glb', boxGlb({ size: [3, 0.7, 12] }));
    if (!made.ok) throw new Error(made.problem.message);
    await MeshoptDecoder.ready;
    const io = new WebIO()
      .registerExtensions([KHRMeshQuantization, EXTMeshoptCompression])
      .registerDependencies({ 'meshopt.decoder': MeshoptDecoder });
    expect(made.outputs.map(({ needs }) => needs)).toEqual([['quantized'], ['quantized', 'meshopt']]);
    for (const { bytes } of made.outputs) {
      const { min, max } = getBounds((await io.readBinary(bytes)).getRoot().listScenes()[0]!);
      // A step of 14 bits over the longest side is less than a millimetre here.
      for (const [got, wanted] of [...min, ...max].map((value, at) => [value, [-1.5, 0, -6, 1.5, 0.7, 6][at]!] as const))
        expect(Math.abs(got - wanted)).toBeLessThan(0.001);
    }
  }, 30_000);

  it('that names something outside, or numbers that are not there, or more of them than are read, is refused in words', async () => {
    const { json, bin } = boxGltf();
    const [position, normal, indices] = json['accessors'] as object[];
    const broken = {
      'model-outside': { ...json, images: [{ uri: 'https://example.org/a.png' }] },
      'model-too-large': { ...json, accessors: [{ ...position, count: 5_000_000 }, normal, indices] },
      'model-invalid': { ...json, accessors: [position, normal, { ...indices, count: 360 }] },
    };
    for (const [code, text] of Object.entries(broken))
      expect(problemOf(await workshop.make('glb', glbOf(text, bin))), code).toMatchObject({
        code,
        message: expect.stringMatching(/\w{3}/) as string,
      });
  }, 30_000);
});

describe('whoever reads an asset', () => {
  it('has no keys, and neither files, processes nor threads', async () => {
    const made = await openWorkshop(
      reader(`
        const tries = { keys: async () => { if (Object.keys(process.env).some((name) => name.startsWith('AWS_') || name === 'PATH')) return; throw 0; },
          files: async () => (await import('node:fs')).readFileSync('/proc/self/environ'),
          processes: async () => (await import('node:child_process')).spawnSync('true'),
          threads: async () => new (await import('node:worker_threads')).Worker('1', { eval: true }) };
        const allowed = [];
        for (const [name, attempt] of Object.entries(tries)) await attempt().then(() => allowed.push(name), () => {});
        process.stdout.write(JSON.stringify({ ok: false, problem: { code: 'tried', message: allowed.join() } }) + '\\n');`),
    ).make('png', Uint8Array.of(1));
    expect(problemOf(made)).toEqual({ code: 'tried', message: '' });
  }, 30_000);

  it('is ended when it takes too long, and takes nobody with it when it dies', async () => {
    const slow = openWorkshop({ ...reader('setInterval(() => {}, 1000);'), time: 300 });
    await expect(slow.make('png', Uint8Array.of(1))).rejects.toMatchObject({
      name: 'WorkshopLate',
      message: 'reading it took longer than 0.3 seconds',
    });
    const greedy = openWorkshop({ ...reader('const all = []; for (;;) all.push(new Array(1e6).fill({}));'), memory: 32 });
    expect(problemOf(await greedy.make('png', new Uint8Array(1 << 20)))?.code).toBe('asset-unreadable');
  }, 60_000);
});
