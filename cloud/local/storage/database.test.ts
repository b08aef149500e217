import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase, type Database } from './database.ts';
import type { LocalHost } from './host.ts';

let folder: string;
let database: Database;
let passed: string[];

const host: LocalHost = {
  clock: { now: () => 0 },
  ids: { next: (prefix) => `${prefix}-1` },
  random: { bytes: (n) => new Uint8Array(n) },
  reach: (point) => void passed.push(point),
};
const open = (): Database => openDatabase(join(folder, 'test.db'), host);

beforeEach(() => {
  passed = [];
  folder = mkdtempSync(join(tmpdir(), 'database-'));
  database = open();
  database.migrate('test', ['CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT']);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const rows = (): number[] => database.all<{ n: number }>('SELECT n FROM t ORDER BY n').map(({ n }) => n);
const insert = (n: number): number => database.run('INSERT INTO t VALUES (?)', n);

test('what arrives together reaches the disk by one commit, in order, and one that fails takes nothing of the others with it', async () => {
  const heard: string[] = [];
  const commits = (): number => passed.filter((point) => point === 'database:after-commit').length;
  const before = commits();
  const first = database.together(() => {
    database.afterCommit(() => heard.push('after'));
    return insert(1);
  });
  expect(() =>
    database.together(() => {
      insert(2);
      throw new Error('not this one');
    }),
  ).toThrow('not this one');
  const third = database.together(() => insert(3));
  expect(database.settled()).toBeInstanceOf(Promise);
  expect([heard, commits()]).toEqual([[], before]);
  expect(await Promise.all([first, third])).toEqual([1, 1]);
  expect([heard, commits(), database.settled(), rows()]).toEqual([['after'], before + 1, undefined, [1, 3]]);
});

test('a transaction that does not wait takes along what waits, and both are on disk when it returns', async () => {
  const waiting = database.together(() => insert(1));
  insert(2);
  expect(database.settled()).toBeUndefined();
  database.close();
  database = open();
  expect(rows()).toEqual([1, 2]);
  await waiting;
});

test('what waits when the database is closed is there when it is opened', async () => {
  const waiting = database.together(() => insert(1));
  database.close();
  await waiting;
  database = open();
  expect(rows()).toEqual([1]);
});

test('a transaction happens whole or not at all, its afterthoughts only if it happened', () => {
  const after: string[] = [];
  database.transaction(() => {
    insert(1);
    database.transaction(() => insert(2));
    database.afterCommit(() => after.push('first'));
    expect(after).toEqual([]);
  });
  const failing = (): void =>
    database.transaction(() => {
      insert(3);
      database.afterCommit(() => after.push('never'));
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  database.transaction(() => insert(4));
  expect([rows(), after]).toEqual([[1, 2, 4], ['first']]);
});

test('only its owner can read the file', () => {
  expect(statSync(join(folder, 'test.db')).mode & 0o777).toBe(0o600);
});

test('each durable step passes its fault points in order', () => {
  passed = [];
  insert(1);
  expect(passed).toEqual(['database:before-commit', 'database:after-commit']);
});

test('tables are brought up to date step by step; a changed step and a newer folder are refused', () => {
  insert(1);
  const second = 'ALTER TABLE t ADD COLUMN m INTEGER';
  database.migrate('test', ['CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT', second]);
  database.close();
  database = open();
  database.migrate('test', ['CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT', second]);
  expect(rows()).toEqual([1]);
  expect(() => database.migrate('test', ['CREATE TABLE t (other INTEGER) STRICT', second])).toThrow(
    /step 0 of the tables of test was changed/,
  );
  expect(() => database.migrate('test', ['CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT'])).toThrow(/newer version/);
});

test('rows are read one by one while other statements run', () => {
  for (const n of [1, 2, 3]) insert(n);
  const seen: number[] = [];
  for (const { n } of database.iterate<{ n: number }>('SELECT n FROM t ORDER BY n')) {
    seen.push(n, rows().length);
  }
  expect(seen).toEqual([1, 3, 2, 3, 3, 3]);
});

test('belongs to one process: who opens it meanwhile waits, and is then told whose it is', () => {
  const file = join(folder, 'test.db');
  expect(() => openDatabase(file, host, 0)).toThrow(`${file} is in use by another process.`);
  insert(1);
  database.close();
  database = open();
  expect(rows()).toEqual([1]);
});
