/**
 * What people and their machines get wrong: each ends in a clear sentence that names the file, the entity, the line or the folder, and nothing
 * that was saved is lost. Run it alone: `vitest run --project node test/contract/bad-input.test.ts`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { discover } from '../../src-main/services/data-folder/discovery.ts';
import { documents } from './cli-documents.ts';
import { openHome, type Home, type Said, type Up } from './harness/up.ts';

// Many processes on a busy machine: nothing here depends on how long they take.
vi.setConfig({ testTimeout: 180_000 });

let home: Home;
let cloud: Up;
let s3: S3Client;
beforeAll(async () => {
  home = openHome();
  cloud = await home.up();
  s3 = new S3Client({ ...cloud.aws(), forcePathStyle: true });
}, 240_000);
afterAll(async () => {
  s3?.destroy();
  await cloud?.stop();
  home?.remove();
});

/** A project made from a template, with one of its files changed. */
async function project(
  name: string,
  template: 'supply-chain' | 'hello-cube',
  file: string,
  change: (text: string) => string,
): Promise<string> {
  const dir = join(home.dir, name);
  await home.json(['init', dir, '--template', template]);
  const path = join(dir, file);
  const before = readFileSync(path, 'utf8');
  const text = change(before);
  expect(text, 'the change does something').not.toBe(before);
  writeFileSync(path, text);
  return dir;
}
const publish = (dir: string, ...more: string[]): Promise<Said> => home.lq('publish', dir, '--tenant', 'demo', '--as', 'ada', ...more);
/** Nothing on stdout, sentences on stderr. */
function expectSentences({ out, err }: Said): void {
  expect(out).toEqual([]);
  expect(err).not.toMatch(/\n\s+at /);
  expect(err).not.toMatch(/undefined|\[object/);
}
const published = async (): Promise<{ level: string; revision: number; packageHash: string }[]> => {
  const client = cloud.client('demo');
  return (await client.publications('demo')).map(({ level, revision, packageHash }) => ({ level, revision, packageHash }));
};
const put = (Key: string, Body: Uint8Array | string) => s3.send(new PutObjectCommand({ Bucket: cloud.discovery.bucket, Key, Body }));
const read = async (Key: string): Promise<Uint8Array> =>
  (await s3.send(new GetObjectCommand({ Bucket: cloud.discovery.bucket, Key }))).Body!.transformToByteArray();

describe('a project that does not compile', () => {
  it.each<[string, string, (text: string) => string, RegExp]>([
    [
      'a broken file is named with line and column',
      'ledgerquest.json',
      (text) => text.replace('"format": 1,', '"format": 1'),
      /^ledgerquest\.json:\d+:3 +.+/m,
    ],
    [
      'a component that nobody declared is named with its entity and what was probably meant',
      'levels/beer-game.json',
      (text) => text.replace('"Camera": {', '"Camra": {'),
      /^levels\/beer-game\.json.*camera.*Camra.*Did you mean Camera\?/m,
    ],
    [
      'a script that is no script is named with line and column',
      'scripts/beer-game.ts',
      (text) => `let = ;\n${text}`,
      /^scripts\/beer-game\.ts:1:\d+ +.+/m,
    ],
  ])('%s, and is neither run nor published', async (name, file, change, place) => {
    const dir = await project(name.replaceAll(/\W+/g, '-'), 'supply-chain', file, change);
    const before = await published();
    const [run, publishing, validate] = await Promise.all([
      home.lq('run', dir, '--json'),
      publish(dir, '--json'),
      home.lq('validate', dir),
    ]);
    for (const said of [run, publishing]) {
      expect(said.code).toBe(2);
      expectSentences(said);
      expect(said.err).toMatch(place);
    }
    expect(validate.code).toBe(1);
    expect(validate.err).toMatch(place);
    expect(await published()).toEqual(before);
  });
});

describe('a script', () => {
  it('that throws is named with file, line and column; the level goes on', async () => {
    const dir = await project('throws', 'hello-cube', 'scripts/hello-cube.ts', (text) =>
      text.replace('function onTick() {', "function onTick() {\n  if (time.tick === 3) throw new Error('out of paint');"),
    );
    const { code, out, err } = await home.lq('run', dir, '--json');
    expect(code).toBe(1);
    expect(err).toMatch(/^scripts\/hello-cube\.ts:\d+:\d+ +.*out of paint/m);
    const { ticks } = documents.run.parse(JSON.parse(out[0]!));
    expect(ticks).toBe(200);
  });

  it('that never ends is stopped by its fuel, is told where it was, and what to do', async () => {
    const dir = await project('endless', 'hello-cube', 'scripts/hello-cube.ts', (text) =>
      text.replace('function onTick() {', 'function onTick() {\n  for (;;);'),
    );
    const runs = await Promise.all([1, 2].map(() => home.lq('run', dir, '--ticks', '2', '--json')));
    for (const { code, out, err } of runs) {
      expect(code).toBe(1);
      expect(err).toMatch(/^scripts\/hello-cube\.ts:\d+:\d+ +.*(fuel|steps|budget)/im);
      const { faults } = JSON.parse(out[0]!) as { faults: { code: string; line: number; hint?: string }[] };
      expect(faults[0]).toMatchObject({ code: 'FUEL', line: expect.any(Number) as number, hint: expect.any(String) as string });
    }
    expect(runs[1], 'at the same step every time').toEqual(runs[0]);
  });
});

describe('a publish', () => {
  it('is refused while the cloud’s engine has one changed rule, naming its file; with the honest engine it goes through', async () => {
    const { id } = discover(home.data)!.engine;
    const folder = `engines/${id.slice('engine@'.length)}`;
    const text = async (path: string): Promise<string> => new TextDecoder().decode(await read(`${folder}/${path}`));
    const { files } = JSON.parse(await text('engine.json')) as { files: { path: string }[] };
    // How long a tick is: some part of the build says it.
    const rule = 'stepMicros / 1e6';
    const parts = await Promise.all(
      files.filter(({ path }) => path.endsWith('.mjs')).map(async ({ path }) => [path, await text(path)] as const),
    );
    const [path, source] = parts.find(([, code]) => code.includes(rule))!;
    const key = `${folder}/${path}`;
    const honest = await read(key);
    await put(key, source.replace(rule, `${rule} * 1.01`));
    const said = await publish('samples/supply-chain', '--json');
    expect(said.code).toBe(2);
    expectSentences(said);
    expect(said.err).toContain(`${path} of ${id} is not what the build's name stands for.`);
    expect(await published()).toEqual([]);
    await put(key, honest);
    const [{ revision, cloudHash, goldenHash }] = [
      documents.publish.parse(await home.json(['publish', 'samples/supply-chain', '--tenant', 'demo', '--as', 'ada'])),
    ];
    expect([revision, cloudHash]).toEqual([1, goldenHash]);
  });

  it('is refused when a file of the package was changed after it was uploaded, naming the file; what was live stays live', async () => {
    const dir = await project('altered', 'supply-chain', 'scripts/beer-game.ts', (text) => `${text}\n// Another one.\n`);
    const before = await published();
    // Uploaded by somebody else first, with other bytes: content-addressed uploads leave what is there.
    const bytes = readFileSync(join(dir, 'scripts/beer-game.ts'));
    const key = `tenants/demo/assets/${await sha256(bytes)}`;
    await put(key, bytes.toString('utf8').replace('Another', 'Otherer'));
    const said = await publish(dir, '--json');
    expect(said.code).toBe(2);
    expectSentences(said);
    expect(said.err).toContain('scripts/beer-game.ts');
    expect(await published()).toEqual(before);
    await put(key, bytes);
    expect((await publish(dir)).code).toBe(0);
  });

  it('to a tenant one has no right to is forbidden, and changes nothing there', async () => {
    const before = await published();
    const said = await home.lq('publish', 'samples/hello-cube', '--tenant', 'demo', '--as', 'ben', '--json');
    expect(said.code).toBe(3);
    expectSentences(said);
    expect(said.err).toMatch(/ben .*demo.*owner or designer or analyst/s);
    expect(await published()).toEqual(before);
  });
});

describe('a package that was changed after it was signed', () => {
  /** Changes one published file of a level's package; returns its path and how to undo it. */
  async function alter(level: string, packageHash: string): Promise<{ path: string; undo: () => Promise<unknown> }> {
    const manifest = await read(`tenants/demo/levels/${level}/manifests/${packageHash}.json`);
    const { files } = JSON.parse(new TextDecoder().decode(manifest)) as { files: { path: string; sha256: string }[] };
    const script = files.find(({ path }) => path.endsWith('.js'))!;
    const key = `tenants/demo/assets/${script.sha256}`;
    const honest = await read(key);
    await put(key, new TextDecoder().decode(honest).replace('4', '5'));
    return { path: script.path, undo: () => put(key, honest) };
  }
  const start = (level: string, ...more: string[]) =>
    home.json<{ id: string }>(['session', 'start', '--level', level, '--tenant', 'demo', '--as', 'ada', ...more]);

  it('is not played: its session stands still at its beginning and names the file', async () => {
    const dir = await project('forged', 'hello-cube', 'scripts/hello-cube.ts', (text) => `${text}\nconst answer = 42;\n`);
    const { packageHash } = await home.json<{ packageHash: string }>(['publish', dir, '--tenant', 'demo', '--as', 'ada']);
    const { path, undo } = await alter('hello-cube', packageHash);
    const { id } = await start('hello-cube', '--pace', 'fast');
    await waitFor(async () => (await cloud.client('demo').session('demo', id)).state === 'failed');
    const shown = await home.json<{ ticks: number; fault: string }>(['session', 'show', id]);
    expect(shown.ticks).toBe(0);
    expect(shown.fault).toBe(`${path} of level hello-cube was changed after the package was made. Publish the level again.`);
    await undo();
  });

  it('is named by the verification of a session that was played before', async () => {
    const { id } = await start('beer-game', '--pace', 'fast');
    await waitFor(async () => (await cloud.client('demo').session('demo', id)).state === 'finished');
    const { packageHash } = documents.sessionShow.parse(await home.json(['session', 'show', id]));
    const { path, undo } = await alter('beer-game', packageHash);
    const verdict = documents.sessionVerify.parse(await home.json(['session', 'verify', id], 1));
    expect(verdict.findings).toContainEqual(expect.objectContaining({ session: id, message: expect.stringContaining(path) as string }));
    await undo();
    expect(await home.json(['session', 'verify', id])).toMatchObject({ ticks: 36, diverged: false });
  });
});

describe('a start', () => {
  it('with people that nobody can be is refused, naming the file and the roles there are', async () => {
    const data = join(home.dir, 'odd-people');
    mkdirSync(data);
    writeFileSync(join(data, 'people.json'), '{"format":1,"tenants":{"demo":{"ada":["boss"]}}}');
    const said = await home.lq('up', '--data', data, '--json');
    expect(said.code).toBe(2);
    expectSentences(said);
    expect(said.err).toMatch(/people\.json: tenants\.demo\.ada\.0: .*owner, designer, analyst/);
    expect(existsSync(join(data, 'lock')), 'the folder is given up').toBe(false);
  });

  it('on a folder whose ports and keys are damaged is refused, naming the file', async () => {
    const data = join(home.dir, 'damaged');
    mkdirSync(join(data, 'cloud'), { recursive: true });
    writeFileSync(join(data, 'cloud/endpoint.json'), '{');
    const said = await home.lq('up', '--data', data, '--json');
    expect(said.code).toBe(2);
    expectSentences(said);
    expect(said.err).toMatch(/endpoint\.json is damaged/);
  });
});

/** Processes whose parent is `pid`. */
const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1] === String(pid);
      } catch {
        return false;
      }
    })
    .map(Number);
const alive = (pid: number): boolean => existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');

describe.skipIf(process.platform !== 'linux')('a cloud that dies (its processes are read from /proc)', () => {
  it('is started again by lq up, which says so; everything is there, at the same place', async () => {
    const before = await published();
    for (const pid of childrenOf(cloud.discovery.pid)) process.kill(pid, 'SIGKILL');
    await waitFor(async () => cloud.err().includes('The embedded cloud runs again; nothing that was saved is lost.'));
    expect(cloud.err()).toContain('The embedded cloud ended (it was killed). It is being started again.');
    expect(await published()).toEqual(before);
    expect(await home.lq('session', 'list', '--tenant', 'demo')).toMatchObject({ code: 0, err: '' });
    expect(childrenOf(cloud.discovery.pid)).toHaveLength(1);
  });

  it('is not left behind by an lq up that was killed', async () => {
    const children = childrenOf(cloud.discovery.pid);
    expect(children).toHaveLength(1);
    await cloud.kill();
    await waitFor(async () => !children.some(alive));
    cloud = await home.up();
  });
});

describe('a full disk', () => {
  const megabytes = 64;
  it(`(a real one: ${megabytes} MB of tmpfs; where that cannot be mounted dynamodb-s3-durability.test.ts fails at the file port instead) refuses a publish in a sentence and loses nothing`, async (context) => {
    const data = join(home.dir, 'small-disk');
    mkdirSync(data);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', data], { stdio: 'ignore' });
    } catch {
      context.skip('no right to mount a small disk here; test/contract/dynamodb-s3-durability.test.ts fails at the file port instead');
    }
    const small = await home.up({ data });
    try {
      const at = ['--data', data, '--tenant', 'demo', '--as', 'ada'];
      const first = await home.json<{ revision: number; packageHash: string }>(['publish', 'samples/hello-cube', ...at]);
      const { id } = await home.json<{ id: string }>(['session', 'start', '--level', 'hello-cube', '--pace', 'fast', ...at]);
      await waitFor(async () => (await small.client('demo').session('demo', id)).state === 'finished');

      const filler = join(data, 'filler');
      fill(filler);
      const said = await home.lq('publish', 'samples/supply-chain', '--json', ...at);
      expect(said.code).toBe(2);
      expectSentences(said);
      expect(said.err).toContain('Free some space');
      const listed = await home.json<{ sessions: { id: string; ticks: number }[] }>(['session', 'list', ...at]);
      expect(listed.sessions).toMatchObject([{ id, ticks: 200 }]);

      rmSync(filler);
      expect(await home.json(['publish', 'samples/supply-chain', ...at])).toMatchObject({ revision: 1, unchanged: false });
      expect(await home.json(['publish', 'samples/hello-cube', ...at])).toEqual({ ...first, unchanged: true });
      expect(await home.json(['audit', 'verify', ...at])).toMatchObject({ ok: true });
    } finally {
      await small.stop();
      execFileSync('umount', ['-l', data]);
    }
  });

  it('of one megabyte does not even take a start, which says so', async (context) => {
    const data = join(home.dir, 'tiny-disk');
    mkdirSync(data);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', data], { stdio: 'ignore' });
    } catch {
      context.skip('no right to mount a small disk here; test/contract/dynamodb-s3-durability.test.ts fails at the file port instead');
    }
    try {
      const said = await home.lq('up', '--data', data, '--json');
      expect(said.code).toBe(2);
      expectSentences(said);
      expect(said.err).toContain(data);
    } finally {
      execFileSync('umount', ['-l', data]);
    }
  });
});

/** Writes until nothing more fits. */
function fill(file: string): void {
  for (let block = 1 << 20; block > 0; block >>= 2) {
    try {
      for (;;) writeFileSync(file, new Uint8Array(block), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}

describe('after all of this', () => {
  it('what was saved is there, and its audit is whole', async () => {
    expect(await home.json(['audit', 'verify', '--tenant', 'demo'])).toMatchObject({ ok: true, findings: [] });
    expect((await published()).map(({ level }) => level)).toEqual(['beer-game', 'hello-cube']);
    const { Versions = [] } = await s3
      .send(new ListObjectVersionsCommand({ Bucket: cloud.discovery.bucket, Prefix: 'tenants/demo/levels/beer-game/live/HEAD' }))
      .finally(() => s3.destroy());
    expect(Versions.length).toBeGreaterThan(0);
  });
});

const waitFor = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
};
const sha256 = async (bytes: Uint8Array): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString('hex');
