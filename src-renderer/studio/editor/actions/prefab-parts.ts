/** The parts of instances: what one lacks is brought back, what a prefab shall not have is taken out of all. */
import { addEntities } from '../../../../engine/document/index.ts';
import { prefabOf } from '../../../../engine/model/project.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import { partsFor, pathsOfInstance } from '../prefabs/branch.ts';
import { type Action, defineAction } from './action.ts';
import { mayEdit, nameOf } from './edit.ts';

/** The selected instance, of a whole prefab or of a part of one. */
function chosenOf({ level, project, selection }: Editor, isPart: boolean) {
  const [open, session] = [level.get(), project.get()];
  const [key, other] = selection.keys.get();
  const ref = key === undefined || other !== undefined ? undefined : open?.instance(key).get()?.prefab;
  if (!open || !session || key === undefined || ref?.includes('/') !== isPart) return undefined;
  return { open, project: session, key, prefab: prefabOf(ref), path: ref.slice(prefabOf(ref).length + 1) };
}
const whenChosen =
  (isPart: boolean) =>
  (editor: Editor): boolean =>
    mayEdit(editor) && chosenOf(editor, isPart) !== undefined;

/** Puts back what an instance lacks of the parts of its prefab. */
export const bringParts = defineAction({
  id: 'prefab.bringParts',
  title: 'action.bringParts',
  words: 'prefab missing deleted children restore',
  menu: { in: 'entity', group: 3 },
  when: whenChosen(false),
  run(editor) {
    const chosen = chosenOf(editor, false);
    if (!chosen) return;
    const { project, open, key, prefab } = chosen;
    const has = pathsOfInstance(open, key);
    const lacking = (project.prefabParts.get().get(prefab) ?? []).filter(({ path }) => !has.has(path));
    if (lacking.length === 0) return editor.notices.say({ tone: 'plain', title: t('prefab.noneMissing', { what: nameOf(open, [key]) }) });
    const added = partsFor(prefab, key, has, lacking, editor.ports.random);
    const refusal = open.refusalOf(added);
    if (refusal) throw refusal;
    open.edit(t('step.bringParts', { what: nameOf(open, [key]) }), (document, origin) => addEntities(document, added, origin));
  },
});

/** Takes a part out of its prefab: it goes from every instance. */
export const removePart = defineAction({
  id: 'prefab.removePart',
  title: 'action.removePart',
  words: 'prefab child delete part',
  menu: { in: 'entity', group: 3 },
  when: whenChosen(true),
  async run(editor) {
    const chosen = chosenOf(editor, true);
    if (!chosen) return;
    const { project, open, key, prefab, path } = chosen;
    const declared = project.prefabs.get()[prefab];
    if (!declared) return;
    const { changeStructure, withoutPart } = await import('../prefabs/structure.ts');
    const label = t('step.removePart', { what: nameOf(open, [key]), prefab });
    await changeStructure(editor, label, prefab, withoutPart(prefab, declared, path), undefined);
    editor.selection.clear();
  },
});

const list = defineAction({
  id: 'prefab.list',
  title: 'action.prefabs',
  icon: 'layers',
  words: 'prefab library manage rename delete where used variants',
  menu: { in: 'entity', group: 3 },
  when: ({ project }) => project.get() !== undefined,
  run: ({ dialog }) => dialog.set('prefabs'),
});

export const prefabPartActions: readonly Action[] = [bringParts, removePart, list];
