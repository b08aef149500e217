import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { KpiValue } from '../../workers/engine/protocol.ts';
import styles from './analyse.module.css';

export interface Curve {
  label: string;
  /** A CSS colour. */
  color: string;
  values: readonly KpiValue[];
  /** Thinner and behind: another run. */
  faint?: boolean;
  dashed?: boolean;
}

interface ChartProps {
  title: string;
  unit: string | undefined;
  curves: readonly Curve[];
  /** The tick shown elsewhere; a line stands there. */
  tick: number;
  ticks: number;
  onJump: (tick: number) => void;
}

const resolve = (element: Element, color: string): string => {
  const name = /^var\((--[a-z0-9-]+)\)$/.exec(color)?.[1];
  return name ? getComputedStyle(element).getPropertyValue(name).trim() : color;
};

const columnOf = (values: readonly KpiValue[], length: number): (number | null)[] =>
  Array.from({ length }, (_, index) => {
    const number = Number(values[index] ?? Number.NaN);
    return Number.isFinite(number) ? number : null;
  });

/** Curves over ticks. A click jumps to its tick; the number under the pointer is in the legend. */
export function Chart({ title, unit, curves, tick, ticks, onJump }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const now = useRef({ tick, onJump });
  now.current = { tick, onJump };
  const length = Math.max(ticks, ...curves.map(({ values }) => values.length), 1);
  const shape = JSON.stringify([title, unit, length, curves.map(({ label, color, faint, dashed }) => [label, color, faint, dashed])]);

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const line = resolve(element, 'var(--line)');
    const ink = resolve(element, 'var(--text-faint)');
    const font = '11px "Inter Variable", Inter, system-ui, sans-serif';
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1, size: 4 }, font };
    const made = new uPlot(
      {
        width: Math.max(120, element.clientWidth),
        height: Math.max(80, element.clientHeight),
        padding: [8, 12, 0, 0],
        cursor: { y: false, points: { size: 7 } },
        legend: { show: false },
        scales: { x: { time: false, range: [1, Math.max(2, length)] } },
        axes: [
          { ...axis, size: 24, gap: 2 },
          {
            ...axis,
            size: 48,
            gap: 4,
            values: (_, splits) => splits.map((value) => `${unit === '$' ? '$' : ''}${value.toLocaleString('en')}`),
          },
        ],
        series: [
          {},
          ...curves.map(({ label, color, faint, dashed }) => ({
            label,
            stroke: resolve(element, color),
            width: faint ? 1 : 2,
            alpha: faint ? 0.55 : 1,
            ...(dashed && { dash: [5, 4] }),
            points: { show: false },
          })),
        ],
        hooks: {
          draw: [
            (self) => {
              const { tick: at } = now.current;
              if (at < 1) return;
              const x = Math.round(self.valToPos(at, 'x', true));
              const { ctx, bbox } = self;
              ctx.save();
              ctx.strokeStyle = resolve(element, 'var(--accent)');
              ctx.lineWidth = devicePixelRatio;
              ctx.beginPath();
              ctx.moveTo(x, bbox.top);
              ctx.lineTo(x, bbox.top + bbox.height);
              ctx.stroke();
              ctx.restore();
            },
          ],
        },
      },
      [[], ...curves.map(() => [])] as uPlot.AlignedData,
      element,
    );
    plot.current = made;
    const jump = (): void => {
      const { idx } = made.cursor;
      if (idx !== null && idx !== undefined) now.current.onJump(idx + 1);
    };
    made.over.addEventListener('click', jump);
    const resize = new ResizeObserver(() =>
      made.setSize({ width: Math.max(120, element.clientWidth), height: Math.max(80, element.clientHeight) }),
    );
    resize.observe(element);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = null;
    };
    // A chart is made anew only when its shape changes; values flow in below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shape]);

  useEffect(() => {
    plot.current?.setData([Array.from({ length }, (_, index) => index + 1), ...curves.map(({ values }) => columnOf(values, length))]);
  }, [curves, length, shape]);
  useEffect(() => plot.current?.redraw(false), [tick]);

  return <div ref={place} className={styles['plot']} role="img" aria-label={title} />;
}
