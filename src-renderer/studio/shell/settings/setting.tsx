import { Select } from '../../../ui/index.ts';
import styles from './settings.module.css';

/** One choice among a few, under its name. */
export function Setting<T extends string>({
  title,
  value,
  values,
  labelOf,
  onChange,
}: {
  title: string;
  value: T;
  values: readonly T[];
  labelOf: (value: T) => string;
  onChange: (value: T) => void;
}) {
  return (
    <div className={styles['setting']}>
      <span aria-hidden>{title}</span>
      <Select
        label={title}
        className={styles['choice']}
        value={value}
        choices={values.map((one) => ({ value: one, label: labelOf(one) }))}
        onChange={(next) => onChange(next as T)}
      />
    </div>
  );
}
