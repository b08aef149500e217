import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { CloudClient } from '../../../cloud/client/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { tellingOfPeople } from './from-next-start.ts';

const folder = mkdtempSync(join(tmpdir(), 'lq-people-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => people({ demo: { ada: ['owner'], fay: ['player'] } }));
const people = (tenants: object): void => writeFileSync(join(folder, 'people.json'), JSON.stringify({ format: 1, tenants }));

/** A cloud in which everybody has these roles, and may nothing. */
const cloud = (...roles: string[]) =>
  tellingOfPeople(
    {
      authorise: () => Promise.reject(new LedgerError({ code: 'forbidden', message: 'No.', hint: 'Ask an owner.', where: 'demo' })),
      rolesOf: () => Promise.resolve(roles),
    } as unknown as CloudClient,
    folder,
  );
const hintFor = (person: string, ...roles: string[]) =>
  cloud(...roles)
    .authorise('demo', person, 'play')
    .catch(({ code, hint }: LedgerError) => [code, hint]);

test('who was given a role in people.json since the start is told that it counts from the next one', async () => {
  expect(await hintFor('fay')).toEqual([
    'forbidden',
    'Ask an owner. What people.json gives there since counts from the next start of lq up.',
  ]);
});

test('nobody else is, and a file that cannot be read says nothing', async () => {
  const plain = ['forbidden', 'Ask an owner.'];
  expect(await hintFor('fay', 'player'), 'the cloud knows it').toEqual(plain);
  expect(await hintFor('eve'), 'not in the file').toEqual(plain);
  people({ demo: { fay: ['boss'] } });
  expect(await hintFor('fay')).toEqual(plain);
});
