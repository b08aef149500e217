import type { PlayerLevel } from '../../engine/net/protocol/index.ts';
import type { PlayState } from './session-client.ts';
import { chartOf, inUnit } from './figures.ts';
import { words } from './messages.ts';
import styles from './play.module.css';

const width = 320;
const height = 96;
const fallback = ['var(--series-1)', 'var(--series-2)', 'var(--series-3)', 'var(--series-4)', 'var(--series-5)', 'var(--series-6)'];

interface ChartProps {
  chart: PlayerLevel['charts'][number];
  kpis: PlayerLevel['kpis'];
  series: PlayState['series'];
  /** What one tick is called. */
  unit: string;
}

/** One of the level's charts, drawn from what this player has seen: every line named with its current number, both axes with theirs. */
export function Chart({ chart, kpis, series, unit }: ChartProps) {
  const figures = chartOf(chart.kpis, series, chart.kind);
  if (!figures) return null;
  const { lines, low, high, from, to } = figures;
  const measured = kpis[chart.kpis[0] ?? '']?.unit;
  const x = (tick: number): number => ((tick - from) / (to - from)) * width;
  const y = (value: number): number => height - ((value - low) / (high - low)) * height;
  const colourOf = (id: string, index: number): string => kpis[id]?.color ?? fallback[index % fallback.length] ?? '';
  const along = (points: (typeof lines)[number]['points']): string =>
    points.map(({ tick, value }) => `${x(tick).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const coloured = lines.map((line, index) => ({ ...line, colour: colourOf(line.id, index) }));
  // The highest area is drawn first, so that the lower ones lie over it.
  const drawn = chart.kind === 'area' ? coloured.toReversed() : coloured;
  return (
    <figure className={styles['chart']} aria-label={chart.title}>
      <figcaption>
        {chart.title} {measured !== undefined && measured !== '$' && <span className={styles['unit']}>{measured}</span>}
      </figcaption>
      <ul className={styles['legend']} aria-label={words.now(chart.title)}>
        {lines.map(({ id, now }, index) => (
          <li key={id}>
            <i style={{ background: colourOf(id, index) }} />
            {kpis[id]?.label ?? id} <b className="number">{inUnit(now, measured)}</b>
          </li>
        ))}
      </ul>
      <div className={styles['plot']}>
        <div className={styles['scale']} aria-hidden>
          <span className="number">{inUnit(high, measured)}</span>
          {hasRoom(y(0)) && (
            <span className={`number ${styles['middle'] ?? ''}`} style={{ top: y(0) }}>
              {inUnit(0, measured)}
            </span>
          )}
          <span className="number">{inUnit(low, measured)}</span>
        </div>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={words.plot(chart.title, unit, from, to, inUnit(low, measured), inUnit(high, measured))}
        >
          {[low, high].map((edge) => (
            <line key={edge} x1="0" x2={width} y1={y(edge)} y2={y(edge)} className={styles['edge']} />
          ))}
          {low < 0 && high > 0 && <line x1="0" x2={width} y1={y(0)} y2={y(0)} className={styles['zero']} />}
          {drawn.map(({ id, points, colour }) => (
            <g key={id}>
              {chart.kind === 'area' && points.length > 0 && (
                <polygon
                  points={`${x(points[0]!.tick).toFixed(1)},${y(0).toFixed(1)} ${along(points)} ${x(points.at(-1)!.tick).toFixed(1)},${y(0).toFixed(1)}`}
                  fill={colour}
                  fillOpacity="0.2"
                />
              )}
              <polyline
                points={along(points)}
                fill="none"
                stroke={colour}
                strokeWidth="2"
                strokeLinejoin="round"
                vectorEffect="non-scaling-stroke"
              />
            </g>
          ))}
        </svg>
        <div className={styles['time']} aria-hidden>
          <span className="number">{words.time(unit, from)}</span>
          <span className="number">{words.time(unit, to)}</span>
        </div>
      </div>
    </figure>
  );
}

/** Whether there is room for a number here between those at the ends. */
const hasRoom = (at: number): boolean => at > 16 && at < height - 16;
