import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { namedDataDir, report } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'lq-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const told = (error: unknown): [number, string[]] => {
  const lines: string[] = [];
  const code = report(error, { out: () => {}, err: (line) => lines.push(line) });
  return [code, lines];
};
const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};
const failure = (code: string, more: object = {}): Error => Object.assign(new Error(`${code}: as Node says it`), { code, ...more });

describe('a failure of the machine is one sentence and exit code 2:', () => {
  test.each<[string, object, string]>([
    ['EACCES', { path: '/x/lock' }, 'You have no right to /x/lock.'],
    ['EPERM', { path: '/x/lock' }, 'You have no right to /x/lock.'],
    ['EROFS', { path: '/x/lock' }, '/x/lock lies on a disk that cannot be written.'],
    ['ENOTDIR', { path: '/x/lock' }, '/x/lock is not a folder'],
    ['EEXIST', { path: '/x' }, '/x is there already and is not a folder.'],
    ['EISDIR', { syscall: 'read' }, 'read (EISDIR) is a folder where a file was expected.'],
    ['ENAMETOOLONG', { path: 'xx' }, 'The name xx is too long'],
    ['EADDRINUSE', { address: '127.0.0.1', port: 4300 }, 'Another program already listens on 127.0.0.1:4300.'],
    ['ENOSPC', {}, 'The disk is full.'],
    ['ECONNREFUSED', {}, 'try again in a moment'],
  ])('%s', (code, more, sentence) => {
    const [exitCode, lines] = told(failure(code, more));
    expect([exitCode, lines]).toEqual([2, [expect.stringContaining(sentence)]]);
    expect(lines[0]).not.toContain('\n');
  });

  test('as Node really throws it: a file where a folder is needed, a port that is taken', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(told(thrownBy(() => mkdirSync(file, { recursive: true })))[1]).toEqual([expect.stringContaining(`${file} is there already`)]);
    expect(told(thrownBy(() => mkdirSync(join(file, 'x'), { recursive: true })))[1]).toEqual([expect.stringContaining('is not a folder')]);
    const first = createServer();
    await new Promise<void>((done) => first.listen(0, '127.0.0.1', done));
    const { port } = first.address() as AddressInfo;
    const taken = await new Promise<Error>((done) => createServer().once('error', done).listen(port, '127.0.0.1'));
    expect(told(taken)).toEqual([2, [`Another program already listens on 127.0.0.1:${port}. Stop it and try again.`]]);
    await new Promise((done) => first.close(done));
  });
});

test('a refusal says where it is, unless its sentence does', () => {
  const refusal = (where: string) =>
    told(failure('level-unpublished', { message: 'Nothing of level chess is live on channel try.', where }));
  expect(refusal('chess#try')).toEqual([2, ['Nothing of level chess is live on channel try.']]);
  expect(refusal('levels/chess.json')).toEqual([2, ['levels/chess.json: Nothing of level chess is live on channel try.']]);
});

test('what nobody foresaw keeps its stack', () => {
  const [, lines] = told(new TypeError('x is not a function'));
  expect(lines.slice(0, 2)).toEqual(['TypeError: x is not a function', expect.stringMatching(/^\s+at /)]);
});

test('--data is meant from where the command was called', () => {
  expect(namedDataDir('data')).toBe(resolve('data'));
  expect(namedDataDir(undefined)).toBeUndefined();
  expect(() => namedDataDir('')).toThrow('--data names no folder.');
});
