import type { ProjectHandle } from '../../../../src-main/contract/index.ts';
import type { Editor } from '../editor.ts';
import type { EditorClock } from '../host/ports.ts';

/** Pictures follow edits no closer than this, in milliseconds. */
const pause = 20_000;

type Parts = Pick<Editor, 'bridge' | 'project' | 'level' | 'viewport' | 'canEdit'> & { clock: EditorClock };

/**
 * Keeps how the project looks for its card at home: some time after a level was opened or edited, and when the project is closed.
 * @returns what takes one now, and resolves when it is kept or could not be
 */
export function keepPictures({ bridge, project, level, viewport, canEdit, clock }: Parts): () => Promise<unknown> {
  let isDue = false;
  /** Returns false where the scene is not there yet to be looked at. */
  const take = async (): Promise<boolean> => {
    const handle = project.get()?.handle;
    const view = viewport.get();
    if (handle === undefined || !view || !canEdit.get()) return true;
    const jpeg = view.picture?.();
    // A card without its picture is still a card.
    if (jpeg !== undefined) await send(handle, jpeg).catch(() => {});
    return jpeg !== undefined;
  };
  const send = async (handle: ProjectHandle, jpeg: string): Promise<void> => {
    await bridge.invoke('project.keepPicture', { project: handle, jpeg });
  };
  const soon = (): void => {
    if (isDue || level.get() === undefined) return;
    isDue = true;
    clock.after(pause, () => {
      isDue = false;
      void take().then((isTaken) => isTaken || soon());
    });
  };
  let unhear = (): void => {};
  level.subscribe(() => {
    unhear();
    unhear = level.get()?.level.subscribe(soon) ?? (() => {});
    soon();
  });
  return take;
}
