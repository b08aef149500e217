import { figureText, isMoney } from '../../../engine/model/figure.ts';
import { compactText, separators } from '../i18n/formats.ts';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { KpiValue } from '../../workers/engine/protocol.ts';
import type { Dash } from './line-styles.tsx';
import styles from './analyse.module.css';

export interface Curve {
  label: string;
  /** A CSS colour. */
  color: string;
  values: readonly (KpiValue | null)[];
  /** Thinner and behind: another run. */
  faint?: boolean;
  dash?: Dash;
  /** Filled down to nothing. */
  filled?: boolean;
  bars?: boolean;
}

interface ChartProps {
  title: string;
  unit: string | undefined;
  curves: readonly Curve[];
  /** The tick shown elsewhere; a line stands there. */
  tick: number;
  ticks: number;
  /** The tick under the pointer; undefined when it has left. */
  onHover: (tick: number | undefined) => void;
  onJump: (tick: number) => void;
}

const token = /^var\((--[a-z0-9-]+)\)$/;
const resolve = (element: Element, color: string): string => {
  const name = token.exec(color)?.[1];
  return name ? getComputedStyle(element).getPropertyValue(name).trim() : color;
};
const withAlpha = (color: string, alpha: string): string => (/^#[0-9a-f]{6}$/i.test(color) ? color + alpha : color);

const columnOf = (values: readonly (KpiValue | null)[], length: number): (number | null)[] =>
  Array.from({ length }, (_, index) => {
    const number = Number(values[index] ?? Number.NaN);
    return Number.isFinite(number) ? number : null;
  });

/** Charts of one window move their pointers together. */
const together = 'kpis';
const axisText = (value: number, unit: string | undefined): string =>
  Math.abs(value) < 10_000
    ? figureText(value, isMoney(unit) ? '$' : '', separators())
    : `${value < 0 ? '−' : ''}${isMoney(unit) ? '$' : ''}${compactText(Math.abs(value))}`;

/** Curves over ticks. A click jumps to its tick. */
export function Chart({ title, unit, curves, tick, ticks, onHover, onJump }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const now = useRef({ tick, onHover, onJump });
  now.current = { tick, onHover, onJump };
  const length = Math.max(ticks, ...curves.map(({ values }) => values.length), 1);
  const shape = JSON.stringify([
    title,
    unit,
    length,
    curves.map(({ label, color, faint, dash, filled, bars }) => [label, color, faint, dash, filled, bars]),
  ]);

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const make = (): uPlot => {
      const line = resolve(element, 'var(--line)');
      const ink = resolve(element, 'var(--text-faint)');
      const accent = resolve(element, 'var(--accent)');
      const font = `11px ${getComputedStyle(element).fontFamily}`;
      const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, font };
      return new uPlot(
        {
          width: Math.max(120, element.clientWidth),
          height: Math.max(80, element.clientHeight),
          padding: [8, 10, 0, 0],
          cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false }, sync: { key: together } },
          legend: { show: false },
          scales: { x: { time: false, range: [1, Math.max(2, length)] } },
          axes: [
            { ...axis, grid: { show: false }, size: 22, gap: 4, space: 44 },
            {
              ...axis,
              size: (_, labels) => 12 + 6.4 * Math.max(2, ...(labels ?? []).map((label) => label.length)),
              gap: 6,
              space: 24,
              values: (_, splits) => splits.map((value) => axisText(value, unit)),
            },
          ],
          series: [
            {},
            ...curves.map(({ label, color, faint, dash, filled, bars }) => {
              const stroke = resolve(element, color);
              return {
                label,
                stroke,
                width: faint ? 1.25 : 2,
                alpha: faint ? 0.6 : 1,
                ...(dash && { dash: [...dash] }),
                ...((filled || bars) && { fill: withAlpha(stroke, bars ? '99' : '30') }),
                ...(bars && uPlot.paths.bars && { paths: uPlot.paths.bars({ size: [0.6, 24] }) }),
                points: { show: false },
              };
            }),
          ],
          hooks: {
            setCursor: [({ cursor: { idx } }) => now.current.onHover(idx === null || idx === undefined ? undefined : idx + 1)],
            draw: [
              (self) => {
                const { tick: at } = now.current;
                if (at < 1) return;
                const x = Math.round(self.valToPos(at, 'x', true));
                const { ctx, bbox } = self;
                ctx.save();
                ctx.strokeStyle = accent;
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
        plot.current?.data ?? ([[], ...curves.map(() => [])] as uPlot.AlignedData),
        element,
      );
    };
    const open = (): void => {
      const made = make();
      plot.current?.destroy();
      plot.current = made;
      made.over.addEventListener('click', () => {
        const { idx } = made.cursor;
        if (idx !== null && idx !== undefined) now.current.onJump(idx + 1);
      });
    };
    open();
    const resize = new ResizeObserver(() => {
      if (element.clientWidth > 0)
        plot.current?.setSize({ width: Math.max(120, element.clientWidth), height: Math.max(80, element.clientHeight) });
    });
    resize.observe(element);
    // Colours on a canvas are read once: another theme draws anew.
    const theme = new MutationObserver(open);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      resize.disconnect();
      theme.disconnect();
      plot.current?.destroy();
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
