/** What bringing files in and putting them into the scene does: fetched when somebody first does it. */
import type { ProjectChange } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import { t } from '../../i18n/index.ts';
import { type AssetKind, canBePlaced, kindOf } from '../assets/kinds.ts';
import { shownName } from '../assets/names.ts';
import type { Editor } from '../editor.ts';
import type { BroughtFile } from '../host/ports.ts';
import { addNew } from './entity.ts';

type Place = readonly [number, number, number];

const nameOfAsset = ({ assets }: Editor, path: string): string => assets.list.get().find((asset) => asset.path === path)?.name ?? path;
const stem = (name: string): string => name.replace(/\.[A-Za-z0-9]{1,8}$/, '') || name;

/** The component that shows an asset, or has it heard. */
const shownBy: Readonly<Partial<Record<AssetKind, string>>> = { model: 'Model', image: 'Board', sound: 'Sound', light: 'Panorama' };

function placeAsset(editor: Editor, path: string, name: string, at: Place | undefined, also: readonly ProjectChange[] = []): void {
  const transform: Record<string, Json> = at === undefined ? {} : { position: [...at] };
  const component = shownBy[kindOf(path) ?? 'font'];
  if (component !== undefined)
    addNew(editor, { name: stem(name), components: { Transform: transform, [component]: { asset: path } } }, { also });
}

export async function bringFiles(
  editor: Editor,
  { files, at, into }: { files: readonly BroughtFile[]; at?: Place | undefined; into?: string | undefined },
): Promise<void> {
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
  if (tables.length > 0) notices.say({ tone: 'good', title: t('asset.table', { files: tables.join(', ') }), text: t('asset.table.hint') });
}

function nameIn(changes: readonly ProjectChange[], path: string): string | undefined {
  const value = changes.find((change) => change.path[0] === 'assets' && change.path[1] === path)?.value;
  if (typeof value !== 'object' || value === null) return undefined;
  const { name } = value as { name?: string };
  return name ?? path.split('/').at(-1);
}

/** Of what came at once what stands in the scene: the models, whose pictures may have come with them, or else the rest. */
function placeable(paths: readonly string[]): readonly string[] {
  const models = paths.filter((path) => kindOf(path) === 'model');
  return models.length > 0 ? models : paths.filter((path) => canBePlaced(kindOf(path)));
}

export function placeOne(editor: Editor, path: string, at: Place | undefined): void {
  if (canBePlaced(kindOf(path))) placeAsset(editor, path, nameOfAsset(editor, path), at);
}
