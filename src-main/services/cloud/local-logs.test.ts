import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lineOf, openLocalLogs } from './local-logs.ts';

const line = (more: object) => ({
  level: 'info',
  at: '2026-11-28T14:00:00.000Z',
  function: 'f',
  message: 'span',
  tenant: 'demo',
  session: 's-1',
  ...more,
});
/** As the host keeps what a function printed. */
const kept = (message: unknown): string =>
  JSON.stringify({
    time: '2026-11-28T14:00:00.000Z',
    level: 'INFO',
    message: typeof message === 'string' ? message : JSON.stringify(message),
  });

test('a line is read by the tenant that it names, whatever else stands in it, and by nobody else', () => {
  expect(lineOf(kept(line({})), 'demo', {})).toMatchObject({ session: 's-1' });
  for (const foreign of [
    line({ tenant: 'demo2' }),
    line({ tenant: 'acme', message: 'demo' }),
    line({ tenant: undefined, message: 'tenant demo' }),
  ])
    expect(lineOf(kept(foreign), 'demo', {})).toBeUndefined();
  // What the host itself says of a failure may hold anything.
  expect(lineOf(JSON.stringify({ level: 'ERROR', message: { errorMessage: '{"tenant":"demo"}' } }), 'demo', {})).toBeUndefined();
  expect(lineOf(kept('{"tenant":"demo", broken'), 'demo', {})).toBeUndefined();
});

test('a field that no line has is not let through', () => {
  expect(lineOf(kept(line({ password: 'hush', payload: { quantity: 4 } })), 'demo', {})).toEqual(line({}));
});

test('a session, a trace and a moment narrow what is read', () => {
  const text = kept(line({ trace: 'ab' }));
  expect(lineOf(text, 'demo', { session: 's-1', trace: 'ab', since: Date.parse('2026-11-28T14:00:00Z') })).toBeDefined();
  for (const query of [{ session: 's-2' }, { trace: 'cd' }, { since: Date.parse('2026-11-28T14:00:01Z') }])
    expect(lineOf(text, 'demo', query)).toBeUndefined();
});

test('lines of several functions come by time; a folder that is not there has none', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lq-logs-'));
  const read = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { at } of openLocalLogs(dataDir).lines('demo', {})) found.push(at);
    return found;
  };
  expect(await read()).toEqual([]);
  mkdirSync(join(dataDir, 'cloud', 'logs'), { recursive: true });
  const at = (minute: number): string => `2026-11-28T14:0${minute}:00.000Z`;
  for (const [file, minutes] of [
    ['b', [1, 3]],
    ['a', [2]],
  ] as const)
    writeFileSync(
      join(dataDir, 'cloud', 'logs', `${file}.ndjson`),
      minutes.map((minute) => `${kept(line({ at: at(minute) }))}\n`).join(''),
    );
  expect(await read()).toEqual([at(1), at(2), at(3)]);
  rmSync(dataDir, { recursive: true, force: true });
});
