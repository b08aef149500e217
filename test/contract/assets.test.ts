/**
 * What becomes of the pictures and models of a level that is published: the bucket tells, they are made smaller once, a player is given what
 * its client can read, and nobody else's tenant sees any of it. Run it alone: `vitest run --project node test/contract/assets.test.ts`.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { AwsCredentials } from '../../cloud/adapters/aws/clients.ts';
import { encryptionFor } from '../../cloud/adapters/aws/object-encryption.ts';
import { DerivedDocument, pipeline } from '../../cloud/domain/assets/index.ts';
import type { LevelPackage } from '../../engine/run/index.ts';
import { boxGlb, glbOf } from '../../src-renderer/view/testing/glb.ts';
import { compileSample, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';
import { roleUser } from './harness/role-user.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** A PNG of so many pixels in a square, none of them packed well. */
function png(side: number, { declared = side }: { declared?: number } = {}): Uint8Array {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const out = Buffer.alloc(12 + data.length);
    out.writeUInt32BE(data.length);
    out.write(type, 4, 'latin1');
    out.set(data, 8);
    out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(declared, 0);
  head.writeUInt32BE(declared, 4);
  head.set([8, 6], 8);
  const rows = Buffer.alloc(side * (side * 4 + 1));
  for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) rows.set([x, y, x ^ y, 255], y * (side * 4 + 1) + 1 + x * 4);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A field of so many corners a side, up and down. */
function hills(side: number): Uint8Array {
  const at = (index: number): number[] => [index % side, (index * 7) % 5, Math.floor(index / side)];
  const positions = new Float32Array(Array.from({ length: side * side }, (_, index) => at(index)).flat());
  const squares = Array.from({ length: side * side }, (_, index) => index).filter(
    (index) => index % side < side - 1 && index < side * (side - 1),
  );
  const indices = new Uint16Array(squares.flatMap((each) => [each, each + side, each + 1, each + 1, each + side, each + side + 1]));
  const bin = new Uint8Array(positions.byteLength + indices.byteLength);
  bin.set(new Uint8Array(positions.buffer));
  bin.set(new Uint8Array(indices.buffer), positions.byteLength);
  const json = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    buffers: [{ byteLength: bin.length }],
    bufferViews: [
      { buffer: 0, byteLength: positions.byteLength, target: 34_962 },
      { buffer: 0, byteOffset: positions.byteLength, byteLength: indices.byteLength, target: 34_963 },
    ],
    accessors: [
      { bufferView: 0, componentType: 5126, count: side * side, type: 'VEC3', min: [0, 0, 0], max: [side - 1, 4, side - 1] },
      { bufferView: 1, componentType: 5123, count: indices.length, type: 'SCALAR' },
    ],
  };
  return glbOf(json, bin);
}

const crate = png(64);
const box = hills(20);
const bomb = png(8, { declared: 50_000 });
const torn = boxGlb().subarray(0, 700);

let cloud: ProductCloud;
let s3: S3Client;
let Bucket: string;
const client = (credentials: AwsCredentials): S3Client =>
  new S3Client({ endpoint: cloud.target.endpoint!, region: cloud.target.region, credentials, maxAttempts: 1, forcePathStyle: true });

beforeAll(async () => {
  cloud = await openProductCloud();
  Bucket = cloud.target.outputs.BucketName;
  s3 = client(cloud.demo.target.credentials as AwsCredentials);
}, 240_000);
afterAll(async () => {
  s3?.destroy();
  await cloud?.close();
});

/** The rotating cube with a board and a model beside it. */
function level(name: string, picture: Uint8Array, model: Uint8Array): LevelPackage {
  return compileSample(cloud.engine, 'hello-cube', (files) => {
    const read = (path: string) => JSON.parse(new TextDecoder().decode(files.get(path))) as Record<string, unknown>;
    const index = (bytes: Uint8Array) => ({ sha256: sha256(bytes), size: bytes.length });
    files.set('assets/crate.png', picture);
    files.set('assets/box.glb', model);
    files.set(
      'ledgerquest.json',
      json({ ...read('ledgerquest.json'), assets: { 'assets/crate.png': index(picture), 'assets/box.glb': index(model) } }),
    );
    const path = 'levels/hello-cube.json';
    const before = read(path);
    const entities = {
      ...(before['entities'] as object),
      board: { name: 'Board', parent: null, order: 'zy', components: { Transform: {}, Board: { asset: 'assets/crate.png' } } },
      model: { name: 'Model', parent: null, order: 'zz', components: { Transform: {}, Model: { asset: 'assets/box.glb' } } },
    };
    files.set(path, json({ ...before, name, entities }));
  });
}

const publish = (pack: LevelPackage) =>
  cloud.demo.publish({
    tenant: 'demo',
    channel: 'live',
    level: pack,
    engine: cloud.build.id,
    proofs: cloud.engine.prove(pack),
    publisher: 'ada',
  });

const read = async (by: S3Client, Key: string): Promise<Uint8Array> =>
  (await by.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToByteArray();
const indexOf = async (bytes: Uint8Array) =>
  vi.waitFor(
    async () => {
      const stored = await read(s3, `tenants/demo/derivatives/${sha256(bytes)}.${pipeline}.json`);
      return DerivedDocument.parse(JSON.parse(new TextDecoder().decode(stored)));
    },
    { timeout: 60_000, interval: 100 },
  );

/** What the function that makes derivatives did: its calls, and what it says it made of which asset. */
function jobs(): { calls: number; made: string[] } {
  const folder = join(dirname(cloud.target.engines!), 'logs');
  const [file] = existsSync(folder) ? readdirSync(folder).filter((name) => name.includes('AssetDerive')) : [];
  const lines = file === undefined ? [] : readFileSync(join(folder, file), 'utf8').trim().split('\n');
  const said = lines.map((line) => JSON.parse(line) as { message?: unknown; requestId?: string });
  return {
    calls: new Set(said.map(({ requestId }) => requestId)).size,
    made: said.flatMap(({ message }) => (/"derived":"(?:made|failed)"/.test(String(message)) ? [String(message)] : [])),
  };
}

/** An asset as a player's client gets it. */
async function fetchAsset(link: { id: string; token: string }, path: string, accept?: readonly string[]) {
  const socket = new WebSocket(`${cloud.target.outputs.WebSocketUrl}?protocol=2&tenant=demo&session=${link.id}&token=${link.token}`);
  try {
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const answer = new Promise<{ size: number; bytes: string; sha256: string; format?: string }>((resolve) =>
      socket.on('message', (text: Buffer) => {
        const message = JSON.parse(text.toString()) as { type: string };
        if (message.type === 'asset') resolve(message as never);
      }),
    );
    socket.send(JSON.stringify({ type: 'asset', path, from: 0, ...(accept && { accept }) }));
    const { bytes, ...about } = await answer;
    return { ...about, bytes: new Uint8Array(Buffer.from(bytes, 'base64')) };
  } finally {
    socket.close();
  }
}

describe('the assets of a published level', () => {
  let pack: LevelPackage;

  it('are made smaller after the publish, and a player is given what its client can read', async () => {
    pack = level('With assets', crate, box);
    await publish(pack);
    const picture = await indexOf(crate);
    expect(picture.outputs.map(({ use, format, width, height }) => ({ use, format, width, height }))).toEqual([
      { use: 'whole', format: 'webp', width: 64, height: 64 },
      { use: 'whole', format: 'ktx2', width: 64, height: 64 },
      { use: 'thumbnail', format: 'webp', width: 64, height: 64 },
    ]);
    const model = await indexOf(box);
    expect(model.outputs.map(({ format, needs, vertices }) => ({ format, needs, vertices }))).toEqual([
      { format: 'glb', needs: ['quantized'], vertices: 400 },
      { format: 'glb', needs: ['quantized', 'meshopt'], vertices: 400 },
    ]);

    const link = await cloud.demo.startSession({ tenant: 'demo', level: 'hello-cube', person: 'ada' });
    const plain = await fetchAsset(link, 'assets/crate.png');
    expect(plain.bytes).toEqual(new Uint8Array(crate));
    expect(plain).toMatchObject({ sha256: sha256(crate) });
    for (const [path, accept, format, of] of [
      ['assets/crate.png', ['webp'], 'webp', picture.outputs[0]],
      ['assets/crate.png', ['webp', 'ktx2'], 'ktx2', picture.outputs[1]],
      ['assets/box.glb', ['quantized'], 'glb', model.outputs[0]],
      ['assets/box.glb', ['webp', 'quantized', 'meshopt'], 'glb', model.outputs[1]],
    ] as const) {
      const got = await fetchAsset(link, path, accept);
      expect(got, `${path} for ${accept.join()}`).toMatchObject({ format, sha256: of!.sha256, size: of!.size });
      expect(sha256(got.bytes)).toBe(of!.sha256);
    }
    expect((await cloud.demo.verifySession('demo', link.id)).diverged).toBe(false);
  }, 120_000);

  it('are not looked at again when they are published again: no event, no call, no job', async () => {
    const before = jobs();
    expect(before.made).toHaveLength(2);
    await publish(level('With assets, and another name', crate, box));
    // The level's own text is new, and the last of its files to be told; nothing is made of it.
    await vi.waitFor(() => expect(jobs().calls).toBeGreaterThan(before.calls), { timeout: 20_000 });
    const after = jobs();
    expect(after.made).toEqual(before.made);
    expect(await publish(level('With assets, and another name', crate, box))).toMatchObject({ unchanged: true });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(jobs()).toEqual(after);
  }, 60_000);

  it('that cannot be read, or would fill the memory, are named and left as they are, and the level is live all the same', async () => {
    expect(await publish(level('With trouble', bomb, torn)).catch((error: Error) => error.message)).toMatchObject({ unchanged: false });
    expect(await indexOf(bomb)).toMatchObject({
      outcome: 'failed',
      problem: {
        code: 'image-too-large',
        message: expect.stringContaining(`Asset ${sha256(bomb)}: it has 50000 × 50000 pixels`) as string,
      },
      outputs: [],
    });
    expect(await indexOf(torn)).toMatchObject({ outcome: 'failed', problem: { code: 'model-broken' } });
    const link = await cloud.demo.startSession({ tenant: 'demo', level: 'hello-cube', person: 'ada' });
    expect((await fetchAsset(link, 'assets/crate.png', ['webp'])).bytes).toEqual(new Uint8Array(bomb));
  }, 120_000);
});

describe('what was made of a tenant’s assets', () => {
  it('is read by its sessions and its people, written by its maker alone, and nobody else’s', async () => {
    const index = await indexOf(crate);
    const small = await cloud.demo.assetThumbnail('demo', sha256(crate));
    expect(index.outputs.find(({ use }) => use === 'thumbnail')).toMatchObject({ format: 'webp', sha256: sha256(small!) });
    expect(await cloud.demo.assetThumbnail('demo', sha256(torn))).toBeUndefined();
    await expect(cloud.acme.assetThumbnail('demo', sha256(crate))).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) });
    const Key = `tenants/demo/derivatives/${index.outputs[0]!.sha256}`;
    const place = 'tenants/demo/derivatives/forged';
    const fresh = { Bucket, Key: place, Body: 'x', IfNoneMatch: '*', ...encryptionFor(place) } as const;
    const refused = { name: expect.stringMatching(/^AccessDenied/) as string };
    const derive = client(await roleUser(cloud, /TenantDeriveRole/, 'demo'));
    const session = client(await roleUser(cloud, /TenantSessionRole/, 'demo'));
    const foreign = client(await roleUser(cloud, /TenantDeriveRole/, 'acme'));
    const acme = client(cloud.acme.target.credentials as AwsCredentials);
    for (const by of [s3, session, derive]) expect(sha256(await read(by, Key))).toBe(index.outputs[0]!.sha256);
    for (const by of [acme, foreign]) {
      await expect(read(by, Key)).rejects.toMatchObject(refused);
      await expect(by.send(new ListObjectsV2Command({ Bucket, Prefix: 'tenants/demo/derivatives/' }))).rejects.toMatchObject(refused);
    }
    for (const by of [acme, foreign, s3, session]) await expect(by.send(new PutObjectCommand(fresh))).rejects.toMatchObject(refused);
    await expect(derive.send(new PutObjectCommand(fresh))).resolves.toBeDefined();
    await expect(derive.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })), 'over what is there').rejects.toMatchObject(refused);
    await expect(derive.send(new PutObjectCommand({ ...fresh, Key: 'tenants/demo/assets/forged' }))).rejects.toMatchObject(refused);
    for (const by of [derive, session, foreign, acme]) by.destroy();
  }, 60_000);
});
