import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { ProjectHandle } from '../../contract/index.ts';
import { openProjectRegistry, type ProjectRegistryOptions } from './registry.ts';
import { openTrust } from './trust.ts';

let options: ProjectRegistryOptions;
let minute = 0;
let count = 0;
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'lq-projects-'));
  mkdirSync(join(root, 'templates', 'supply-chain'), { recursive: true });
  writeFileSync(join(root, 'templates', 'supply-chain', 'ledgerquest.json'), '{"name":"Supply chain"}');
  const dataDir = join(root, 'data');
  const templatesDir = join(root, 'templates');
  options = {
    dataDir,
    templatesDir,
    trust: openTrust({ dataDir, shipped: templatesDir }),
    now: () => new Date(Date.UTC(2026, 0, 1, 0, (minute += 1))),
    randomHex: (bytes) => String((count += 1)).padStart(bytes * 2, '0'),
  };
});

describe('the project registry', () => {
  test('copies a template without ever overwriting a copy, and trusts it', () => {
    const registry = openProjectRegistry(options);
    const first = registry.createFromTemplate('supply-chain');
    const second = registry.createFromTemplate('supply-chain');
    expect(first).toMatchObject({ name: 'Supply chain', trusted: true });
    expect(second.dir).toBe(`${first.dir}-2`);
    expect(second.handle).not.toBe(first.handle);
  });

  test('numbers the name of a copy that another project of the list is called like, in its own file', () => {
    const registry = openProjectRegistry(options);
    const made = [1, 2, 3].map(() => registry.createFromTemplate('supply-chain'));
    expect(made.map(({ name }) => name)).toEqual(['Supply chain', 'Supply chain 2', 'Supply chain 3']);
    writeFileSync(join(made[1]!.dir, 'ledgerquest.json'), '{"name":"Lantern market"}');
    expect(registry.createFromTemplate('supply-chain').name).toBe('Supply chain 2');
  });

  test('calls a recent project as its file does, also when it was renamed since it was opened', () => {
    const registry = openProjectRegistry(options);
    const { dir } = registry.createFromTemplate('supply-chain');
    writeFileSync(join(dir, 'ledgerquest.json'), '{"name":"Lantern market"}');
    expect(registry.recent().map(({ name }) => name)).toEqual(['Lantern market']);
    writeFileSync(join(dir, 'ledgerquest.json'), '{"name":');
    expect(registry.recent().map(({ name }) => name)).toEqual(['Supply chain']);
  });

  test("opens a stranger's folder restricted until it is trusted, also after a restart", () => {
    const stranger = join(options.dataDir, '..', 'cloned');
    cpSync(join(options.templatesDir, 'supply-chain'), stranger, { recursive: true });
    const { handle, trusted } = openProjectRegistry(options).addFolder(stranger);
    expect(trusted).toBe(false);
    const later = openProjectRegistry(options);
    expect(later.addFolder(stranger).handle).toBe(handle);
    later.trust(handle);
    expect(openProjectRegistry(options).find(handle).trusted).toBe(true);
  });

  test('keeps how a project looked last beside its list, not in its folder, until the project is forgotten', () => {
    const registry = openProjectRegistry(options);
    const { handle, dir } = registry.createFromTemplate('supply-chain');
    const before = readdirSync(dir);
    expect(registry.picture(handle)).toBeUndefined();
    registry.keepPicture(handle, '/9j/4AAQ');
    expect(openProjectRegistry(options).picture(handle)).toBe('/9j/4AAQ');
    expect(readdirSync(dir)).toEqual(before);
    const [file] = readdirSync(join(options.dataDir, 'pictures'));
    writeFileSync(join(options.dataDir, 'pictures', file!), 'damaged');
    expect(registry.picture(handle)).toBeUndefined();
    registry.forget(handle);
    expect(readdirSync(join(options.dataDir, 'pictures'))).toEqual([]);
    expect(() => registry.keepPicture('../../etc/passwd' as ProjectHandle, '/9j/4AAQ')).toThrow(/no longer has a project/);
  });

  test('puts back what was taken off the list as it was, unless it was opened anew since', () => {
    const registry = openProjectRegistry(options);
    const { handle, dir } = registry.createFromTemplate('supply-chain');
    registry.keepPicture(handle, '/9j/4AAQ');
    registry.forget(handle);
    expect(registry.recent()).toEqual([]);
    registry.restore(handle);
    expect(registry.recent()).toMatchObject([{ handle, dir }]);
    expect(registry.picture(handle)).toBe('/9j/4AAQ');
    expect(openProjectRegistry(options).recent()).toHaveLength(1);
    registry.forget(handle);
    const anew = registry.addFolder(dir);
    registry.restore(handle);
    expect(registry.recent()).toMatchObject([{ handle: anew.handle }]);
  });

  test('takes a project that was made here away with its folder and brings both back; no new one comes to lie where it was', () => {
    const registry = openProjectRegistry(options);
    const { handle, dir } = registry.createFromTemplate('supply-chain');
    writeFileSync(join(dir, 'mine.txt'), 'kept');
    registry.delete(handle);
    expect(registry.recent()).toEqual([]);
    expect(existsSync(dir)).toBe(false);
    expect(readdirSync(join(options.dataDir, 'deleted', 'supply-chain'))).toContain('mine.txt');
    expect(registry.createFromTemplate('supply-chain').dir).toBe(`${dir}-2`);
    registry.restore(handle);
    expect(registry.recent().map((project) => project.handle)).toContain(handle);
    expect(readdirSync(dir)).toContain('mine.txt');
    expect(openProjectRegistry(options).find(handle).trusted).toBe(true);
    // Pressed twice it is back all the same.
    registry.restore(handle);
  });

  test('deletes no folder that lies elsewhere, and says where it is', () => {
    const stranger = join(options.dataDir, '..', 'cloned');
    cpSync(join(options.templatesDir, 'supply-chain'), stranger, { recursive: true });
    const registry = openProjectRegistry(options);
    const { handle, dir } = registry.addFolder(stranger);
    expect(registry.isOwn(handle)).toBe(false);
    expect(() => registry.delete(handle)).toThrow(expect.objectContaining({ code: 'not-own', where: dir }) as Error);
    expect(readdirSync(dir)).toEqual(['ledgerquest.json']);
  });

  test('knows a folder once it has been opened, by whichever way it is named, and says where a project is not', () => {
    const stranger = join(options.dataDir, '..', 'cloned');
    cpSync(join(options.templatesDir, 'supply-chain'), stranger, { recursive: true });
    const registry = openProjectRegistry(options);
    expect(registry.known(stranger)).toBeUndefined();
    const { handle } = registry.addFolder(stranger);
    expect(registry.known(join(stranger, '..', 'cloned'))?.handle).toBe(handle);
    expect(() => registry.known(options.dataDir)).toThrow(expect.objectContaining({ code: 'not-a-project' }) as Error);
  });

  test('a project that an earlier version called trusted stays so, and no other becomes it', () => {
    const [mine, theirs] = ['mine', 'theirs'].map((name) => {
      const dir = join(options.dataDir, '..', name);
      cpSync(join(options.templatesDir, 'supply-chain'), dir, { recursive: true });
      return { handle: name.padEnd(32, '0'), dir: realpathSync(dir), name, openedAt: '2026-01-01T00:00:00.000Z', trusted: name === 'mine' };
    });
    mkdirSync(options.dataDir);
    writeFileSync(join(options.dataDir, 'projects.json'), JSON.stringify({ format: 1, projects: [mine, theirs] }));
    const registry = openProjectRegistry(options);
    expect([mine!, theirs!].map(({ handle }) => registry.find(ProjectHandle.parse(handle)).trusted)).toEqual([true, false]);
  });

  test('lists the latest first and leaves out folders that have gone', () => {
    const registry = openProjectRegistry(options);
    const first = registry.createFromTemplate('supply-chain');
    const second = registry.createFromTemplate('supply-chain');
    registry.opened(first.handle);
    expect(registry.recent().map(({ handle }) => handle)).toEqual([first.handle, second.handle]);
    rmSync(first.dir, { recursive: true });
    expect(registry.recent().map(({ handle }) => handle)).toEqual([second.handle]);
    expect(registry.missing().map(({ handle }) => handle)).toEqual([first.handle]);
    registry.forget(first.handle);
    expect(openProjectRegistry(options).missing()).toEqual([]);
  });

  test('shows every shipped template in the order of the gallery, also one without a card', () => {
    mkdirSync(join(options.templatesDir, 'gallery'));
    mkdirSync(join(options.templatesDir, 'a-new-one'));
    writeFileSync(join(options.templatesDir, 'a-new-one', 'ledgerquest.json'), '{"name":"A new one","description":"What it is."}');
    writeFileSync(
      join(options.templatesDir, 'gallery', 'supply-chain.json'),
      '{"order":1,"players":[1,4],"minutes":45,"teaches":"Why orders swing."}',
    );
    writeFileSync(join(options.templatesDir, 'gallery', 'supply-chain.png'), 'png');
    expect(openProjectRegistry(options).templates()).toEqual([
      { id: 'supply-chain', name: 'Supply chain', teaches: 'Why orders swing.', players: [1, 4], minutes: 45, picture: 'cG5n' },
      { id: 'a-new-one', name: 'A new one', teaches: 'What it is.' },
    ]);
  });

  test('names what it refuses', () => {
    const registry = openProjectRegistry(options);
    expect(() => registry.addFolder(options.dataDir)).toThrow('has no ledgerquest.json');
    expect(() => registry.createFromTemplate('nothing')).toThrow('no template named nothing');
    expect(() => registry.find(ProjectHandle.parse('0'.repeat(32)))).toThrow('no longer has a project');
  });
});
