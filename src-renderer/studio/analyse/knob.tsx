import type { OneValue, ParameterSpec, ParamValue } from '../../../engine/model/project.ts';
import { classes, IconButton } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { OneField, type Phase } from './one-field.tsx';
import { SeriesField } from './series-field.tsx';
import styles from './analyse.module.css';

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

/** One parameter: one value, one for each part, or one for each tick. A switch stands beside its label, everything else below. */
export function Knob({ name, spec, value, changed, lit, onTurn }: KnobProps) {
  const { kind, label, help, each, unit } = spec;
  const list = Array.isArray(value) ? value : undefined;
  const one = list ? undefined : (value as OneValue);
  const replace = (index: number, next: OneValue): ParamValue => (list ?? []).map((old, at) => (at === index ? next : old));
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
            onClick={() => onTurn(list ? (list[0] ?? 0) : each.map(() => one!), 'done')}
          />
        )}
        {kind === 'boolean' && !list && <OneField label={label} spec={spec} value={one} onTurn={onTurn} />}
      </div>
      {kind === 'series' ? (
        <SeriesField label={label} spec={spec} value={value} onTurn={(next) => onTurn(next, 'done')} />
      ) : list ? (
        <div className={styles['parts']} data-kind={kind}>
          {list.map((item, index) => {
            const part = each?.[index] ?? String(index + 1);
            return (
              <div key={part} className={styles['part']}>
                <span aria-hidden className={styles['quiet']}>
                  {part}
                </span>
                <OneField
                  label={t('scenario.each', { label, part })}
                  spec={spec}
                  value={item}
                  part
                  onTurn={(next, phase) => onTurn(replace(index, next), phase)}
                />
              </div>
            );
          })}
        </div>
      ) : (
        kind !== 'boolean' && (
          <div className={styles['one']} data-kind={kind}>
            <OneField label={label} spec={spec} value={one} onTurn={onTurn} />
          </div>
        )
      )}
      {lit && help && <p className={styles['help']}>{help}</p>}
    </div>
  );
}
