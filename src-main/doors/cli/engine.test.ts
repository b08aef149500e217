import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { main } from './lq.ts';

const home = mkdtempSync(join(tmpdir(), 'lq-engine-'));
vi.stubEnv('LQ_DATA', join(home, 'data'));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

async function lq(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: string[][] = [[], []];
  const code = await main(args, { out: (line) => out!.push(line), err: (line) => err!.push(line) });
  return { code, out: out!.join('\n'), err: err!.join('\n') };
}

describe('lq engine', () => {
  const mine = join(home, 'mine');
  const world = join(mine, 'world');
  let built: { id: string; dir: string; systems: string[]; components: string[]; builtMs: number };
  beforeAll(async () => {
    await lq('engine', 'init', mine, '--json');
    const { code, out, err } = await lq('engine', 'build', mine, '--json');
    if (code !== 0 || err !== '') throw new Error(err);
    built = JSON.parse(out) as typeof built;
  });

  test('build tells the id, the folder and what is in it', () => {
    expect(built).toEqual({
      id: expect.stringMatching(/^engine@[0-9a-f]{64}$/),
      dir: join(mine, 'builds', basename(built.dir)),
      systems: ['market-demand'],
      components: ['Market'],
      builtMs: expect.any(Number),
    });
  });

  test('the project that init makes runs and is in order with the build, and is refused without', async () => {
    const ran = await lq('run', world, '--engine', mine, '--json');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(ran.out)).toMatchObject({ ticks: 40, engine: built.id });
    expect(await lq('run', world, '--engine', built.dir, '--json')).toEqual(ran);
    expect(await lq('validate', world, '--engine', mine)).toMatchObject({ code: 0, out: `${world} is in order.` });
    const without = await lq('run', world);
    expect([without.code, without.err]).toEqual([2, expect.stringContaining('has a component Market, which nobody declared.')]);
  });

  test('a run in slices, each in a new world from checkpoint bytes, is the same run', async () => {
    expect(await lq('run', world, '--engine', mine, '--slice', '3', '--json')).toEqual(await lq('run', world, '--engine', mine, '--json'));
  });

  test('a project that names the build finds it where it is told, and in its own folder engine once it is trusted', async () => {
    const project = join(home, 'project');
    cpSync(world, project, { recursive: true });
    const file = join(project, 'ledgerquest.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"format": 1,', `"format": 1,\n  "engine": "${built.id}",`));
    const missing = await lq('run', project);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain(`The engine build ${built.id} is not here. It was looked for in `);
    expect(missing.err).toContain('Build it: lq engine build <folder>');
    expect(await lq('validate', project)).toMatchObject({ code: 2, err: missing.err });

    expect(await lq('run', project, '--engine', mine)).toMatchObject({ code: 0 });
    cpSync(mine, join(project, 'engine'), { recursive: true });
    for (const command of ['run', 'validate']) {
      const { code, err } = await lq(command, project);
      expect([code, err]).toEqual([
        2,
        expect.stringContaining('lies in a project that came from elsewhere, and its code would run on this machine.'),
      ]);
    }
    expect(await lq('run', project, '--engine', join(project, 'engine'))).toMatchObject({ code: 0 });
    await lq('trust', project);
    const found = await lq('run', project, '--json');
    expect(JSON.parse(found.out)).toMatchObject({ engine: built.id });
    expect(await lq('validate', project)).toMatchObject({ code: 0 });
  });

  test('init never writes over anything', async () => {
    const { code, err } = await lq('engine', 'init', mine);
    expect([code, err]).toEqual([2, `The folder ${mine} is not empty. Name a new one: nothing is written over.`]);
  });

  test('build names what is wrong with file, line and column, and exits 1', async () => {
    const broken = join(home, 'broken');
    cpSync(mine, broken, { recursive: true, filter: (path) => basename(path) !== 'builds' });
    const file = join(broken, 'systems', 'market-demand.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace('exp((-LN2', 'Math.exp((-LN2').replace(', exp, ', ', '));
    const { code, err } = await lq('engine', 'build', broken);
    expect(code).toBe(1);
    expect(err).toMatch(/^systems\/market-demand\.ts:\d+:\d+ {2}error {2}Math\.exp is not the same on every machine/);
    const { out, ...rest } = await lq('engine', 'build', broken, '--json');
    expect(rest).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ code: 'no-host-math', file: 'systems/market-demand.ts' }] });
  });

  test.each<[string, string[], string]>([
    ['no verb', ['engine'], 'Say what: init or build.'],
    ['an unknown verb', ['engine', 'destroy', 'x'], 'There is no lq engine destroy; there are init, build.'],
    ['no folder', ['engine', 'build'], 'lq engine build needs one folder.'],
    ['a folder that is not there', ['engine', 'build', join(home, 'nowhere')], 'There is no folder'],
    ['a folder that is no engine folder', ['engine', 'build', world], 'has no folder systems.'],
  ])('%s cannot run, and is told in a sentence', async (_, args, sentence) => {
    const { code, out, err } = await lq(...args);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(sentence)]);
  });
});
