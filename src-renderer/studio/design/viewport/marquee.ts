import type { Spot } from '../../../view/index.ts';
import styles from './viewport.module.css';

/** Dragged to the right it takes what is wholly in it, to the left also what it touches: the line says which. */
export const isTouching = (from: Spot, to: Spot): boolean => to.x < from.x;

/** The rectangle that a hand draws over the picture. */
export function createMarquee(canvas: HTMLCanvasElement): { show(from: Spot, to: Spot): void; hide(): void; dispose(): void } {
  const box = document.createElement('div');
  box.className = styles['marquee'] ?? '';
  box.ariaHidden = 'true';
  box.hidden = true;
  canvas.after(box);
  return {
    show(from, to) {
      box.hidden = false;
      box.dataset['touching'] = String(isTouching(from, to));
      box.style.transform = `translate(${Math.min(from.x, to.x)}px, ${Math.min(from.y, to.y)}px)`;
      box.style.width = `${Math.abs(to.x - from.x)}px`;
      box.style.height = `${Math.abs(to.y - from.y)}px`;
    },
    hide: () => {
      box.hidden = true;
    },
    dispose: () => box.remove(),
  };
}
