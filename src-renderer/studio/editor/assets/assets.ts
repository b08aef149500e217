import type { ProjectChange } from '../../../../engine/document/index.ts';
import type { Problem } from '../../../../engine/model/problem.ts';
import type { AssetSpec } from '../../../../engine/model/project.ts';
import { t } from '../../i18n/index.ts';
import { type Cell, createCell, type WritableCell } from '../cell.ts';
import type { AssetPort, BroughtFile } from '../host/ports.ts';
import type { Notices } from '../notices.ts';
import type { ProjectSession } from '../project/project-session.ts';
import { type AssetKind, kindOf } from './kinds.ts';

export interface Asset {
  /** What components name; it stays when the asset is renamed or replaced. */
  path: string;
  name: string;
  kind: AssetKind | undefined;
  size: number;
  sha256: string;
}

/** A file on its way in. */
export interface Import {
  id: number;
  name: string;
  stage: 'reading' | 'storing';
  /** 0 to 1; null while that cannot be told. */
  fraction: number | null;
  cancel: () => void;
}

/** What was brought in and is not in the project yet: a step of the person's puts it there. */
export interface Brought {
  changes: readonly ProjectChange[];
  /** Assets that the files are now, in their order; one that was there with the same bytes is among them. */
  paths: readonly string[];
  /** Names of those that are new bytes under an old path. */
  replaced: readonly string[];
}

/** The project's assets: what there is, what comes in, and the bytes of each for whoever shows it. */
export interface Assets {
  readonly list: Cell<readonly Asset[]>;
  readonly imports: Cell<readonly Import[]>;
  readonly problems: Cell<readonly Problem[]>;
  /** The asset that somebody is asked about before it is deleted. */
  readonly doomed: WritableCell<string | undefined>;
  version(path: string): string | undefined;
  /** @throws LedgerError what the host refuses */
  read(path: string): Promise<Uint8Array>;
  told(path: string, problem: string | undefined): void;
  /**
   * Checks files and stores their bytes; what is refused is said.
   * @param into the asset whose bytes they are to replace
   */
  bring(files: readonly BroughtFile[], into?: string): Promise<Brought>;
}

export function createAssets(port: AssetPort, project: Cell<ProjectSession | undefined>, notices: Notices): Assets & { dispose(): void } {
  const list = createCell<readonly Asset[]>([]);
  const imports = createCell<readonly Import[]>([]);
  const problems = createCell<readonly Problem[]>([]);
  const broken = new Map<string, string>();
  let count = 0;
  let shown: unknown;
  let stop = (): void => {};

  const index = (): Readonly<Record<string, AssetSpec>> => project.get()?.file.get().assets ?? {};
  const read = (): void => {
    const now = index();
    if (JSON.stringify(now) === shown) return;
    shown = JSON.stringify(now);
    list.set(
      Object.entries(now)
        .map(([path, { sha256, size, name }]) => ({
          path,
          sha256,
          size,
          name: name ?? path.split('/').at(-1) ?? path,
          kind: kindOf(path),
        }))
        .toSorted((a, b) => a.name.localeCompare(b.name) || (a.path < b.path ? -1 : 1)),
    );
  };
  const follow = (): void => {
    stop();
    broken.clear();
    problems.set([]);
    stop = project.get()?.file.subscribe(read) ?? ((): void => {});
    read();
  };
  const stopFollowing = project.subscribe(follow);

  const tell = (): void =>
    problems.set(
      [...broken].map(([path, message]) => ({
        severity: 'warning',
        code: 'asset-not-shown',
        file: path,
        message: message === 'missing' ? t('asset.missing', { path }) : t('asset.notShown', { path, why: message }),
        hint: t('asset.notShown.hint'),
      })),
    );

  return {
    list,
    imports,
    problems,
    doomed: createCell<string | undefined>(undefined),
    version: (path) => (Object.hasOwn(index(), path) ? index()[path]!.sha256 : undefined),
    async read(path) {
      const open = project.get();
      const spec = index()[path];
      if (!open || !spec) throw new Error(t('asset.missing', { path }));
      return port.read(open.handle, spec.sha256);
    },
    told(path, problem) {
      if (broken.get(path) === problem) return;
      if (problem === undefined) broken.delete(path);
      else broken.set(path, problem);
      tell();
    },
    async bring(files, into) {
      // What looks into files is fetched when the first one comes.
      const { bringAll } = await import('./bring-all.ts');
      const nextId = (): number => (count += 1);
      return bringAll({ port, notices, imports, nextId, open: project.get(), index: index() }, files, into);
    },
    dispose() {
      stopFollowing();
      stop();
    },
  };
}
