import type { Json } from '../../../../engine/kernel/json.ts';
import { t } from '../../i18n/index.ts';
import { importable } from '../assets/kinds.ts';
import { shownName } from '../assets/names.ts';
import type { Editor } from '../editor.ts';
import type { BroughtFile } from '../host/ports.ts';
import { type Action, defineAction } from './action.ts';
import { mayEdit } from './edit.ts';

type Place = readonly [number, number, number];

const nameOfAsset = ({ assets }: Editor, path: string): string => assets.list.get().find((asset) => asset.path === path)?.name ?? path;

/** Brings files into the project, in one step; what is dropped on a place and can be shown stands there in the same step. */
export const importFiles = defineAction<{ files: readonly BroughtFile[]; at?: Place | undefined; into?: string | undefined }>({
  id: 'asset.importFiles',
  title: 'action.importFiles',
  when: mayEdit,
  run: async (editor, input) => (await import('./asset-steps.ts')).bringFiles(editor, input),
});

const pick = defineAction({
  id: 'asset.import',
  title: 'action.import',
  icon: 'upload',
  words: 'asset model glb gltf image texture sound font csv file add upload',
  menu: { in: 'project', group: 1 },
  when: mayEdit,
  async run(editor) {
    const files = await editor.ports.pickFiles(importable, true);
    if (files.length === 0) return;
    editor.reveal.set('assets');
    await editor.do(importFiles, { files });
  },
});

/** Puts an asset into the scene: where it is dropped, or where the view looks. */
export const addAssetToScene = defineAction<{ path: string; at?: Place | undefined }>({
  id: 'asset.addToScene',
  title: 'action.addToScene',
  when: mayEdit,
  run: async (editor, { path, at }) => (await import('./asset-steps.ts')).placeOne(editor, path, at),
});

/** Changes what people read. The path, which levels name, stays, so nothing has to follow. */
export const renameAsset = defineAction<{ path: string; name: string }>({
  id: 'asset.rename',
  title: 'action.renameAsset',
  when: mayEdit,
  run(editor, { path, name }) {
    const project = editor.project.get();
    const clean = shownName(name);
    const spec = project?.file.get().assets[path];
    const before = nameOfAsset(editor, path);
    if (!spec || clean === '' || clean === before) return;
    const value = { ...spec, name: clean } as unknown as Json;
    project.edit(t('step.rename', { from: before, to: clean }), [{ path: ['assets', path], value }]);
  },
});

export const replaceAsset = defineAction<{ path: string }>({
  id: 'asset.replace',
  title: 'action.replaceAsset',
  when: mayEdit,
  async run(editor, { path }) {
    const files = await editor.ports.pickFiles(importable, false);
    if (files.length > 0) await editor.do(importFiles, { files, into: path });
  },
});

/** Takes assets, and materials and tables by their names, away. What names them keeps the name, and shows that it is missing until the step is undone. */
export const deleteAssets = defineAction<{ paths: readonly string[]; materials?: readonly string[]; tables?: readonly string[] }>({
  id: 'asset.delete',
  title: 'action.deleteAsset',
  when: mayEdit,
  run(editor, { paths, materials = [], tables = [] }) {
    const names = [...paths.map((path) => nameOfAsset(editor, path)), ...materials, ...tables.map((name) => `data/${name}.json`)];
    if (names.length === 0) return;
    const what = names.length === 1 ? names[0]! : t('asset.files', { count: names.length });
    editor.project
      .get()
      ?.edit(t('step.deleteAsset', { what }), [
        ...paths.map((path) => ({ path: ['assets', path], value: null })),
        ...materials.map((id) => ({ path: ['materials', id], value: null })),
        ...tables.map((name) => ({ path: ['tables', name], value: null })),
      ]);
  },
});

export const assetActions: readonly Action[] = [pick];
