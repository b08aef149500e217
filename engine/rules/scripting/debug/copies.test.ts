/** A copy comes to what its script comes to: the sample, and everything that was written to break a sandbox. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTestHost } from '../testing/host.ts';
import { runHostile } from '../testing/hostile.ts';
import { recursions } from '../testing/recursions.ts';
import { watchedOf } from '../testing/watched.ts';
import type { ScriptHost } from '../world.ts';
import { DebugHost } from './debug-host.ts';
import { instrument } from './instrument.ts';

const folder = join(import.meta.dirname, '../../../../test/fixtures/hostile/js');
const corpus = readdirSync(folder)
  .filter((name) => name.endsWith('.js'))
  .toSorted();

let host: ScriptHost;
beforeAll(async () => {
  host = await openTestHost();
});

describe('a hostile script under watch', () => {
  test.each(corpus)('%s', (name) => {
    const source = readFileSync(join(folder, name), 'utf8');
    const { outcome, message, line, column, fuelOf, stateHash } = runHostile(host, name, source);
    const debug = new DebugHost(host, name);
    const { value, watched } = debug.watch({ breakpoints: [], record: true }, () => runHostile(debug, name, source));
    expect(value).toMatchObject({ outcome, message, line, column, fuelOf, stateHash, recovered: true, hostPolluted: false });
    expect(watched.differs).toBeUndefined();
  });
});

describe('a copy by itself, with fuel enough', () => {
  /** The copy in the place of the script: what it comes to without anybody watching. */
  const alone = (name: string, code: string): ReturnType<typeof runHostile> => {
    const copying: ScriptHost = {
      identity: (paths) => host.identity(paths),
      load: (script, context) => {
        const { probe, code: copy } = instrument(script.code);
        return host.load(
          { ...script, watched: { before: `let ${probe} = 0;`, code: copy } },
          { ...context, limits: { load: 200_000_000, hook: 200_000_000 } },
        );
      },
    };
    return runHostile(copying, name, code);
  };
  const given = (name: string, code: string): ReturnType<typeof runHostile> => {
    const generous: ScriptHost = {
      identity: (paths) => host.identity(paths),
      load: (script, context) => host.load(script, { ...context, limits: { load: 100_000_000, hook: 100_000_000 } }),
    };
    return runHostile(generous, name, code);
  };

  /** With that much fuel a few bytes decide: one catches its own lack of memory and goes on, one fills it with the last of its fuel. */
  const atTheEdge = ['31-promise-chain-flood.js', '59-sparse-array-result.js'];

  test.each(corpus.filter((name) => !atTheEdge.includes(name)))('ends like %s', (name) => {
    const source = readFileSync(join(folder, name), 'utf8');
    const [script, copy] = [given(name, source), alone(name, source)];
    const came = ({ outcome, results, kpis, stateHash }: typeof script) => (outcome === 'ok' ? { results, kpis, stateHash } : { outcome });
    expect(came(copy)).toEqual(came(script));
  });

  test.each(Object.entries(recursions))('ends like the recursion of %s', (name, code) => {
    const source = `function onTick() { ${code} }`;
    const path = `${name}.js`;
    expect(alone(path, source).outcome).toBe(given(path, source).outcome);
  });
});

describe('what cannot be watched', () => {
  test('is said with the place, and nothing is loaded', () => {
    expect(() => watchedOf(host, `${'('.repeat(3000)}1${')'.repeat(3000)}; function onTick() {}`)).toThrow();
  });

  test('a copy that does not load is found out, and the script runs', () => {
    const { outcome, differs } = watchedOf(
      host,
      'if (String(onTick).length > 60) throw new Error("long");\nfunction onTick() {\n  state.a = 1;\n  return state.a;\n}',
    );
    expect(outcome).toMatchObject({ ok: true, result: 1 });
    expect(differs).toBe('it does not load: long');
  });
});
