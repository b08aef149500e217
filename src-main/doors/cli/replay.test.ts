import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { initHash, readRecording } from '../../../engine/run/index.ts';
import { writeRecording } from '../../../engine/record/index.ts';
import { documents } from '../../../test/contract/cli-documents.ts';
import { main } from './lq.ts';

const folder = mkdtempSync(join(tmpdir(), 'lq-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string): string => join(folder, name);

async function lq(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: string[][] = [[], []];
  const code = await main(args, { out: (line) => out!.push(line), err: (line) => err!.push(line) });
  return { code, out: out!.join('\n'), err: err!.join('\n') };
}
const changed = (name: string, change: (bytes: Uint8Array) => Uint8Array): string => {
  writeFileSync(file(name), change(new Uint8Array(readFileSync(file('beer.lqr')))));
  return file(name);
};

let run: { hash: string; chain: string };
beforeAll(async () => {
  await initHash();
  const { out } = await lq('run', 'samples/supply-chain', '--scenario', 'typical-team', '--record', file('beer.lqr'), '--json');
  run = JSON.parse(out) as typeof run;
});

test('a run that was recorded is replayed from the file alone, to the same hash and chain', async () => {
  const { code, out } = await lq('replay', file('beer.lqr'), '--json');
  expect(code).toBe(0);
  expect(documents.replay.parse(JSON.parse(out))).toMatchObject({
    ticks: 36,
    diverged: false,
    hash: run.hash,
    chain: run.chain,
    level: 'beer-game',
    scenario: 'typical-team',
  });
});

test('recording a run changes nothing of it', async () => {
  const { out } = await lq('run', 'samples/supply-chain', '--scenario', 'typical-team', '--json');
  expect(JSON.parse(out)).toMatchObject(run);
});

test('a recording that differs ends with 1 and says where', async () => {
  const path = changed('differs.lqr', (bytes) => {
    const recording = readRecording(bytes);
    return writeRecording({ ...recording, hashes: recording.hashes.with(7, '00000000000000ff') });
  });
  const { code, out } = await lq('replay', path, '--json');
  expect(code).toBe(1);
  expect(documents.replay.parse(JSON.parse(out))).toMatchObject({
    diverged: true,
    ticks: 36,
    hash: run.hash,
    divergence: { tick: 7, what: 'recording' },
  });
  expect((await lq('replay', path)).out).toContain(
    'Tick 7: the recording contradicts itself; its hash is not that of the state that it holds.',
  );
  const why = await lq('why', path, '--kpi', 'total_cost');
  expect([why.code, why.err]).toEqual([1, expect.stringContaining('does not replay as it was recorded: tick 7 differs')]);
  expect((await lq('why', file('beer.lqr'), '--kpi', 'toString')).code).toBe(2);
});

test('a recording that is damaged, cut short, of another engine or not there ends with 2 and one sentence', async () => {
  const damaged = await lq(
    'replay',
    changed('damaged.lqr', (bytes) => bytes.with(bytes.length - 9, 7)),
  );
  expect([damaged.code, damaged.out]).toEqual([2, '']);
  expect(damaged.err).toMatch(/The recording is damaged: states:\d+, ticks \d+ to 36 does not match its hash/);
  expect(
    (
      await lq(
        'replay',
        changed('short.lqr', (bytes) => bytes.slice(0, 5000)),
      )
    ).err,
  ).toContain('is damaged');
  expect(await lq('replay', 'package.json')).toMatchObject({ code: 2, err: expect.stringContaining('not a recording') });
  expect(await lq('replay', file('nowhere.lqr'))).toMatchObject({ code: 2, err: expect.stringContaining('There is no recording') });
  const foreign = `engine@${'a'.repeat(64)}`;
  const other = await lq(
    'replay',
    changed('other.lqr', (bytes) => {
      const recording = readRecording(bytes);
      return writeRecording({ ...recording, start: { ...recording.start, engine: foreign } });
    }),
  );
  expect(other.code).toBe(2);
  expect(other.err).toContain(foreign);
  expect(other.err).toMatch(/looked for in .*out.engine/);
});
