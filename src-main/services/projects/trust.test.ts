import { mkdirSync, mkdtempSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openTrust, type Trust } from './trust.ts';

let root: string;
let trust: Trust;
const folder = (name: string): string => {
  mkdirSync(join(root, name), { recursive: true });
  return join(root, name);
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lq-trust-'));
  trust = openTrust({ dataDir: join(root, 'data'), shipped: folder('samples') });
});

describe('trust', () => {
  test('is for what the product ships, and for no folder that only looks like it', () => {
    expect(trust.of(folder('samples/supply-chain'))).toBe(true);
    expect(trust.of(folder('samples-of-a-stranger'))).toBe(false);
    symlinkSync(folder('elsewhere'), join(root, 'samples/linked'));
    expect(trust.of(join(root, 'samples/linked'))).toBe(false);
  });

  test('once given stays, for this folder only, and is known to every process of the person', () => {
    const dir = folder('cloned');
    trust.give(dir);
    expect(openTrust({ dataDir: join(root, 'data'), shipped: folder('samples') }).of(dir)).toBe(true);
    expect(trust.of(folder('cloned/inner'))).toBe(false);
    expect(statSync(join(root, 'data/trusted.json')).mode & 0o777).toBe(0o600);
  });

  test('stands in front of a publish: restricted is refused by name, trusted is let through', () => {
    const project = { dir: folder('cloned'), name: 'Harbour' };
    expect(() => trust.require(project)).toThrow(
      expect.objectContaining({ code: 'project-restricted', message: expect.stringContaining('Harbour') as string }) as Error,
    );
    trust.give(project.dir);
    expect(() => trust.require(project)).not.toThrow();
  });
});
