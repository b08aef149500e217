import type { ProjectChange } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import { t } from '../../i18n/index.ts';
import { type AssetKind, canBePlaced, importable, kindOf } from '../assets/kinds.ts';
import { shownName } from '../assets/names.ts';
import type { Editor } from '../editor.ts';
import type { BroughtFile } from '../host/ports.ts';
import { type Action, defineAction } from './action.ts';
import { mayEdit } from './edit.ts';
import { addNew } from './entity.ts';

type Place = readonly [number, number, number];

const nameOfAsset = ({ assets }: Editor, path: string): string => assets.list.get().find((asset) => asset.path === path)?.name ?? path;
const stem = (name: string): string => name.replace(/\.[A-Za-z0-9]{1,8}$/, '') || name;

/** The component that shows an asset, or has it heard. */
const shownBy: Readonly<Partial<Record<AssetKind, string>>> = { model: 'Model', image: 'Board', sound: 'Sound', light: 'Panorama' };

function placeAsset(editor: Editor, path: string, name: string, at: Place | undefined, also: readonly ProjectChange[] = []): void {
  const [x, y, z] = at ?? editor.viewport.get()?.point() ?? [0, 0, 0];
  const component = shownBy[kindOf(path) ?? 'font'];
  if (component !== undefined)
    addNew(editor, { name: stem(name), components: { Transform: { position: [x, y, z] }, [component]: { asset: path } } }, also);
}

/** Brings files into the project, in one step; what is dropped on a place and can be shown stands there in the same step. */
export const importFiles = defineAction<{ files: readonly BroughtFile[]; at?: Place | undefined; into?: string | undefined }>({
  id: 'asset.importFiles',
  title: 'action.importFiles',
  when: mayEdit,
  async run(editor, { files, at, into }) {
    const { project, assets, notices } = editor;
    const { changes, paths, replaced } = await assets.bring(files, into);
    const placed = at === undefined ? [] : placeable(paths);
    if (placed.length > 0) {
      // Beside each other, not into each other.
      placed.forEach((path, index) => {
        const file = files.find(({ name }) => stem(shownName(name)) === stem(nameIn(changes, path) ?? nameOfAsset(editor, path)));
        const name = nameIn(changes, path) ?? file?.name ?? nameOfAsset(editor, path);
        placeAsset(editor, path, name, [at![0] + index * 2, at![1], at![2]], index === 0 ? changes : []);
      });
    } else if (changes.length > 0) {
      const what = changes.length === 1 ? changes[0]!.path[1]!.replace(/^assets\//, '') : t('asset.files', { count: changes.length });
      project.get()?.edit(t(into === undefined ? 'step.import' : 'step.replaceAsset', { what }), changes);
    }
    if (replaced.length > 0 && into === undefined)
      notices.say({ tone: 'plain', title: t('asset.replaced', { names: replaced.join(', ') }), text: t('asset.replaced.hint') });
    const tables = changes.filter(({ path }) => path[0] === 'tables').map(({ path }) => `data/${path[1]}.json`);
    if (tables.length > 0)
      notices.say({ tone: 'good', title: t('asset.table', { files: tables.join(', ') }), text: t('asset.table.hint') });
  },
});

function nameIn(changes: readonly ProjectChange[], path: string): string | undefined {
  const value = changes.find((change) => change.path[0] === 'assets' && change.path[1] === path)?.value;
  if (typeof value !== 'object' || value === null) return undefined;
  const { name } = value as { name?: string };
  return name ?? path.split('/').at(-1);
}

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

/** Of what came at once what stands in the scene: the models, whose pictures may have come with them, or else the rest. */
function placeable(paths: readonly string[]): readonly string[] {
  const models = paths.filter((path) => kindOf(path) === 'model');
  return models.length > 0 ? models : paths.filter((path) => canBePlaced(kindOf(path)));
}

/** Puts an asset into the scene: where it is dropped, or where the view looks. */
export const addAssetToScene = defineAction<{ path: string; at?: Place | undefined }>({
  id: 'asset.addToScene',
  title: 'action.addToScene',
  when: mayEdit,
  run(editor, { path, at }) {
    if (canBePlaced(kindOf(path))) placeAsset(editor, path, nameOfAsset(editor, path), at);
  },
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

/** Takes assets, and materials by their names, away. What names them keeps the name, and shows that it is missing until the step is undone. */
export const deleteAssets = defineAction<{ paths: readonly string[]; materials?: readonly string[] }>({
  id: 'asset.delete',
  title: 'action.deleteAsset',
  when: mayEdit,
  run(editor, { paths, materials = [] }) {
    const count = paths.length + materials.length;
    if (count === 0) return;
    const what = paths.length === 1 && count === 1 ? nameOfAsset(editor, paths[0]!) : t('asset.files', { count });
    editor.project
      .get()
      ?.edit(t('step.deleteAsset', { what }), [
        ...paths.map((path) => ({ path: ['assets', path], value: null })),
        ...materials.map((id) => ({ path: ['materials', id], value: null })),
      ]);
  },
});

export const assetActions: readonly Action[] = [pick];
