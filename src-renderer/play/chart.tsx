import type { PlayLevel } from './protocol.ts';
import type { PlayState } from './session-client.ts';
import styles from './play.module.css';

const width = 320;
const height = 96;
const fallback = ['var(--series-1)', 'var(--series-2)', 'var(--series-3)', 'var(--series-4)', 'var(--series-5)', 'var(--series-6)'];

/** One of the level's charts, drawn from what this player has seen. */
export function Chart({
  chart,
  kpis,
  series,
}: {
  chart: PlayLevel['charts'][number];
  kpis: PlayLevel['kpis'];
  series: PlayState['series'];
}) {
  const numbers = chart.kpis.map((id) => series.map((entry) => Number(entry.kpis[id] ?? Number.NaN)));
  const finite = numbers.flat().filter(Number.isFinite);
  if (series.length < 2 || finite.length === 0) return null;
  const low = Math.min(0, ...finite);
  const high = Math.max(low + 1, ...finite);
  const x = (index: number): number => (index / (series.length - 1)) * width;
  const y = (value: number): number => height - ((value - low) / (high - low)) * height;
  const path = (values: number[]): string =>
    values.flatMap((value, index) => (Number.isFinite(value) ? [`${x(index).toFixed(1)},${y(value).toFixed(1)}`] : [])).join(' ');
  return (
    <figure className={styles['chart']} aria-label={chart.title}>
      <figcaption>{chart.title}</figcaption>
      <svg
        viewBox={`0 -4 ${width} ${height + 8}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${chart.title}, ${series.length} points`}
      >
        {low < 0 && <line x1="0" x2={width} y1={y(0)} y2={y(0)} className={styles['zero']} />}
        {chart.kpis.map((id, index) => (
          <polyline
            key={id}
            points={path(numbers[index] ?? [])}
            fill="none"
            stroke={kpis[id]?.color ?? fallback[index % fallback.length]}
            strokeWidth="2"
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
    </figure>
  );
}
