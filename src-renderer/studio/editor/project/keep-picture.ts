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
export function keepPictures({ bridge, project, level, viewport, canEdit, clock }: Parts): () => Promise<void> {
  let isDue = false;
  const take = async (): Promise<void> => {
    const handle = project.get()?.handle;
    if (handle === undefined || !canEdit.get()) return;
    // A card without its picture is still a card.
    await send(handle).catch(() => {});
  };
  const send = async (handle: ProjectHandle): Promise<void> => {
    const jpeg = viewport.get()?.picture?.();
    if (jpeg !== undefined) await bridge.invoke('project.keepPicture', { project: handle, jpeg });
  };
  const soon = (): void => {
    if (isDue || level.get() === undefined) return;
    isDue = true;
    clock.after(pause, () => {
      isDue = false;
      void take();
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
