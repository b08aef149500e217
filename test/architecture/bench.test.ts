import { existsSync } from 'node:fs';
/** What `npm run bench -- engine --json` prints, with samples too short to mean anything: its shape, and that both sides did the same work. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { z } from 'zod';

const Work = z.strictObject({ ours: z.string().min(1), peer: z.string().min(1) });
const Row = z.strictObject({
  name: z.string().min(1),
  ours: z.number().positive(),
  peer: z.number().positive(),
  ratio: z.number().positive(),
  unit: z.string().min(1),
  peerName: z.string().min(1),
  better: z.enum(['higher', 'lower']),
  work: Work.optional(),
});
const Report = z.strictObject({ area: z.string(), machine: z.string().min(1), rows: z.array(Row).min(8) });

const bench = (...args: string[]) =>
  spawnSync(process.execPath, ['build/run.mjs', 'test/bench/main.ts', ...args], {
    encoding: 'utf8',
    env: { ...process.env, LEDGERQUEST_BENCH_SAMPLE_MICROS: '200' },
  });

test('npm run bench -- engine --json prints one document, and every comparison with bitecs shows equal work', () => {
  const { status, stdout, stderr } = bench('engine', '--json');
  expect([status, stderr]).toEqual([0, '']);
  const { rows } = Report.parse(JSON.parse(stdout));
  for (const { name, ours, peer, ratio } of rows) expect(Math.abs(ratio / (ours / peer) - 1), name).toBeLessThan(0.01);
  const compared = rows.filter(({ name }) => name.includes(' vs bitecs'));
  expect(compared.length).toBeGreaterThan(5);
  for (const { name, work } of compared) expect(work?.ours, name).toBe(work?.peer);
});

test('npm run bench -- collab --json prints one document: both servers got the same edits and showed them to as many, ours after the disk', () => {
  const { status, stdout, stderr } = bench('collab', '--json');
  expect([status, stderr]).toEqual([0, '']);
  const { rows } = Report.parse(JSON.parse(stdout));
  const compared = rows.filter(({ peerName }) => peerName.startsWith('@y/websocket-server '));
  // Two rows for twenty people, two for two hundred sockets, two where the peer writes too, and two in memory where there is a folder for it.
  expect(compared).toHaveLength(existsSync('/dev/shm') ? 8 : 6);
  for (const { name, work } of compared) {
    const [ours, peer] = [work?.ours, work?.peer].map((told) =>
      /^(\d+) updates, (\d+) sightings, (\d+) acknowledged/.exec(told ?? '')?.slice(1),
    );
    expect(ours?.slice(0, 2), name).toEqual(peer?.slice(0, 2));
    expect([ours?.[2], peer?.[2]], name).toEqual([ours?.[0], '0']);
  }
});

test('an area that there is not is named with those there are, and exits 2', () => {
  expect(bench('cooking')).toMatchObject({
    status: 2,
    stderr: 'There is no bench area "cooking". Areas: cloud, collab, engine, open-level, scripting, studio.\n',
  });
});
