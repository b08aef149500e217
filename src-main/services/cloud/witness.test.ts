import { appendFileSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWitness } from './witness.ts';

const link = (n: number) => ({
  format: 1 as const,
  tenant: 'demo',
  n,
  session: 's-1',
  seq: n,
  hash: 'a'.repeat(64),
  prev: '',
  at: 1,
  signature: { algorithm: 'ECDSA_SHA_256' as const, key: 'k', value: 'v' },
});

test('heads that were seen are added to a file of their tenant, readable by its owner only, and nothing before them changes', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lq-witness-'));
  const file = join(dir, 'witness', 'local', 'demo.ndjson');
  const witness = openWitness(dir);
  expect(witness.seen('demo')).toEqual([]);
  witness.keep('demo', [link(0), link(1)]);
  const before = readFileSync(file, 'utf8');
  openWitness(dir).keep('demo', [link(2)]);
  expect(readFileSync(file, 'utf8').startsWith(before)).toBe(true);
  expect(witness.seen('demo')).toEqual([link(0), link(1), link(2)]);
  expect(witness.seen('acme')).toEqual([]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a line that a crash cut short costs that line and no other', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lq-witness-'));
  const witness = openWitness(dir);
  witness.keep('demo', [link(0)]);
  appendFileSync(join(dir, 'witness', 'local', 'demo.ndjson'), '{"format":1,"ten');
  witness.keep('demo', [link(1)]);
  expect(witness.seen('demo')).toEqual([link(0), link(1)]);
});
