import { Switch as Base } from '@base-ui/react/switch';
import { classes } from '../classes.ts';
import styles from './field.module.css';

interface SwitchProps {
  label: string;
  /** undefined: on in some of several, off in others. */
  checked: boolean | undefined;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

export function Switch({ label, checked, disabled = false, onChange }: SwitchProps) {
  return (
    <Base.Root
      aria-label={label}
      checked={checked ?? false}
      disabled={disabled}
      onCheckedChange={onChange}
      className={classes(styles['switch'], checked === undefined && styles['mixed'])}
    >
      <Base.Thumb className={styles['thumb']} />
    </Base.Root>
  );
}
