import { prefabOf } from '../../../../engine/model/project.ts';
import type { Editor } from '../editor.ts';
import type { LevelSession } from '../level/level-session.ts';

/** The one selected entity, if it is what an action is for. */
export const selected = ({ level, selection }: Editor, isInstance: boolean): { open: LevelSession; key: string } | undefined => {
  const open = level.get();
  const [key, other] = selection.keys.get();
  if (!open || key === undefined || other !== undefined || !open.entity(key).get()) return undefined;
  return (open.instance(key).get() !== undefined) === isInstance ? { open, key } : undefined;
};

/** The selected instance, of a whole prefab or of a part of one. */
export function chosenOf({ level, project, selection }: Editor, isPart: boolean) {
  const [open, session] = [level.get(), project.get()];
  const [key, other] = selection.keys.get();
  const ref = key === undefined || other !== undefined ? undefined : open?.instance(key).get()?.prefab;
  if (!open || !session || key === undefined || ref?.includes('/') !== isPart) return undefined;
  return { open, project: session, key, prefab: prefabOf(ref), path: ref.slice(prefabOf(ref).length + 1) };
}
