/** Files on their way into the project, one after the other: what each becomes, how far it is, and what is said of those that are refused. */
import type { ProjectChange } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { AssetSpec } from '../../../../engine/model/project.ts';
import { t } from '../../i18n/index.ts';
import type { WritableCell } from '../cell.ts';
import type { AssetPort, BroughtFile } from '../host/ports.ts';
import { describeError, type Notices } from '../notices.ts';
import type { ProjectSession } from '../project/project-session.ts';
import type { Brought, Import } from './assets.ts';
import { bringIn, Refused } from './bring-in.ts';

/** So many refusals are said one by one. */
const mostSaid = 4;

interface BringTools {
  port: AssetPort;
  notices: Notices;
  imports: WritableCell<readonly Import[]>;
  nextId: () => number;
  open: ProjectSession | undefined;
  /** What the project has. */
  index: Readonly<Record<string, AssetSpec>>;
}

/** @param into the asset whose bytes they are to replace */
export async function bringAll(
  { port, notices, imports, nextId, open, index }: BringTools,
  files: readonly BroughtFile[],
  into: string | undefined,
): Promise<Brought> {
  const patch = (id: number, change: Partial<Import>): void =>
    imports.set(imports.get().map((each) => (each.id === id ? { ...each, ...change } : each)));
  const refusals: { title: string; text: string }[] = [];
  const changes = new Map<string, ProjectChange>();
  const paths: string[] = [];
  const replaced: string[] = [];
  const entries = new Map(Object.entries(index));
  const parts = new Map(files.map((file) => [file.name.split('/').at(-1)!, file]));
  const used = new Set<string>();
  for (const file of open ? files : []) {
    const id = nextId();
    const abort = new AbortController();
    imports.set([...imports.get(), { id, name: file.name, stage: 'reading', fraction: null, cancel: () => abort.abort() }]);
    try {
      const brought = await bringIn(file, {
        entries,
        into,
        find(name) {
          used.add(name);
          return parts.get(name)?.bytes();
        },
        store: (sha256, bytes) =>
          port.write(open!.handle, sha256, bytes, {
            signal: abort.signal,
            onProgress: (fraction) => patch(id, { stage: 'storing', fraction }),
          }),
        signal: abort.signal,
      });
      if (!brought) continue;
      if ('table' in brought) {
        if (Object.hasOwn(open!.tables(), brought.table)) replaced.push(file.name);
        changes.set(brought.table, { path: ['tables', brought.table], value: brought.value });
      } else {
        if (entries.get(brought.path)?.sha256 !== brought.spec.sha256) {
          if (entries.has(brought.path)) replaced.push(file.name);
          changes.set(brought.path, { path: ['assets', brought.path], value: brought.spec as unknown as Json });
        }
        entries.set(brought.path, brought.spec);
        paths.push(brought.path);
      }
    } catch (error) {
      if (abort.signal.aborted) continue;
      const { message, hint } = error instanceof Refused ? error : describeError(error);
      refusals.push({ title: t('asset.refused', { name: file.name }), text: `${message} ${hint ?? ''}`.trim() });
    } finally {
      imports.set(imports.get().filter((each) => each.id !== id));
    }
  }
  const strays = files.filter((file) => /\.bin$/i.test(file.name) && !used.has(file.name.split('/').at(-1)!));
  for (const { name } of strays) refusals.push({ title: t('asset.refused', { name }), text: t('asset.stray') });
  for (const refusal of refusals.slice(0, mostSaid)) notices.say({ tone: 'bad', ...refusal });
  if (refusals.length > mostSaid) notices.say({ tone: 'bad', title: t('asset.refused.more', { count: refusals.length - mostSaid }) });
  return { changes: [...changes.values()], paths, replaced };
}
