import type { LevelView } from '../../../view/index.ts';
import type { Editor } from '../../editor/index.ts';
import { isMenuKey } from '../../shell/keyboard.ts';
import type { Asked } from './scene-menu.ts';

/** The menu of the scene by its key: of what is selected, at its place, else of the middle of the picture. Returns how to stop. */
export function askByKey(
  editor: Editor,
  view: Pick<LevelView, 'topOf' | 'screenOf'>,
  canvas: HTMLCanvasElement,
  onMenu: (asked: Asked) => void,
): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (!isMenuKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const key = editor.selection.keys.get().at(-1);
    const top = key === undefined ? null : view.topOf(key);
    const { x, y } = (top && view.screenOf(top)) ?? { x: width / 2, y: height / 2 };
    const within = (lane: number, most: number): number => Math.min(most, Math.max(0, lane));
    onMenu({ spot: { x: within(x, width), y: within(y, height) }, onEntity: key !== undefined });
  };
  canvas.addEventListener('keydown', onKey);
  return () => canvas.removeEventListener('keydown', onKey);
}
