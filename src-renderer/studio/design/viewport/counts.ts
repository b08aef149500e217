import type { Counts } from '../../../view/index.ts';
import { t } from '../../i18n/index.ts';
import styles from './viewport.module.css';

const numbers = new Intl.NumberFormat('en');

/** What the last picture took, in the corner over it; nothing is counted while it is not shown. */
export function createCountsBox(canvas: HTMLCanvasElement): {
  show(counts: Counts, milliseconds: number): void;
  hide(): void;
  dispose(): void;
} {
  const list = document.createElement('dl');
  list.className = styles['counts'] ?? '';
  list.role = 'group';
  list.ariaLabel = t('viewport.counts');
  list.hidden = true;
  const row = (label: string): HTMLElement => {
    const [term, value] = [document.createElement('dt'), document.createElement('dd')];
    term.textContent = label;
    list.append(term, value);
    return value;
  };
  const [entities, drawCalls, triangles, time, drawn] = (['entities', 'drawCalls', 'triangles', 'time', 'drawn'] as const).map((name) =>
    row(t(`counts.${name}`)),
  );
  canvas.after(list);
  return {
    show(counts, milliseconds) {
      list.hidden = false;
      entities!.textContent = numbers.format(counts.entities);
      drawCalls!.textContent = numbers.format(counts.drawCalls);
      triangles!.textContent = numbers.format(counts.triangles);
      drawn!.textContent = counts.by;
      time!.textContent = t('counts.milliseconds', { milliseconds });
    },
    hide: () => {
      list.hidden = true;
    },
    dispose: () => list.remove(),
  };
}
