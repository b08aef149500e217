/**
 * The whole cloud dies by SIGKILL at a named moment while a realtime session runs with commands in flight, and starts again on the same folder.
 * The session goes on, every command that was acknowledged is in the replay exactly once, and the audit verifies.
 * Run it alone: `vitest run --project node test/contract/cloud-domain-restart`.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensureEngine } from '../../build/engine-build/ensure.ts';
import { ensureTemplate } from '../../build/synth.ts';
import {
  openOperator,
  openTarget,
  StackOutputs,
  type CloudClient,
  type CloudTarget,
  type OperatorClient,
} from '../../cloud/client/index.ts';
import { compileSample, everybody, loadEngine } from './harness/product-cloud.ts';

const identities = everybody();
const root = resolve(import.meta.dirname, '../..');
let folder: string;
let template: string;
let build: { id: string; dir: string };

beforeAll(async () => {
  process.chdir(root);
  folder = mkdtempSync(join(tmpdir(), 'killed-cloud-'));
  ({ template } = await ensureTemplate());
  const { id, dir } = await ensureEngine();
  build = { id, dir: resolve(dir) };
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Running {
  readonly process: ChildProcess;
  readonly client: CloudClient;
  readonly operator: OperatorClient;
}

/** Starts the cloud's process on a folder, to die at `killAt` if given. */
async function start(data: string, killAt?: string): Promise<Running> {
  const args = [
    'cloud/local/main.ts',
    '--data',
    data,
    '--template',
    template,
    '--attached',
    ...(killAt === undefined ? [] : ['--kill-at', killAt]),
  ];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The cloud ended before it was ready')));
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string];
  ended.catch(() => {});
  const { endpoint, region, outputs, accessKeyId, secretAccessKey } = JSON.parse(line) as {
    endpoint: string;
    region: string;
    outputs: object;
    accessKeyId: string;
    secretAccessKey: string;
  };
  const target: CloudTarget = {
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    outputs: StackOutputs.parse(outputs),
    engines: join(folder, 'engines'),
    identities,
  };
  return { process: child, client: openTarget(target), operator: openOperator(target) };
}

async function stop({ process: child, client, operator }: Running): Promise<void> {
  client.close();
  operator.close();
  if (child.exitCode === null && child.signalCode === null) {
    child.stdin?.end();
    await once(child, 'exit');
  }
}

describe('a cloud that is killed while a realtime session runs', () => {
  it.each(['database:after-commit#45', 'sfn:before-task#4', 'lambda:stream-delivered#3'])(
    'at %s goes on after a restart and has lost nothing that it acknowledged',
    async (killAt) => {
      const data = join(folder, killAt.replaceAll(/\W/g, '-'));
      const engine = await loadEngine(build);
      const cube = compileSample(engine, 'hello-cube');
      const first = await start(data);
      await first.operator.deployEngine(build);
      await first.operator.provisionTenant('demo', { people: { ada: ['owner'] } });
      await first.client.publish({
        tenant: 'demo',
        channel: 'live',
        level: cube,
        engine: build.id,
        proofs: engine.prove(cube),
        publisher: 'ada',
      });
      const { id: session, token } = await first.client.startSession({ tenant: 'demo', level: cube.manifest.level, person: 'ada' });
      const ref = { tenant: 'demo', session };
      const acknowledged: number[] = [];
      // What was not acknowledged is sent again, under its number.
      const send = async ({ client }: Running): Promise<void> => {
        const number = (acknowledged.at(-1) ?? 0) + 1;
        await client.sendCommand(ref, { type: 'SetSpin', payload: { speed: number / 100 }, player: 'p-1', seq: number });
        acknowledged.push(number);
      };
      await send(first);
      await stop(first);

      const doomed = await start(data, killAt);
      const gone = once(doomed.process, 'exit');
      await doomed.operator.sweep({ restarted: true }).catch(() => {});
      // One after the other, until the process dies under one of them.
      const sending = (async () => {
        while (doomed.process.signalCode === null) await send(doomed);
      })().catch(() => {});
      await gone;
      await sending;
      expect(doomed.process.signalCode).toBe('SIGKILL');
      await stop(doomed);

      const last = await start(data);
      await last.operator.sweep({ restarted: true });
      expect(await last.client.playersLink({ ...ref, person: 'ada' }), 'the link that was handed out at the start').toEqual({ token });
      const before = (await last.client.session('demo', session)).ticks;
      // What was left unanswered, if anything was, and a new one.
      for (const _ of [1, 2]) await send(last);
      await vi.waitFor(
        async () => {
          const { head } = await last.client.session('demo', session);
          expect(head.ticks).toBeGreaterThan(before);
          expect(head.cursor, JSON.stringify(head)).toBe(head.cmdSeq);
        },
        { timeout: 60_000, interval: 100 },
      );
      const verdict = await last.client.verifySession('demo', session);
      expect(verdict, JSON.stringify(verdict)).toMatchObject({ diverged: false, findings: [] });
      const { commands } = await last.client.recording('demo', session);
      const replayed = commands.map((command) => command.seq);
      expect(new Set(replayed).size).toBe(replayed.length);
      for (const number of acknowledged) expect(replayed, `command ${number} was acknowledged`).toContain(number);
      await stop(last);
    },
    180_000,
  );
});
