/** An engine build of one's own in the cloud: refused until its operator lets the cloud have it, then published, played and verified with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { buildOwnEngine, initOwnEngine, type OwnBuild } from '../../build/engine-build/own/index.ts';
import type { Engine, LevelPackage } from '../../engine/run/index.ts';
import { stripTypes } from '../../src-main/services/engine/strip.ts';
import { filesOf, loadEngine, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';

const home = mkdtempSync(join(tmpdir(), 'own-engine-cloud-'));
let cloud: ProductCloud;
let build: OwnBuild;
let engine: Engine;
let level: LevelPackage;

/** The project that lq engine init makes, naming a build. */
function compile(by: Engine, needed: string): ReturnType<Engine['compileLevel']> {
  const files = filesOf(join(home, 'mine', 'world'));
  const project = JSON.parse(new TextDecoder().decode(files.get('ledgerquest.json'))) as object;
  files.set('ledgerquest.json', new TextEncoder().encode(JSON.stringify({ ...project, engine: needed })));
  return by.compileLevel(files, undefined, { strip: stripTypes });
}

beforeAll(async () => {
  cloud = await openProductCloud();
  initOwnEngine(join(home, 'mine'));
  const result = await buildOwnEngine(join(home, 'mine'));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  ({ build } = result);
  engine = await loadEngine(build);
  const compiled = compile(engine, build.id);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  level = compiled.package;
}, 240_000);
afterAll(async () => {
  await cloud?.close();
  rmSync(home, { recursive: true, force: true });
});

const publish = () =>
  cloud.demo.publish({ tenant: 'demo', channel: 'live', level, engine: build.id, proofs: engine.prove(level), publisher: 'ada' });

it('a level that needs a build which the cloud does not have is refused by name', async () => {
  await expect(publish()).rejects.toMatchObject({ code: 'engine-unknown', where: build.id });
  expect(compile(cloud.engine, build.id)).toMatchObject({
    ok: false,
    problems: expect.arrayContaining([expect.objectContaining({ code: 'engine-needed' })]),
  });
}, 120_000);

it('with the build in the cloud it is published, runs there to the hash that it has here, and verifies', async () => {
  expect(await cloud.operator.deployEngine(build)).toBe('stored');
  const result = await publish();
  expect(result).toMatchObject({ revision: 1, packageHash: level.hash });
  expect(result.cloudHash).toBe(result.goldenHash);
  const { id } = await cloud.demo.startSession({ tenant: 'demo', level: 'market', person: 'ada', scenario: 'shock', pace: 'fast' });
  const world = engine.createWorld(level, { scenario: 'shock' });
  while (world.tick < world.ticks) world.step();
  await vi.waitFor(async () => expect(await cloud.everyone.session('demo', id)).toMatchObject({ ticks: 40, hash: world.hash() }), {
    timeout: 60_000,
    interval: 50,
  });
  expect(await cloud.demo.verifySession('demo', id)).toMatchObject({ ticks: 40, diverged: false, findings: [] });
}, 120_000);
