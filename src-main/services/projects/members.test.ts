import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openMembers, type MembersOptions } from './members.ts';

let options: MembersOptions;
beforeEach(() => {
  const roles: Record<string, string[]> = { dora: ['designer'], pia: ['player'], faye: ['facilitator', 'analyst'] };
  options = { dataDir: mkdtempSync(join(tmpdir(), 'lq-members-')), owner: 'Ada', rolesOf: (person) => roles[person] ?? [] };
});

describe('the members of a data folder', () => {
  test('begin with its owner, who stays it whoever starts the folder later', () => {
    openMembers(options);
    const later = openMembers({ ...options, owner: 'Ben' });
    expect([later.roleOf('Ada'), later.roleOf('Ben')]).toEqual(['owner', undefined]);
    expect(() => later.invite('Ada', 'viewer')).toThrow('stays its owner');
    expect(later.invite('Ada')).toEqual({ role: 'owner', changed: false });
    expect(statSync(join(options.dataDir, 'members.json')).mode & 0o777).toBe(0o600);
  });

  test('are invited as what is said, else as what people.json suggests, and a stranger edits', () => {
    const members = openMembers(options);
    expect(members.invite('Ben').role).toBe('editor');
    expect(members.invite('Cleo', 'viewer').role).toBe('viewer');
    expect(['dora', 'faye', 'pia'].map((person) => members.invite(person).role)).toEqual(['editor', 'editor', 'viewer']);
  });

  test('keep their role, also after a restart, until another is given', () => {
    openMembers(options).invite('Cleo', 'viewer');
    const members = openMembers(options);
    expect(members.invite('Cleo')).toEqual({ role: 'viewer', changed: false });
    expect(members.invite('Cleo', 'editor')).toEqual({ role: 'editor', changed: true });
  });

  test('are all named, the owner first', () => {
    const members = openMembers(options);
    members.invite('Ben');
    members.invite('Cleo', 'viewer');
    expect(members.everybody()).toEqual([
      { person: 'Ada', role: 'owner' },
      { person: 'Ben', role: 'editor' },
      { person: 'Cleo', role: 'viewer' },
    ]);
  });

  test('may do what their role and those below it may; a refusal names the roles that may', () => {
    const members = openMembers(options);
    members.invite('Ben');
    members.invite('Cleo', 'viewer');
    const may = (person: string) =>
      (['viewer', 'editor', 'owner'] as const).map((role) => {
        try {
          members.authorise(person, role, 'do this');
          return true;
        } catch {
          return false;
        }
      });
    expect([may('Ada'), may('Ben'), may('Cleo'), may('mallory'), may('__proto__')]).toEqual([
      [true, true, true],
      [true, true, false],
      [true, false, false],
      [false, false, false],
      [false, false, false],
    ]);
    expect(() => members.authorise('Cleo', 'editor', 'publish')).toThrow(
      expect.objectContaining({
        code: 'forbidden',
        message: 'Cleo may not publish: Cleo is only viewer here.',
        hint: 'This needs the role editor or owner. Ada can give it: npx lq open --as "Cleo" --role editor',
      }) as Error,
    );
  });
});
