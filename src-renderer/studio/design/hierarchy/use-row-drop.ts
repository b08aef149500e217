import { type DragEvent, useRef, useState } from 'react';
import { ancestorsOf, type Editor, type LevelSession, topsOf } from '../../editor/index.ts';
import { moveTo } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useEditor } from '../../react.ts';

export type DropAt = 'before' | 'inside' | 'first' | 'after';

export const dragType = 'application/x-ledgerquest-entities';
/** Over a folded branch so long until it unfolds, in milliseconds. */
const unfoldAfter = 600;

/** What is dragged in this window; a browser tells it to nobody before it is dropped. */
let dragged: readonly string[] = [];
const isDragged = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes(dragType);

const parentIn =
  (level: LevelSession) =>
  (key: string): string | null | undefined =>
    level.entity(key).get()?.parent;

/** What is dragged when a row is: the selection when it is part of it, without what follows its parent anyway. */
export function startDrag(editor: Editor, level: LevelSession, key: string, { dataTransfer }: DragEvent): void {
  dragged = editor.selection.has(key) ? topsOf(editor.selection.keys.get(), parentIn(level)) : [key];
  dataTransfer.effectAllowed = 'move';
  dataTransfer.setData(dragType, JSON.stringify(dragged));
  if (dragged.length === 1) return;
  const badge = document.createElement('span');
  badge.textContent = t('entity.count', { count: dragged.length });
  badge.style.cssText =
    'position:fixed;top:-100px;padding:4px 10px;border-radius:12px;background:var(--accent-fill);color:var(--text-on-accent);font:var(--weight-medium) var(--size-small) var(--font)';
  document.body.append(badge);
  dataTransfer.setDragImage(badge, -12, -8);
  setTimeout(() => badge.remove());
}

export const endDrag = (): void => {
  dragged = [];
};

interface RowDrop {
  at: DropAt | undefined;
  onDragOver: (event: DragEvent) => void;
  onDragLeave: () => void;
  onDrop: (event: DragEvent) => void;
}

/** Where on a row something may be dropped: above it, below it, into it. Into itself or what stands below it: nowhere. */
export function useRowDrop(level: LevelSession, key: string, expanded: boolean | undefined, unfold: () => void): RowDrop {
  const editor = useEditor();
  const [at, setAt] = useState<DropAt>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const leave = (): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setAt(undefined);
  };
  return {
    at,
    onDragOver(event) {
      if (!isDragged(event)) return;
      // Also where nothing may be dropped: what is below the row is not meant.
      event.stopPropagation();
      if (dragged.includes(key) || ancestorsOf(key, parentIn(level)).some((above) => dragged.includes(above))) return leave();
      event.preventDefault();
      const box = event.currentTarget.getBoundingClientRect();
      const share = (event.clientY - box.top) / box.height;
      const next = share < 0.28 ? 'before' : share <= 0.72 ? 'inside' : expanded === true ? 'first' : 'after';
      setAt(next);
      if (expanded === false && next === 'inside') timer.current ??= setTimeout(unfold, unfoldAfter);
      else {
        clearTimeout(timer.current);
        timer.current = undefined;
      }
    },
    onDragLeave: leave,
    onDrop(event) {
      if (!isDragged(event) || at === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const entities = JSON.parse(event.dataTransfer.getData(dragType)) as string[];
      leave();
      const parent = level.entity(key).get()?.parent ?? null;
      const around = level.children(parent);
      const firstOf = (keys: readonly string[]): string | undefined => keys.find((other) => !entities.includes(other));
      const to = {
        before: { parent, before: firstOf(around.slice(around.indexOf(key))) },
        after: { parent, before: firstOf(around.slice(around.indexOf(key) + 1)) },
        first: { parent: key, before: firstOf(level.children(key)) },
        inside: { parent: key },
      }[at];
      void editor.do(moveTo, { entities, to });
    },
  };
}

export const allowDrop = (event: DragEvent): void => {
  if (isDragged(event)) event.preventDefault();
};

/** Below the last row: to the end of the level. */
export function dropAtEnd(editor: Editor, event: DragEvent): void {
  if (!isDragged(event)) return;
  event.preventDefault();
  void editor.do(moveTo, { entities: JSON.parse(event.dataTransfer.getData(dragType)) as string[], to: { parent: null } });
}
