import type { LevelView } from '../../../view/index.ts';
import type { Editor } from '../../editor/index.ts';
import { toggleOutlook } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import styles from './viewport.module.css';

type View = Pick<LevelView, 'axes'>;

const reach = 30;
const ends = [
  { axis: 'x', sign: 1, outlook: 'right', letter: 'X' },
  { axis: 'y', sign: 1, outlook: 'top', letter: 'Y' },
  { axis: 'z', sign: 1, outlook: 'front', letter: 'Z' },
  { axis: 'x', sign: -1, outlook: 'left', letter: '' },
  { axis: 'y', sign: -1, outlook: 'bottom', letter: '' },
  { axis: 'z', sign: -1, outlook: 'back', letter: '' },
] as const;

/**
 * The world's axes in the corner of the picture, as they lie there. Each end is a button that looks from that side; below them stands how one
 * looks now. One stop for the Tab key, with arrows from one to the next.
 */
export function createCompass(editor: Editor, view: View, canvas: HTMLCanvasElement): { place(): void; dispose(): void } {
  const layer = document.createElement('div');
  layer.className = styles['compass'] ?? '';
  layer.role = 'toolbar';
  layer.ariaLabel = t('viewport.compass');
  const knobs = ends.map((end) => {
    const stem = document.createElement('div');
    stem.className = styles['stem'] ?? '';
    stem.dataset['axis'] = end.axis;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = styles['knob'] ?? '';
    button.dataset['axis'] = end.axis;
    button.dataset['ahead'] = String(end.sign > 0);
    button.textContent = end.letter;
    button.ariaLabel = t(`outlook.${end.outlook}`);
    button.title = t(`outlook.${end.outlook}`);
    button.addEventListener('click', () => {
      const action = editor.actions.get(`view.outlook.${end.outlook}`);
      if (action) void editor.do(action);
    });
    if (end.sign > 0) layer.append(stem);
    layer.append(button);
    return { ...end, button, stem };
  });
  const name = document.createElement('button');
  name.type = 'button';
  name.className = styles['outlook'] ?? '';
  name.title = t('action.outlook.toggle');
  name.addEventListener('click', () => void editor.do(toggleOutlook));
  layer.append(name);
  canvas.after(layer);

  const buttons = [...knobs.map(({ button }) => button), name];
  const focus = (at: number): void => {
    for (const button of buttons) button.tabIndex = button === buttons[at] ? 0 : -1;
  };
  focus(0);
  layer.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (buttons.indexOf(document.activeElement as HTMLButtonElement) + step + buttons.length) % buttons.length;
    focus(next);
    buttons[next]?.focus();
  });

  const say = (): void => {
    const now = editor.viewing.outlook.get();
    name.textContent = t(`outlook.${now}`);
    name.ariaLabel = t('viewport.outlook', { outlook: name.textContent });
    for (const { button, outlook } of knobs) button.ariaPressed = String(outlook === now);
  };
  let placed = '';
  const place = (): void => {
    const { axes } = view;
    const where = JSON.stringify(axes);
    if (where === placed) return;
    placed = where;
    for (const { axis, sign, button, stem } of knobs) {
      const [right, up, near] = axes[axis];
      const [x, y] = [right * sign * reach, -up * sign * reach];
      button.style.transform = `translate(-50%, -50%) translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
      button.style.zIndex = String(Math.round(10 + near * sign * 9));
      stem.style.width = `${Math.hypot(x, y).toFixed(1)}px`;
      stem.style.transform = `rotate(${Math.atan2(y, x).toFixed(3)}rad)`;
    }
  };
  const stop = editor.viewing.outlook.subscribe(say);
  say();
  place();
  return {
    place,
    dispose() {
      stop();
      layer.remove();
    },
  };
}
