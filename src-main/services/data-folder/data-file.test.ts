import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openMembers } from '../projects/members.ts';
import { openTrust } from '../projects/trust.ts';
import { openIdentities } from '../cloud/identities.ts';
import { readDataFile } from './data-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'lq-data-file-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const schema = z.strictObject({ ports: z.object({ studio: z.int() }) });
const write = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};

test('a file that is not there is no document', () => {
  expect(readDataFile(join(dir, 'none.json'), schema, { hint: '' })).toBeUndefined();
});

test.each([
  ['not JSON', '{"ports":', 'it is not JSON'],
  ['empty', '', 'it is not JSON'],
  ['of another shape', '{"ports":{"studio":"x"}}', 'ports.studio: expected a whole number'],
])('one that is %s is named, with the place and what to do', (_, text, why) => {
  const file = write('ports.json', text);
  expect(() => readDataFile(file, schema, { hint: 'Move it away.' })).toThrow(
    expect.objectContaining({ code: 'bad-data-file', message: `${file} cannot be read: ${why}.`, hint: 'Move it away.', where: file }),
  );
});

test('so are the members, the trusted folders and the identities of a data folder', () => {
  for (const name of ['members.json', 'trusted.json', 'identities.json']) write(name, '{');
  const bad = (name: string): unknown => expect.objectContaining({ where: join(dir, name), hint: expect.stringMatching(/./) });
  expect(() => openMembers({ dataDir: dir, owner: 'ada', rolesOf: () => [] })).toThrow(bad('members.json') as Error);
  expect(() => openTrust({ dataDir: dir }).of(dir)).toThrow(bad('trusted.json') as Error);
  expect(() => openIdentities(dir).of('ada')).toThrow(bad('identities.json') as Error);
});
