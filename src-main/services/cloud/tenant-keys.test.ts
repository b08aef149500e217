import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTenantKeys, writeTenantKeys } from './tenant-keys.ts';

let dataDir: string;
beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'lq-keys-'))));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const key = { accessKeyId: 'AKIA1', secretAccessKey: 's1' };

describe('the keys of tenants', () => {
  it('are none for a name that only objects have', () => {
    writeTenantKeys(dataDir, new Map([['demo', key]]));
    const keys = readTenantKeys(dataDir);
    expect(keys.get('demo')).toEqual(key);
    for (const name of ['constructor', 'valueOf', 'toString']) expect(keys.get(name), name).toBeUndefined();
  });

  it('are kept for a tenant of such a name as for any other', () => {
    writeTenantKeys(dataDir, new Map([['constructor', key]]));
    expect(readTenantKeys(dataDir).get('constructor')).toEqual(key);
  });
});
