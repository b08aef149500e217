import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './assets.module.css';

/** Pixels. */
const [least, gap, side, caption] = [112, 10, 12, 26];

interface TileGridProps<T> {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  children: (item: T) => ReactNode;
}

/** Tiles in rows, of which only those in sight are there; arrow keys go from one to the next. */
export function TileGrid<T>({ label, items, keyOf, children }: TileGridProps<T>) {
  const place = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const watch = new ResizeObserver(() => setRoom(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const columns = Math.max(1, Math.floor((room - 2 * side + gap) / (least + gap)));
  const width = Math.max(1, (room - 2 * side - (columns - 1) * gap) / columns);
  const height = Math.round((width * 5) / 7) + 2 + caption + gap;
  // oxlint-disable-next-line react/incompatible-library -- its functions are called while rendering, never kept
  const rows = useVirtualizer({
    count: Math.ceil(items.length / columns),
    getScrollElement: () => place.current,
    estimateSize: () => height,
    overscan: 2,
    paddingStart: 4,
    paddingEnd: side,
  });
  useEffect(() => rows.measure(), [rows, height]);

  const wanted = useRef<number>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const tile = place.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] button`);
    if (!tile) return;
    wanted.current = undefined;
    tile.focus();
  });
  const [, redraw] = useState(0);
  const go = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const at = Number(target.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? Number.NaN);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -items.length, End: items.length }[event.key];
    if (step === undefined || Number.isNaN(at) || target instanceof HTMLInputElement) return;
    const next = Math.max(0, Math.min(items.length - 1, at + step));
    event.preventDefault();
    event.stopPropagation();
    wanted.current = next;
    rows.scrollToIndex(Math.floor(next / columns));
    redraw((count) => count + 1);
  };
  return (
    // The keys are meant for the tile that has the focus.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={place} className={styles['grid']} onKeyDown={go}>
      <ul aria-label={label} style={{ height: rows.getTotalSize() }}>
        {room > 0 &&
          rows.getVirtualItems().flatMap((row) =>
            items.slice(row.index * columns, (row.index + 1) * columns).map((item, column) => {
              const index = row.index * columns + column;
              const x = side + column * (width + gap);
              return (
                <li
                  key={keyOf(item)}
                  data-index={index}
                  aria-setsize={items.length}
                  aria-posinset={index + 1}
                  className={styles['tile']}
                  style={{ width, transform: `translate(${x}px, ${row.start}px)` }}
                >
                  {children(item)}
                </li>
              );
            }),
          )}
      </ul>
    </div>
  );
}
