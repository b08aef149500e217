import { addEntities, deleteEntities, type FieldChange } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { GizmoListener, Placed } from '../../../view/index.ts';
import { type Editor, type FieldGesture, type LevelSession, topsOf } from '../../editor/index.ts';
import { nameOf } from '../../editor/actions/index.ts';
import { copiesBeside } from '../../editor/level/copies.ts';
import { t } from '../../i18n/index.ts';

/** What the handles hold: of the selected entities those that may be edited and do not stand below another of them, the last one leading. */
export function heldBy(editor: Editor, level: LevelSession): string[] {
  const locked = editor.visibility.locked.get();
  const tops = topsOf(editor.selection.keys.get(), (key) => level.entity(key).get()?.parent);
  return tops.filter((key) => !locked.has(key));
}

/** What the hand has changed, as fields of the document. */
export const changesOf = (placed: readonly Placed[]): FieldChange[] =>
  placed.flatMap(({ key, placement }) =>
    Object.entries(placement).map(([field, value]) => ({ entity: key, component: 'Transform', field, value: value as Json })),
  );

export interface Hands extends GizmoListener {
  begin: () => readonly string[] | undefined;
  readonly busy: boolean;
  /** Puts everything back as it stood when the drag began. */
  cancel(): void;
  /** Ends what is under way where it stands. */
  drop(): void;
}

/**
 * What a drag of the handles does to the document: every entity in the hand changes, and all of it is one step. While `copying` says so as
 * the drag begins, copies go along instead and the originals stay.
 */
export function createHands(editor: Editor, level: LevelSession, copying: () => boolean = () => false): Hands {
  let gesture: FieldGesture | undefined;
  let copied: { originals: readonly string[]; copies: readonly string[] } | undefined;
  const labelOf = (placed: readonly Placed[]): string => {
    const what = nameOf(
      level,
      placed.map(({ key }) => key),
    );
    const [field] = Object.keys(placed[0]?.placement ?? {});
    return field === 'rotation' ? t('step.rotate', { what }) : field === 'scale' ? t('step.scale', { what }) : t('step.drag', { what });
  };
  const take = (placed: readonly Placed[]): void => {
    if (placed.length === 0) return;
    gesture ??= editor.gesture(labelOf(placed));
    gesture?.set(changesOf(placed));
  };
  const drop = (): void => {
    gesture?.end();
    gesture = undefined;
    copied = undefined;
  };
  return {
    begin() {
      if (!copying()) return undefined;
      const held = heldBy(editor, level);
      const copies = copiesBeside(editor, level, held);
      const refusal = level.refusalOf(copies);
      if (refusal) {
        editor.notices.refuse(refusal);
        return undefined;
      }
      gesture = editor.gesture(t('step.duplicate', { what: nameOf(level, held) }));
      if (!gesture) return undefined;
      gesture.edit((document, origin) => addEntities(document, copies, origin));
      const added = new Set(copies.map(({ id }) => id));
      const tops = copies.filter(({ to }) => to.parent === null || !added.has(to.parent)).map(({ id }) => id);
      copied = { originals: editor.selection.keys.get(), copies: tops };
      editor.selection.set(tops);
      return tops;
    },
    drag: take,
    end(placed) {
      if (gesture) take(placed);
      drop();
    },
    cancel() {
      const made = copied;
      if (made) gesture?.edit((document, origin) => deleteEntities(document, made.copies, origin));
      gesture?.cancel();
      gesture = undefined;
      copied = undefined;
      if (made) editor.selection.set(made.originals);
    },
    drop,
    get busy() {
      return gesture !== undefined;
    },
  };
}
