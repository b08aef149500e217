import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playerIdOf } from './player-id.ts';

test('a player has an opaque name that stays, differs from others and says nothing without the key', () => {
  const here = mkdtempSync(join(tmpdir(), 'lq-player-'));
  const elsewhere = mkdtempSync(join(tmpdir(), 'lq-player-'));
  const ada = playerIdOf(here, 'ada');
  expect(ada).toMatch(/^p-[0-9a-f]{20}$/);
  expect(playerIdOf(here, 'ada')).toBe(ada);
  expect(playerIdOf(here, 'ben')).not.toBe(ada);
  expect(playerIdOf(elsewhere, 'ada')).not.toBe(ada);
  expect(statSync(join(here, 'player.key')).mode & 0o777).toBe(0o600);
});
