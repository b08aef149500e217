import type { ParameterSpec, ParamValue } from '../../../engine/model/project.ts';
import { classes, IconButton, NumberField, Slider } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { SeriesField } from './series-field.tsx';
import styles from './analyse.module.css';

type Phase = 'moving' | 'done';

export interface KnobProps {
  name: string;
  spec: ParameterSpec;
  value: ParamValue;
  /** Differs from the scenario. */
  changed: boolean;
  /** The one worth turning first. */
  lit: boolean;
  onTurn: (value: ParamValue, phase: Phase) => void;
}

const numberOf = (value: number | string | undefined): number => Number(value ?? 0);

/** Decimals go back as text, everything else as numbers. */
const written = (spec: ParameterSpec, value: number): number | string => (spec.kind === 'decimal' ? String(value) : value);

interface OneProps {
  label: string;
  spec: ParameterSpec;
  value: number | string | undefined;
  slider: boolean;
  onTurn: (value: number | string, phase: Phase) => void;
}

function One({ label, spec, value, slider, onTurn }: OneProps) {
  const { min, max, step = 1 } = spec;
  const bounded = slider && min !== undefined && max !== undefined && max - min <= 100;
  const turn = (next: number, phase: Phase): void => onTurn(written(spec, next), phase);
  return (
    <>
      {bounded && <Slider label={label} value={numberOf(value)} min={min} max={max} step={step} onChange={turn} />}
      <NumberField
        label={bounded ? `${label}, ${t('scenario.value')}` : label}
        value={numberOf(value)}
        unit={slider ? spec.unit : undefined}
        min={min}
        max={max}
        step={step}
        integer={spec.kind === 'integer'}
        onChange={turn}
      />
    </>
  );
}

/** One parameter: a slider where its range is known and small, a field otherwise; one value, one for each part, or one for each tick. */
export function Knob({ name, spec, value, changed, lit, onTurn }: KnobProps) {
  const { label, help, each, unit } = spec;
  const list = Array.isArray(value) ? value : undefined;
  const replace = (index: number, next: number | string): ParamValue => (list ?? []).map((old, at) => (at === index ? next : old));
  return (
    <div className={classes(styles['knob'], lit && styles['lit'], changed && styles['changed'])} data-parameter={name}>
      <div className={styles['knobHead']}>
        <span className={styles['knobLabel']} title={help}>
          {label}
        </span>
        {each && list && unit && <span className={styles['quiet']}>{unit}</span>}
        {each && (
          <IconButton
            icon={list ? 'minus' : 'layers'}
            size={12}
            label={list ? t('scenario.join') : t('scenario.split')}
            className={styles['split']}
            onClick={() => onTurn(list ? (list[0] ?? 0) : each.map(() => value as number | string), 'done')}
          />
        )}
      </div>
      {spec.kind === 'series' ? (
        <SeriesField label={label} spec={spec} value={value} onTurn={(next) => onTurn(next, 'done')} />
      ) : list ? (
        <div className={styles['parts']}>
          {list.map((one, index) => {
            const part = each?.[index] ?? String(index + 1);
            return (
              <div key={part} className={styles['part']}>
                <span aria-hidden className={styles['quiet']}>
                  {part}
                </span>
                <One
                  label={t('scenario.each', { label, part })}
                  spec={spec}
                  value={one}
                  slider={false}
                  onTurn={(next, phase) => onTurn(replace(index, next), phase)}
                />
              </div>
            );
          })}
        </div>
      ) : (
        <div className={styles['one']}>
          <One label={label} spec={spec} value={value as number | string} slider onTurn={onTurn} />
        </div>
      )}
      {lit && help && <p className={styles['help']}>{help}</p>}
    </div>
  );
}
