import { createFakeElectron } from '../../../../test/doubles/fake-electron.ts';
import { valueOf } from '../../../contract/answered.ts';
import type { HandlersOf } from '../../../contract/calls.ts';
import type { ProjectHandle } from '../../../contract/index.ts';
import type { KeychainCalls } from '../../../contract/keychain.ts';
import { LedgerError } from '../../../contract/error.ts';
import type { OwnerCalls } from '../../../contract/owner.ts';
import type { Owner } from '../owner.ts';
import type { Updater } from '../updates.ts';
import { startShell } from '../start-shell.ts';

export const studio = 'http://127.0.0.1:4100';
export const playground = 'http://127.0.0.1:4200';
export const signIn = 'http://127.0.0.1:4400/pool';
export const guestStudio = 'http://127.0.0.1:4300';
export const link = `ledgerquest://join/192.168.1.20:4300/beer-game#${'f'.repeat(43)}.${'t'.repeat(32)}`;

/** An owner that knows one folder, and finds projects in all others but one. */
export function createTestOwner(): Owner & { asked: [name: string, request: unknown][] } {
  const asked: [string, unknown][] = [];
  let links = 0;
  const project = 'project-harbour' as ProjectHandle;
  const handlers: HandlersOf<OwnerCalls, undefined> = {
    'window.link': () => ({ url: `${studio}/#launch=${(links += 1)}`, playground: `${playground}/`, signIn }),
    'folder.look': ({ path }) => {
      if (path === '/empty')
        throw new LedgerError({ code: 'not-a-project', message: `${path} has no ledgerquest.json.`, hint: 'Create a project there.' });
      return path === '/known' ? { found: { project, name: 'Harbour' } } : {};
    },
    'folder.add': ({ path }) => ({ project, name: path.slice(1) }),
    'project.path': ({ project: handle }) => ({ path: `/of/${handle}` }),
    'link.join': () => ({ url: `${guestStudio}/#launch=guest` }),
  };
  return {
    asked,
    async ask(name, request) {
      asked.push([name, request]);
      return (await (handlers[name] as (request: unknown, context: undefined) => unknown)(request, undefined)) as never;
    },
  };
}

/** The shell on an Electron in memory, with one window open. */
export async function startedShell({
  platform = 'linux' as NodeJS.Platform,
  argv = [] as string[],
  fake = createFakeElectron(),
  kept = { value: undefined as unknown },
  settings = { value: undefined as unknown },
  now = (): number => 0,
  updater = undefined as Updater | undefined,
} = {}) {
  const owner = createTestOwner();
  const logged: unknown[] = [];
  const ticking: [milliseconds: number, then: () => void][] = [];
  let keychain: HandlersOf<KeychainCalls, undefined> | undefined;
  const started = startShell(fake.electron, {
    connect: () => ({ owner, serve: (handlers) => void (keychain = handlers) }),
    preload: '/out/preload/preload.cjs',
    platform,
    argv,
    cwd: '/here',
    keep: { read: () => kept.value, write: (value) => void (kept.value = structuredClone(value)) },
    keepSettings: { read: () => settings.value, write: (value) => void (settings.value = structuredClone(value)) },
    updater,
    every: (milliseconds, then) => void ticking.push([milliseconds, then]),
    now,
    log: (error) => void logged.push(error),
  });
  await started;
  const [window] = fake.windows;
  if (!window) throw new Error('no window opened');
  const invoke = async (name: unknown, request: unknown = {}, contents = window.contents): Promise<unknown> =>
    valueOf(await fake.ipc(contents, name, request));
  if (!keychain) throw new Error('the owner has no keychain');
  return { ...fake, owner, window, invoke, kept, settings, logged, ticking, keychain };
}

/** Lets what was asked of the owner be answered. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
