import type { ParameterSpec, ParamValue } from '../../../engine/model/project.ts';
import { TextField } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { readSeries, seriesText } from './series.ts';
import styles from './analyse.module.css';

interface SeriesFieldProps {
  label: string;
  spec: ParameterSpec;
  value: ParamValue;
  onTurn: (value: ParamValue) => void;
}

/** A value that changes over time: typed or pasted as a list, seen as steps. The last one goes on for ever. */
export function SeriesField({ label, spec, value, onTurn }: SeriesFieldProps) {
  const values = (Array.isArray(value) ? value : [value]).map(Number);
  const commit = (text: string): void => {
    const next = readSeries(text, spec);
    if (next) onTurn(next);
  };
  return (
    <div className={styles['series']}>
      <TextField label={label} value={seriesText(value)} inputMode="numeric" spellCheck={false} className="number" onCommit={commit} />
      <Steps values={values} />
      <span className={styles['quiet']}>{[spec.unit, t('scenario.last')].filter(Boolean).join(', ')}</span>
    </div>
  );
}

function Steps({ values }: { values: readonly number[] }) {
  const [low, high] = [Math.min(0, ...values), Math.max(1, ...values)];
  const width = values.length + Math.max(2, values.length * 0.3);
  const y = (value: number): number => 19 - ((value - low) / (high - low)) * 18;
  const path = values.map((value, index) => `${index === 0 ? 'M0' : `H${index} V`}${index === 0 ? ` ${y(value)}` : y(value)}`).join(' ');
  return (
    <svg viewBox={`0 0 ${width} 20`} preserveAspectRatio="none" aria-hidden focusable={false} className={styles['steps']}>
      <path d={`${path} H${width}`} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
