import type { FieldChange } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { GizmoListener, Placed } from '../../../view/index.ts';
import { type Editor, type FieldGesture, type LevelSession, topsOf } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';

const fieldOf = { move: 'position', rotate: 'rotation', scale: 'scale' } as const;

/** What the handles hold: of the selected entities those that may be edited and do not stand below another of them, the last one leading. */
export function heldBy(editor: Editor, level: LevelSession): string[] {
  const locked = editor.visibility.locked.get();
  const tops = topsOf(editor.selection.keys.get(), (key) => level.entity(key).get()?.parent);
  return tops.filter((key) => !locked.has(key));
}

/** What a drag of the handles does to the document: every entity in the hand changes, and all of it is one step. */
export function createHands(editor: Editor, level: LevelSession): GizmoListener & { readonly busy: boolean; drop(): void } {
  let gesture: FieldGesture | undefined;
  const nameOf = (placed: readonly Placed[]): string => {
    const [one] = placed;
    if (placed.length !== 1 || !one) return t('entity.count', { count: placed.length });
    return level.entity(one.key).get()?.name ?? one.key;
  };
  const labelOf = (placed: readonly Placed[]): string => {
    const what = nameOf(placed);
    const tool = editor.tool.get();
    return tool === 'rotate' ? t('step.rotate', { what }) : tool === 'scale' ? t('step.scale', { what }) : t('step.drag', { what });
  };
  const take = (placed: readonly Placed[]): void => {
    const tool = editor.tool.get();
    if (tool === 'select' || placed.length === 0) return;
    const field = fieldOf[tool];
    gesture ??= editor.gesture(labelOf(placed));
    gesture?.set(
      placed.map(({ key, placement }): FieldChange => ({ entity: key, component: 'Transform', field, value: placement[field] as Json })),
    );
  };
  const drop = (): void => {
    gesture?.end();
    gesture = undefined;
  };
  return {
    drag: take,
    end(placed) {
      if (gesture) take(placed);
      drop();
    },
    drop,
    get busy() {
      return gesture !== undefined;
    },
  };
}
